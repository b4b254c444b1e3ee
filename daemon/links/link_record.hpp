// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the book keeps about one link beside its LinkNumbers: the open ends of everything measured.
#pragma once

#include <cstdint>
#include <optional>

#include "config/inventory.hpp"
#include "daemon/links/link_numbers.hpp"
#include "daemon/links/minute.hpp"
#include "daemon/links/run.hpp"
#include "daemon/links/send_order.hpp"
#include "probes/icmp/echo.hpp"
#include "probes/net/address.hpp"

namespace pantau::links {

inline constexpr icmp::TargetId kNoTarget = UINT32_MAX;

/// No reply can cross a geostationary satellite and come back faster (semantics.md 4).
inline constexpr net::Nanoseconds kGeoFloor{std::chrono::milliseconds{477}};

struct LinkRecord {
  explicit LinkRecord(net::WallTime since) : rule(since) {}

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
  RunRule rule;
  MinuteCollector minutes;

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
  void restart_runs(net::SteadyTime now, LinkNumbers& numbers);
  void publish(LinkNumbers& numbers) const;
};

}  // namespace pantau::links
