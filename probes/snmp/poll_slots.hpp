// SPDX-License-Identifier: Apache-2.0
/// \file
/// When each device is polled: a slot in every interval, so that all of them spread evenly.
#pragma once

#include <cstdint>

#include "probes/net/clock.hpp"

namespace pantau::snmp {

/// Wakeups are rounded up to this: what is due together is done together.
inline constexpr net::Nanoseconds kWakeupGrid = std::chrono::milliseconds(5);
/// The first poll of a device comes within this, however long its interval.
inline constexpr net::Nanoseconds kFirstPollWithin = std::chrono::seconds(60);

/// The place of a device in every interval, in units of 2^-64 of it.
using Phase = std::uint64_t;

/// Multiples of the golden ratio: the smallest gaps of all sequences, for any number of devices
/// (Knuth, TAOCP 3, 6.4).
class PhaseSequence {
 public:
  explicit PhaseSequence(std::uint64_t seed);
  [[nodiscard]] Phase next();

 private:
  std::uint64_t position_;
};

/// The part of `whole` that a phase stands for, on the grid.
[[nodiscard]] net::Nanoseconds share_of(net::Nanoseconds whole, Phase phase);

/// The first slot not before `from`: `phase` after a multiple of `interval`.
[[nodiscard]] net::SteadyTime slot_from(net::SteadyTime from,
                                        net::Nanoseconds interval,
                                        Phase phase);

[[nodiscard]] net::SteadyTime round_up(net::SteadyTime time);

}  // namespace pantau::snmp
