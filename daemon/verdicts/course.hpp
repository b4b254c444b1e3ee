// SPDX-License-Identifier: Apache-2.0
/// \file
/// How the state of a link went, beyond what has settled: down is told from unreachable here.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "daemon/book/link_state.hpp"

namespace pantau::verdicts {

/// A number for a link id that stays the same over reloads, for as long as the daemon runs.
using LinkKey = std::uint32_t;
/// Sorted, each once.
using Roots = std::vector<LinkKey>;

struct CourseSpan {
  book::Second start{};
  book::LinkState state = book::LinkState::unknown;
  Roots roots;  ///< of down (itself) and unreachable

  friend bool operator==(const CourseSpan&, const CourseSpan&) = default;
};

/// Oldest first; the first one holds at the settled point, the last one holds now. Neighbours
/// differ in state or roots.
using Course = std::vector<CourseSpan>;

/// What the echoes of one link say by themselves (links/line.hpp).
struct LineView {
  /// unknown, up, degraded or down; the first holds at the settled point, the last one now.
  const std::vector<book::Span>* spans = nullptr;
  /// Nothing before it is re-dated by the link's own echoes.
  book::Second known_until{};
  /// First echo of a loss run that is not decided yet.
  std::optional<book::Second> undecided_since;
  /// (down_after - 1) x interval + timeout + 1 s, rounded up.
  book::Seconds detection{0};
  /// What is down before it stays down, though minutes that are not judged yet may make it begin
  /// earlier or end later. Counts where it is later than known_until.
  book::Second failed_until{};

  [[nodiscard]] book::Second proven_until() const {
    return known_until < failed_until ? failed_until : known_until;
  }
};

}  // namespace pantau::verdicts
