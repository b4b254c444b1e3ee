// SPDX-License-Identifier: Apache-2.0
/// \file
/// One counter of a device, continued: what is exported never falls and never jumps.
#pragma once

#include <cstdint>
#include <optional>

#include "probes/net/clock.hpp"
#include "probes/snmp/value.hpp"

namespace pantau::devices {

/// What is known about the time since the previous reading.
struct CounterSpan {
  net::BootTime at;
  /// A restart: a fall is none of 2^32, but the counter may have gone on (snmpd began anew and the
  /// kernel did not).
  bool restarted = false;
  /// ifCounterDiscontinuityTime changed, or the row is another one: the difference means nothing.
  bool broken = false;
  /// Most that can be counted in a second; absent: nobody knows.
  std::optional<double> per_second;
};

/// The exported number starts at the first raw value, so that one can compare it with the device.
/// Then it grows by the differences of two readings, and stands still where nobody knows the
/// difference: at a fall that is no wrap, at a break, when the width changed, when 32 bits may have
/// wrapped unseen, and when the difference is more than any interface can carry.
class CounterLine {
 public:
  enum class Course : std::uint8_t { first, grew, began_anew };

  struct Step {
    Course course = Course::first;
    std::uint64_t grown = 0;
  };

  Step read(const snmp::Counter& raw, const CounterSpan& span);

  [[nodiscard]] std::optional<std::uint64_t> exported() const { return exported_; }

  /// Another agent from now on: the next reading is a base only.
  void begin_anew() { base_.reset(); }

 private:
  [[nodiscard]] std::optional<std::uint64_t> growth(const snmp::Counter& raw,
                                                    const CounterSpan& span) const;

  struct Base {
    snmp::Counter raw;
    net::BootTime at;
  };

  std::optional<Base> base_;
  std::optional<std::uint64_t> exported_;
};

}  // namespace pantau::devices
