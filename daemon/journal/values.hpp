// SPDX-License-Identifier: Apache-2.0
/// \file
/// Times and states as the tables have them. What is read may have been damaged on the disk without
/// SQLite noticing, so every number is brought back into its range.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

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

}  // namespace pantau::journal
