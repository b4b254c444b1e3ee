// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the runner says about itself, as plain values.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include "probes/icmp/echo.hpp"
#include "probes/net/address.hpp"
#include "probes/net/clock.hpp"

namespace pantau::icmp {

enum class SocketKind : std::uint8_t { datagram, raw };

/// What the kernel granted for one address family: `pantau_icmp_socket_info`.
struct SocketInfo {
  net::Family family = net::Family::v4;
  SocketKind kind = SocketKind::raw;
  bool kernel_timestamps = false;  ///< of received packets
  std::uint64_t receive_buffer = 0;  ///< bytes, as SO_RCVBUF reports it
  bool kernel_send_timestamps = false;  ///< without them a round trip begins with the system call
};

/// Bounds of `pantau_scheduler_lag_seconds` and `pantau_event_loop_lag_seconds`.
inline constexpr std::array<std::chrono::microseconds, 12> kLagBounds{
    std::chrono::microseconds{100},
    std::chrono::microseconds{500},
    std::chrono::microseconds{1000},
    std::chrono::microseconds{2000},
    std::chrono::microseconds{5000},
    std::chrono::microseconds{10000},
    std::chrono::microseconds{20000},
    std::chrono::microseconds{50000},
    std::chrono::microseconds{100000},
    std::chrono::microseconds{200000},
    std::chrono::microseconds{500000},
    std::chrono::microseconds{1000000}};

/// A histogram with kLagBounds; the last count is +Inf (not cumulative).
struct LagHistogram {
  std::array<std::uint64_t, kLagBounds.size() + 1> counts{};
  double sum_seconds = 0;
  void observe(net::Nanoseconds lag);
};

/// Plain counters for `pantau_icmp_*`; copied into every snapshot.
struct RunnerNumbers {
  std::array<std::uint64_t, kUnsentReasonNames.size()> send_failures{};
  std::array<std::uint64_t, kVoidReasonNames.size()> voided{};
  std::array<std::uint64_t, kUnmatchedReasonNames.size()> unmatched{};
  std::array<std::uint64_t, 2> socket_drops{};  ///< by Family
  LagHistogram scheduler_lag;  ///< send time less due time
  LagHistogram event_loop_lag;  ///< timer wakeup less its deadline
  std::uint64_t clock_steps = 0;  ///< |change of wall - steady| > 100 ms between two ticks
  std::vector<SocketInfo> sockets;
};

}  // namespace pantau::icmp
