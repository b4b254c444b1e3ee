// SPDX-License-Identifier: Apache-2.0
/// \file
/// The minute of semantics.md 2: which UTC minute an echo was sent in, and what happened to the
/// echoes of one link in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "daemon/links/link_numbers.hpp"
#include "probes/net/clock.hpp"

namespace pantau::links {

/// One UTC minute as a stretch of steady time; shorter than 60 s where a clock step cut it.
struct MinuteSlot {
  std::uint32_t id = 0;  ///< counts up by one, also where UTC goes back
  net::SteadyTime begin{};
  net::SteadyTime end{};
  net::WallTime start{};  ///< whole UTC minute
};

/// Cuts steady time into UTC minutes, the same for all links.
class MinuteGrid {
 public:
  /// From `now` on UTC is `utc_now` + (steady - now). Also the first call.
  void tie(net::SteadyTime now, net::WallTime utc_now);
  /// Extends the grid as far as needed; times before its beginning belong to the oldest minute.
  [[nodiscard]] const MinuteSlot& slot_of(net::SteadyTime time);
  /// nullptr: forgotten, or not begun.
  [[nodiscard]] const MinuteSlot* find(std::uint32_t id) const;

  [[nodiscard]] std::uint32_t oldest() const { return slots_.front().id; }

  void forget_before(net::SteadyTime time);

 private:
  std::deque<MinuteSlot> slots_;
};

/// Decided echoes of a minute so far.
struct MinuteTally {
  std::uint32_t sent = 0;
  std::uint32_t lost = 0;
};

/// The echoes of one link whose minutes are not final yet, usually two minutes.
class MinuteCollector {
 public:
  void answered(std::uint32_t slot, net::Nanoseconds rtt);

  void lost(std::uint32_t slot) { ++at(slot).lost; }

  void late(std::uint32_t slot) { ++at(slot).late; }

  void duplicate(std::uint32_t slot) { ++at(slot).duplicates; }

  [[nodiscard]] MinuteTally tally(std::uint32_t slot) const;
  /// The final row; its memory serves a later minute.
  [[nodiscard]] MinuteSummary finish(const MinuteSlot& slot);
  /// Whether a reply in a running minute was faster than `limit`.
  [[nodiscard]] bool any_reply_under(net::Nanoseconds limit) const;
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  static constexpr std::uint32_t kFree = UINT32_MAX;

  struct Running {
    std::uint32_t slot = kFree;
    std::uint32_t lost = 0;
    std::uint32_t late = 0;
    std::uint32_t duplicates = 0;
    std::vector<net::Nanoseconds> round_trips;
  };

  [[nodiscard]] Running& at(std::uint32_t slot);

  std::vector<Running> running_;
};

}  // namespace pantau::links
