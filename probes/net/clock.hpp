// SPDX-License-Identifier: Apache-2.0
/// \file
/// The three clocks, as types that do not convert into one another. Deciding code takes a `Now` and
/// never asks the system for the time; only runners and `main` call `read_clocks()`.
#pragma once

#include <chrono>

namespace pantau::net {

using Nanoseconds = std::chrono::nanoseconds;

/// CLOCK_MONOTONIC: schedules, deadlines and round trips. Stands still while the machine is
/// suspended.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Nanoseconds>;

/// CLOCK_REALTIME (UTC): what is printed, exported and cut into minutes. May be stepped by anybody.
using WallTime = std::chrono::time_point<std::chrono::system_clock, Nanoseconds>;

/// CLOCK_BOOTTIME: as CLOCK_MONOTONIC, but runs on during a suspend.
struct BootClock {
  using duration = Nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  // NOLINTNEXTLINE(readability-identifier-naming): the name is the standard's (time.clock.req)
  static constexpr bool is_steady = true;
};

using BootTime = BootClock::time_point;

/// One reading of all three clocks, taken as close together as the machine allows.
struct Now {
  SteadyTime steady;
  WallTime wall;
  BootTime boot;
};

/// Reads the clocks. The wall clock is read between two steady readings, and again (up to three
/// times) while these lie more than 2 us apart, so that `wall - steady` is a step detector and not
/// noise.
[[nodiscard]] Now read_clocks();

}  // namespace pantau::net
