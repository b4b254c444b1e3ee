// SPDX-License-Identifier: Apache-2.0
/// \file
/// The thin half of the prober: waits for the tick and the sockets, calls the EchoEngine, and does
/// what it says. Owned by App, lives on the probe thread, never blocks.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "probes/icmp/echo.hpp"
#include "probes/icmp/engine.hpp"
#include "probes/icmp/runner_numbers.hpp"

namespace boost::asio {
class io_context;
}

namespace pantau::icmp {

struct RunnerOptions {
  std::uint64_t receive_buffer = 16U << 20U;  ///< bytes asked for (SO_RCVBUFFORCE, else SO_RCVBUF)
  bool force_raw = false;  ///< do not try the datagram socket (tests, benchmarks)
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
  /// Called on the probe thread after each tick that produced events. May add, change and remove
  /// targets.
  using Sink = std::function<void(const std::vector<EchoEvent>& events, const net::Now& now)>;

  IcmpRunner(boost::asio::io_context& io, RunnerOptions options, Sink sink);
  ~IcmpRunner();
  IcmpRunner(const IcmpRunner&) = delete;
  IcmpRunner& operator=(const IcmpRunner&) = delete;
  IcmpRunner(IcmpRunner&&) = delete;
  IcmpRunner& operator=(IcmpRunner&&) = delete;

  /// Opens the sockets; before anything else. A family that cannot be opened is left out (its
  /// echoes are `unsent{no_permission}`); a failure only when none can be.
  [[nodiscard]] std::optional<OpenFailure> open();
  /// Starts the tick. Ends when `stop()` is called; then everything in flight is `voided{reload}`,
  /// and the io_context has no work of ours left.
  void start();
  void stop();

  /// The engine, to add, change and remove targets (probe thread only, after `open`). Call `poke()`
  /// afterwards.
  [[nodiscard]] EchoEngine& engine();
  void poke();

  [[nodiscard]] RunnerNumbers numbers() const;
  /// Steady time of the last completed tick: the watchdog's proof that probing is alive. A tick
  /// comes at least once a second, also without targets.
  [[nodiscard]] net::SteadyTime last_tick() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace pantau::icmp
