// SPDX-License-Identifier: Apache-2.0
/// \file
/// The thin half of the prober: waits for the tick and the sockets, calls the EchoEngine, and does what
/// it says. Owned by App, lives on the probe thread, never blocks.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "probes/icmp/echo.hpp"
#include "probes/icmp/engine.hpp"

namespace pantau::icmp {

enum class SocketKind : std::uint8_t { datagram, raw };

/// What the kernel granted for one address family: `pantau_icmp_socket_info`.
struct SocketInfo {
  net::Family family = net::Family::v4;
  SocketKind kind = SocketKind::raw;
  bool kernel_timestamps = false;
  std::uint64_t receive_buffer = 0;  ///< bytes, as SO_RCVBUF reports it
};

/// Bounds of `pantau_scheduler_lag_seconds` and `pantau_event_loop_lag_seconds`.
inline constexpr std::array<std::chrono::microseconds, 12> kLagBounds{
    std::chrono::microseconds{100}, std::chrono::microseconds{500}, std::chrono::microseconds{1000},
    std::chrono::microseconds{2000}, std::chrono::microseconds{5000}, std::chrono::microseconds{10000},
    std::chrono::microseconds{20000}, std::chrono::microseconds{50000}, std::chrono::microseconds{100000},
    std::chrono::microseconds{200000}, std::chrono::microseconds{500000}, std::chrono::microseconds{1000000}};

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
  LagHistogram scheduler_lag;                   ///< send time less due time
  LagHistogram event_loop_lag;                  ///< timer wakeup less its deadline
  std::uint64_t clock_steps = 0;                ///< |change of wall - steady| > 100 ms between two ticks
  std::vector<SocketInfo> sockets;
};

struct RunnerOptions {
  std::uint64_t receive_buffer = 16U << 20U;  ///< bytes asked for (SO_RCVBUFFORCE, else SO_RCVBUF)
  bool force_raw = false;                     ///< do not try the datagram socket (tests, benchmarks)
  bool want_v4 = true;
  bool want_v6 = true;
  std::size_t neighbour_limit = 256;
};

/// Why no socket could be opened, in words that name the fix (capability, sysctl).
struct OpenFailure {
  std::string message;
};

class IcmpRunner {
 public:
  /// Called on the probe thread after each tick that produced events.
  using Sink = std::function<void(const std::vector<EchoEvent>& events, const net::Now& now)>;

  IcmpRunner(boost::asio::io_context& io, RunnerOptions options, Sink sink);
  ~IcmpRunner();
  IcmpRunner(const IcmpRunner&) = delete;
  IcmpRunner& operator=(const IcmpRunner&) = delete;
  IcmpRunner(IcmpRunner&&) = delete;
  IcmpRunner& operator=(IcmpRunner&&) = delete;

  /// Opens the sockets. A family that cannot be opened is left out (its echoes are
  /// `unsent{no_permission}`); a failure only when none can be.
  [[nodiscard]] std::optional<OpenFailure> open();
  /// Starts the tick. Ends when `stop()` is called; then everything in flight is `voided{reload}`.
  void start();
  void stop();

  /// The engine, to add, change and remove targets (probe thread only). Call `poke()` afterwards.
  [[nodiscard]] EchoEngine& engine();
  void poke();

  [[nodiscard]] RunnerNumbers numbers() const;
  /// Steady time of the last completed tick: the watchdog's proof that probing is alive.
  [[nodiscard]] net::SteadyTime last_tick() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::icmp
