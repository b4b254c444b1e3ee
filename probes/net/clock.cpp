// SPDX-License-Identifier: Apache-2.0
#include "probes/net/clock.hpp"

#include <time.h>

namespace pantau::net {

namespace {

Nanoseconds read(clockid_t clock) {
  timespec now{};
  // Cannot fail: the clock ids are constants the kernel always has (clock_gettime(2)).
  (void)::clock_gettime(clock, &now);
  return std::chrono::seconds{now.tv_sec} + Nanoseconds{now.tv_nsec};
}

constexpr Nanoseconds kCloseEnough{2'000};
constexpr int kReadings = 3;

}  // namespace

Now read_clocks() {
  Now now{};
  for (int reading = 0; reading < kReadings; ++reading) {
    const Nanoseconds before = read(CLOCK_MONOTONIC);
    const Nanoseconds wall = read(CLOCK_REALTIME);
    const Nanoseconds after = read(CLOCK_MONOTONIC);
    now = Now{.steady = SteadyTime{before + (after - before) / 2},
              .wall = WallTime{wall},
              .boot = BootTime{read(CLOCK_BOOTTIME)}};
    if (after - before <= kCloseEnough) {
      break;
    }
  }
  return now;
}

}  // namespace pantau::net
