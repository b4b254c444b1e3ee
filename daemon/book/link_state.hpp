// SPDX-License-Identifier: Apache-2.0
/// \file
/// The five states of a link or a site (semantics.md 5).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pantau::book {

/// A whole second of the book clock, UTC.
using Second = std::chrono::sys_seconds;
using Seconds = std::chrono::seconds;

/// Values are `pantau_link_state_code` and what the journal stores.
enum class LinkState : std::uint8_t { unknown, up, degraded, unreachable, down };
inline constexpr std::array<std::string_view, 5> kLinkStateNames{
    "unknown", "up", "degraded", "unreachable", "down"};
inline constexpr std::size_t kLinkStates = kLinkStateNames.size();

[[nodiscard]] constexpr std::string_view name(LinkState state) {
  return kLinkStateNames[static_cast<std::size_t>(state)];
}

/// Traffic passes: up or degraded.
[[nodiscard]] constexpr bool is_working(LinkState state) {
  return state == LinkState::up || state == LinkState::degraded;
}

/// An outage is made of these: down or unreachable.
[[nodiscard]] constexpr bool is_failed(LinkState state) {
  return state == LinkState::down || state == LinkState::unreachable;
}

/// A state and when it began; it ends where the next span begins.
struct Span {
  Second start{};
  LinkState state = LinkState::unknown;

  friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace pantau::book
