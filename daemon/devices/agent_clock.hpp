// SPDX-License-Identifier: Apache-2.0
/// \file
/// Did the agent restart between two readings? semantics.md 7.
#pragma once

#include <cstdint>
#include <optional>

#include "probes/net/clock.hpp"

namespace pantau::devices {

/// The clocks of an agent in one poll; what it does not have or did not arrive is absent.
struct ClockReading {
  std::optional<std::uint64_t> boots;  ///< snmpEngineBoots
  std::optional<std::uint64_t> engine_seconds;  ///< snmpEngineTime
  std::optional<std::uint32_t> up_ticks;  ///< sysUpTime, hundredths of a second
  net::Now started;  ///< the values were read between these two
  net::Now answered;
};

/// Elapsed time is that of our boot clock: neither a suspend of our own machine nor a step of the
/// wall clock looks like a restart. The tolerance is 5 s, but never less than the poll itself took
/// (nobody knows when in it the agent looked at its clock) nor than 500 ppm of the elapsed time
/// (an agent's clock drifts while its link is down for days).
class AgentClock {
 public:
  /// \return how many restarts there were since the previous reading: 0 with the first. As many as
  ///         snmpEngineBoots rose, when there was time for them (one a second); else 1.
  std::uint64_t read(const ClockReading& reading);

  /// When it booted, by our wall clock: fixed at the first reading after the restart.
  [[nodiscard]] std::optional<net::WallTime> boot() const { return boot_; }

  [[nodiscard]] std::uint64_t restarts() const { return restarts_; }

  /// What was known before our own restart; before the first reading. By it and the wall clock a
  /// restart is noticed that nobody was there to see.
  void restore(std::optional<net::WallTime> boot, std::uint64_t restarts);

  /// Another agent from now on; restarts are counted on.
  void begin_anew();

 private:
  [[nodiscard]] std::uint64_t restarts_since_last(const ClockReading& reading) const;
  [[nodiscard]] bool ticks_restarted(const ClockReading& reading) const;
  [[nodiscard]] bool frozen(const ClockReading& reading) const;
  void keep(const ClockReading& reading, bool restarted);

  struct Mark {
    std::uint64_t value = 0;
    net::BootTime at;
  };

  std::optional<Mark> boots_;
  std::optional<Mark> engine_;
  std::optional<Mark> ticks_;
  std::optional<net::WallTime> boot_;
  bool restored_ = false;  ///< boot_ is from before our own restart
  std::uint64_t restarts_ = 0;
};

}  // namespace pantau::devices
