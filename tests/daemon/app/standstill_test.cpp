// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/standstill.hpp"

#include <gtest/gtest.h>

namespace pantau::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

net::Now at(net::Nanoseconds steady, net::Nanoseconds suspended = net::Nanoseconds{0}) {
  return net::Now{.steady = net::SteadyTime{steady},
                  .wall = net::WallTime{steady + suspended},
                  .boot = net::BootTime{steady + suspended}};
}

TEST(Standstill, SaysNothingWhileTheBeatIsRegular) {
  Standstill standstill;
  for (int beat = 0; beat < 100; ++beat) {
    EXPECT_FALSE(standstill.check(at(milliseconds{200 * beat})));
  }
}

TEST(Standstill, TakesAShortStallForLoad) {
  Standstill standstill;
  (void)standstill.check(at(seconds{1}));
  EXPECT_FALSE(standstill.check(at(seconds{1} + Standstill::kShortest - milliseconds{1})));
}

TEST(Standstill, ReportsAStoppedProcessWithTheLastTimeBefore) {
  Standstill standstill;
  (void)standstill.check(at(seconds{1}));
  const auto before = standstill.check(at(seconds{1} + minutes{10}));
  ASSERT_TRUE(before);
  EXPECT_EQ(before->steady, net::SteadyTime{seconds{1}});
  EXPECT_FALSE(standstill.check(at(seconds{1} + minutes{10} + milliseconds{200})));
}

TEST(Standstill, ReportsASuspendDuringWhichTheSteadyClockStoodStill) {
  Standstill standstill;
  (void)standstill.check(at(seconds{1}));
  EXPECT_TRUE(standstill.check(at(seconds{1} + milliseconds{200}, minutes{10})));
}

TEST(Standstill, IgnoresAStepOfTheWallClock) {
  Standstill standstill;
  net::Now now = at(seconds{1});
  (void)standstill.check(now);
  now.wall += std::chrono::hours{24};
  now.steady += milliseconds{200};
  now.boot += milliseconds{200};
  EXPECT_FALSE(standstill.check(now));
}

}  // namespace
}  // namespace pantau::app
