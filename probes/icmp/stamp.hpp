// SPDX-License-Identifier: Apache-2.0
/// \file
/// Kernel packet stamps are CLOCK_REALTIME; round trips are CLOCK_MONOTONIC. Pure: clock readings
/// come in.
#pragma once

#include <cstdint>
#include <optional>

#include "probes/net/clock.hpp"

namespace pantau::icmp {

/// More than what slewing moves the wall clock between two ticks (500 ppm of 10 ms is 5 us): a
/// step.
inline constexpr net::Nanoseconds kStepTolerance{std::chrono::microseconds{50}};
/// What `pantau_icmp_clock_steps_total` counts (reliability.md 4).
inline constexpr net::Nanoseconds kCountedStep{std::chrono::milliseconds{100}};

/// Keeps `wall - steady` and converts stamps with it. After a step, stamps read in the same drain
/// may be from before or after it: the offset that alone gives a possible time is right, and when
/// both do, none is.
class StampConverter {
 public:
  /// A new reading. To be called before a tick reads any packet and again after each batch was
  /// read, so that every stamp in the batch lies between two readings.
  void update(const net::Now& now);

  /// All stamps taken before the last `update` have been converted: the offset before a step is
  /// forgotten.
  void drained();

  /// The stamp on the steady clock, when it can lie in [earliest, latest]; else the caller's own
  /// time counts.
  [[nodiscard]] std::optional<net::SteadyTime> convert(net::WallTime stamp,
                                                       net::SteadyTime earliest,
                                                       net::SteadyTime latest) const;

  /// Moves of more than kCountedStep between two updates.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

 private:
  std::optional<net::Nanoseconds> offset_;
  std::optional<net::Nanoseconds> before_step_;
  std::uint64_t steps_ = 0;
};

}  // namespace pantau::icmp
