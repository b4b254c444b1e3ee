// SPDX-License-Identifier: Apache-2.0
/// \file
/// Times and states as the tables have them. What is read may have been damaged on the disk without
/// SQLite noticing, so every number is brought back into its range.
#pragma once

#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "config/inventory.hpp"
#include "daemon/book/link_state.hpp"
#include "probes/net/clock.hpp"

namespace pantau::journal {

[[nodiscard]] inline std::int64_t stored(book::Second time) {
  return time.time_since_epoch().count();
}

[[nodiscard]] inline std::optional<std::int64_t> stored(std::optional<book::Second> time) {
  return time ? std::optional{stored(*time)} : std::nullopt;
}

[[nodiscard]] inline book::Second second(std::int64_t value) {
  return book::Second{book::Seconds{value}};
}

[[nodiscard]] inline std::optional<book::Second> second(std::optional<std::int64_t> value) {
  return value ? std::optional{second(*value)} : std::nullopt;
}

/// Wall times are kept to the millisecond: they are shown, never counted with.
[[nodiscard]] inline std::optional<std::int64_t> stored_ms(std::optional<net::WallTime> time) {
  using std::chrono::floor;
  using std::chrono::milliseconds;
  return time ? std::optional{floor<milliseconds>(*time).time_since_epoch().count()} : std::nullopt;
}

[[nodiscard]] inline std::optional<net::WallTime> wall_time(std::optional<std::int64_t> ms) {
  constexpr std::int64_t kMost = INT64_MAX / 1'000'000;
  if (!ms || *ms < -kMost || *ms > kMost) {
    return std::nullopt;
  }
  return net::WallTime{std::chrono::milliseconds{*ms}};
}

[[nodiscard]] inline book::LinkState link_state(std::int64_t value) {
  return value >= 0 && value < static_cast<std::int64_t>(book::kLinkStates)
             ? static_cast<book::LinkState>(value)
             : book::LinkState::unknown;
}

/// Days since 1970.
[[nodiscard]] inline std::int64_t stored(config::Date date) {
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

[[nodiscard]] inline std::optional<std::int64_t> stored(std::optional<config::Date> date) {
  return date ? std::optional{stored(*date)} : std::nullopt;
}

/// Nothing outside the years 1 to 9999.
[[nodiscard]] inline std::optional<config::Date> date(std::optional<std::int64_t> days) {
  using std::chrono::sys_days;
  constexpr sys_days kFirst{std::chrono::year{1} / 1 / 1};
  constexpr sys_days kLast{std::chrono::year{9999} / 12 / 31};
  if (!days || *days < kFirst.time_since_epoch().count() ||
      *days > kLast.time_since_epoch().count()) {
    return std::nullopt;
  }
  return config::Date{sys_days{std::chrono::days{*days}}};
}

/// Nothing for what is no number.
[[nodiscard]] inline std::optional<double> finite(std::optional<double> value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
}

/// 0 to 1.
[[nodiscard]] inline double ratio(std::optional<double> value) {
  const double known = finite(value).value_or(0);
  return known < 0 ? 0 : known > 1 ? 1 : known;
}

/// What is counted is never negative.
[[nodiscard]] inline std::int64_t count(std::int64_t value) {
  return value < 0 ? 0 : value;
}

/// The enumerator of this value, of `names.size()` that there are; nothing for another value.
template <typename Enum, std::size_t size>
[[nodiscard]] std::optional<Enum> enumerator(std::int64_t value,
                                             const std::array<std::string_view, size>& /*names*/) {
  return value >= 0 && value < static_cast<std::int64_t>(size)
             ? std::optional{static_cast<Enum>(value)}
             : std::nullopt;
}

}  // namespace pantau::journal
