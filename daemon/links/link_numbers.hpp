// SPDX-License-Identifier: Apache-2.0
/// \file
/// Everything measured and decided about one link, as flat numbers that can be copied in bulk.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "probes/icmp/echo.hpp"
#include "probes/net/clock.hpp"

namespace pantau::links {

/// Values are `pantau_link_state_code`.
enum class LinkState : std::uint8_t { unknown, up, degraded, unreachable, down };
inline constexpr std::array<std::string_view, 5> kLinkStateNames{
    "unknown", "up", "degraded", "unreachable", "down"};

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

/// One complete minute (semantics.md 2), over the echoes sent in it.
struct MinuteSummary {
  net::WallTime start{};
  std::uint32_t sent = 0;  ///< decided: answered or lost
  std::uint32_t lost = 0;
  std::uint32_t late = 0;
  std::uint32_t duplicates = 0;
  /// Meaningful when sent > lost. Percentile p of n sorted values is the ceil(p*n)-th.
  net::Nanoseconds min{0}, median{0}, p95{0}, max{0};

  [[nodiscard]] bool decided() const { return sent > 0; }

  [[nodiscard]] bool answered() const { return sent > lost; }

  /// PDV = p95 - min (RFC 5481).
  [[nodiscard]] net::Nanoseconds variation() const { return p95 - min; }
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
  std::uint8_t reply_hop_limit = 0;  ///< 0: none yet
  double jitter_seconds = 0;  ///< RFC 3550 A.8 over round trips
  std::uint64_t jitter_samples = 0;  ///< 0: jitter has no value
  bool rtt_below_physics =
      false;  ///< a geo-vsat reply under 477 ms, in the last complete minute or since
  std::optional<MinuteSummary> minute;  ///< last complete minute; absent until the first
  std::optional<bool> last_answered;  ///< verdict of the last decided echo, in order of sending
  net::Nanoseconds last_rtt{0};  ///< of that echo, when answered

  // Verdict.
  LinkState state = LinkState::unknown;
  net::WallTime since{};  ///< whole UTC second at which `state` began
  std::uint32_t losing_run = 0;  ///< consecutive losses so far, in order of sending
  std::uint32_t answering_run = 0;  ///< consecutive answers so far
};

}  // namespace pantau::links
