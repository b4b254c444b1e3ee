// SPDX-License-Identifier: Apache-2.0
/// \file
/// What outlives a reading of an interface: counters, and when its state changed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "daemon/devices/counter_line.hpp"
#include "daemon/devices/device_numbers.hpp"
#include "probes/net/clock.hpp"
#include "probes/snmp/reading.hpp"

namespace pantau::devices {

[[nodiscard]] std::optional<InterfaceCounter> counter_of(config::Quantity quantity);

class InterfaceLine {
 public:
  /// One poll, as far as it is about this interface.
  struct Reading {
    std::span<const snmp::Sample* const> samples;
    net::Now answered;
    bool restarted = false;
    std::optional<std::uint32_t> up_ticks;  ///< sysUpTime in the same poll
    std::string row;  ///< tells one row of the agent from another; empty: not said
  };

  struct Step {
    std::uint64_t bytes = 0;  ///< carried since the previous reading, both ways
    bool counts_bytes = false;  ///< it has a counter of bytes at all
    bool began_anew = false;  ///< and this was not so in the previous reading
  };

  Step read(const Reading& reading);

  /// Another agent from now on; what is exported goes on.
  void begin_anew();

  [[nodiscard]] std::optional<std::uint64_t> exported(InterfaceCounter counter) const {
    return counters_[static_cast<std::size_t>(counter)].exported();
  }

  /// Fixed when a change is first seen, so that it does not tremble with the network's delay.
  [[nodiscard]] std::optional<net::WallTime> last_change() const { return last_change_; }

 private:
  [[nodiscard]] bool is_broken(const Reading& reading);
  void read_counters(const Reading& reading, bool broken, Step& step);
  void read_last_change(const Reading& reading);

  std::array<CounterLine, kInterfaceCounters> counters_;
  std::optional<double> speed_;
  std::optional<std::uint32_t> discontinuity_;
  std::optional<std::uint32_t> change_ticks_;
  std::optional<net::WallTime> last_change_;
  std::string row_;
  bool began_anew_ = false;
};

}  // namespace pantau::devices
