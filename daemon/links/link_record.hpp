// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the book keeps about one link beside its LinkNumbers: the open ends of everything measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "config/inventory.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/links/line.hpp"
#include "daemon/links/link_numbers.hpp"
#include "daemon/links/minute.hpp"
#include "daemon/links/recent_echoes.hpp"
#include "daemon/links/send_order.hpp"
#include "daemon/links/settled_book.hpp"
#include "probes/icmp/echo.hpp"
#include "probes/net/address.hpp"

namespace pantau::links {

inline constexpr icmp::TargetId kNoTarget = UINT32_MAX;

/// No reply can cross a geostationary satellite and come back faster (semantics.md 4).
inline constexpr net::Nanoseconds kGeoFloor{std::chrono::milliseconds{477}};

/// What of a line others depend on.
struct LineMark {
  std::size_t spans = 0;
  book::Span last{};
  std::optional<Second> undecided;

  friend bool operator==(const LineMark&, const LineMark&) = default;
};

[[nodiscard]] inline LineMark mark_of(const Line& line) {
  return {line.spans().size(), line.spans().back(), line.undecided_since()};
}

struct LinkRecord {
  explicit LinkRecord(Second since) : line(since), settled(SettledBook::begin(since)) {}

  icmp::TargetId target = kNoTarget;
  RunLimits limits;
  bool crosses_satellite = false;
  bool behind = false;  ///< a minute is due but one of its echoes is still undecided
  bool waiting = false;  ///< listed as waiting for the proof of sight
  std::optional<net::Address> own_address;  ///< when configured as an address
  RttHistogram* pooled = nullptr;  ///< `[metrics] rtt_histogram = "technology"`

  net::Nanoseconds delay{0};  ///< a minute is complete so long after its end
  net::Nanoseconds next_delay{0};  ///< from the minute `delay_until` on
  std::uint32_t delay_until = 0;
  std::uint32_t next_minute = 0;  ///< slot that becomes final next

  SendOrder order;
  Line line;
  MinuteCollector minutes;
  RecentEchoes recent;

  SettledBook settled;
  book::Seconds detection{0};  ///< longest time from the first lost echo to its verdict `down`
  double loss_threshold = 0.75;  ///< of the contract of the day
  std::optional<Second> newest_minute;  ///< start of the last one in the book; rows only go forward
  std::shared_ptr<const book::Outage> outage;  ///< open
  std::uint64_t newest_outage = 0;  ///< highest id counted in outages_opened
  Second wakeup = Second::max();  ///< a border of a window that its open outage has to be cut at
  std::string_view told_by = "configured";  ///< why `pantau` says its state: StateChange::rule
  std::optional<net::WallTime> marked_reply;  ///< as in the last LinkMark
  std::uint64_t marked_opened = 0;

  std::optional<net::Nanoseconds> previous_rtt;  ///< of the answered echo before, for the jitter
  std::uint64_t loss_run = 0;  ///< consecutive losses, seen or blind
  std::optional<net::SteadyTime> newest_reply;
  std::optional<net::SteadyTime> physics_told;

  /// Counters that each event moves by itself.
  void count(const icmp::EchoEvent& event, LinkNumbers& numbers) const;
  /// What depends on the order of sending but not on sight: jitter, loss runs, the last verdict.
  void measure(const Verdict& verdict, LinkNumbers& numbers);
  /// Adds the event to the minute it was sent in, unless that is final.
  void collect(const icmp::EchoEvent& event, const MinuteSlot& slot);
  /// A reply arrived; `wall_offset` is wall - steady as it is now.
  void note_reply(const icmp::EchoEvent& event, net::Nanoseconds wall_offset, LinkNumbers& numbers);
  /// The last complete minute and the running ones decide.
  void judge_physics(LinkNumbers& numbers) const;
  /// Another address: verdicts at hand are measured, then runs begin anew.
  void restart_runs(const BookedTime& now, LinkNumbers& numbers);
  void publish_runs(LinkNumbers& numbers) const;
};

}  // namespace pantau::links
