// SPDX-License-Identifier: Apache-2.0
/// \file
/// Everything measured and decided about one link, as flat numbers that can be copied in bulk.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "daemon/book/cause.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/book/minute_summary.hpp"
#include "probes/icmp/echo.hpp"
#include "probes/net/clock.hpp"

namespace pantau::links {

using book::kLinkStateNames;
using book::LinkState;
using book::MinuteSummary;
using book::Second;

/// A place in Plan::links that names none.
inline constexpr std::uint32_t kNowhere = UINT32_MAX;

/// Links by LinkState.
using StateCounts = std::array<std::size_t, kLinkStateNames.size()>;

/// Bounds of `pantau_icmp_rtt_seconds` in tenths of a millisecond (2.5 ms is one of them).
inline constexpr std::array<std::uint32_t, 26> kRttBoundsTenthMs{
    10,   25,   50,   100,  200,  300,  500,  750,  1000,  1200,  1500,  2000,  2500,
    3000, 4000, 5000, 5500, 6000, 6500, 7000, 8000, 10000, 12000, 15000, 20000, 30000};
inline constexpr std::uint32_t kRttLastBoundTenthMs = 50000;

/// Bounds of `pantau_icmp_loss_run_probes`.
inline constexpr std::array<std::uint32_t, 8> kLossRunBounds{1, 2, 3, 5, 10, 30, 60, 300};

/// Counts per bucket (not cumulative), the last one is +Inf.
struct RttHistogram {
  static constexpr std::size_t kBounds = kRttBoundsTenthMs.size() + 1;
  std::array<std::uint64_t, kBounds + 1> counts{};
  double sum_seconds = 0;

  void observe(net::Nanoseconds rtt);
};

struct LossRunHistogram {
  std::array<std::uint64_t, kLossRunBounds.size() + 1> counts{};
  std::uint64_t sum_probes = 0;

  void observe(std::uint64_t run);
};

/// Why a link is degraded: bits of Verdict::degraded, in the order of the label `reason`.
enum class DegradedReason : std::uint8_t { loss = 1, rtt = 2, delay_variation = 4 };

/// An open outage as the metrics show it.
struct OpenOutage {
  std::uint64_t id = 0;
  Second start{};
  bool upstream = false;  ///< `attribution`: its last segment is unreachable
  std::uint32_t root = kNowhere;  ///< place of the one root shown: failed first, then by id
  book::Cause cause = book::Cause::unknown;  ///< effective, of its last segment
  bool planned = false;
};

struct LinkNumbers {
  // Counters since the process or the link began, whichever is later.
  std::uint64_t probes = 0;  ///< decided: answered or lost
  std::uint64_t lost = 0;
  std::uint64_t unsent = 0;
  std::uint64_t voided = 0;
  std::uint64_t late = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t reordered = 0;
  std::uint64_t corrupt = 0;
  std::array<std::uint64_t, icmp::kIcmpErrorReasonNames.size()> icmp_errors{};
  std::uint64_t bytes_to_site = 0;  ///< ICMP and SNMP, IP headers included: `direction="receive"`
  std::uint64_t bytes_from_site = 0;  ///< `direction="transmit"`
  std::uint64_t dns_failures = 0;
  RttHistogram rtt;
  LossRunHistogram loss_runs;

  // Latest values.
  std::optional<net::WallTime> last_reply;
  double jitter_seconds = 0;  ///< RFC 3550 A.8 over round trips
  std::uint64_t jitter_samples = 0;  ///< 0: jitter has no value
  std::optional<MinuteSummary> minute;  ///< last complete minute; absent until the first
  net::Nanoseconds last_rtt{0};  ///< of the last decided echo, when answered
  std::optional<bool> last_answered;  ///< verdict of the last decided echo, in order of sending
  std::uint8_t reply_hop_limit = 0;  ///< 0: none yet
  /// A geo-vsat reply under 477 ms, in the last complete minute or since.
  bool rtt_below_physics = false;

  // Verdict.
  LinkState state = LinkState::unknown;
  std::uint8_t degraded = 0;  ///< bits of DegradedReason
  bool in_maintenance = false;  ///< inside any window, its own or a root's
  net::WallTime since{};  ///< whole UTC second at which `state` began
  std::uint32_t losing_run = 0;  ///< consecutive losses so far, in order of sending
  std::uint32_t answering_run = 0;  ///< consecutive answers so far
  std::optional<Second> window_start;  ///< of the present or next window that names the link,
  std::optional<Second> window_end;  ///< its site, district, provider, or a root of it
  std::uint64_t outages_opened = 0;  ///< persisted
  std::optional<OpenOutage> outage;
  std::uint32_t root = kNowhere;  ///< while down or unreachable: itself, or the root shown
  /// What is unreachable because of this link; the last known while its outage is open.
  std::uint32_t affected_links = 0;
  std::uint32_t affected_sites = 0;
  std::uint64_t affected_population = 0;
};

}  // namespace pantau::links
