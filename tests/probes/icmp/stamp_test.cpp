// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/stamp.hpp"

#include <gtest/gtest.h>

namespace pantau::icmp {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Clocks that the test moves: steady time and what the wall clock is ahead of it.
struct Clocks {
  net::SteadyTime steady{hours{1}};
  net::Nanoseconds ahead = hours{24 * 20'000};

  [[nodiscard]] net::Now now() const {
    return {.steady = steady, .wall = wall(), .boot = net::BootTime{steady.time_since_epoch()}};
  }

  [[nodiscard]] net::WallTime wall() const {
    return net::WallTime{steady.time_since_epoch() + ahead};
  }
};

/// A packet is stamped, the clock is stepped, the packet is read: the drain began 10 ms before.
struct InFlight {
  Clocks clocks;
  StampConverter converter;
  net::SteadyTime drain_before = clocks.steady;
  net::SteadyTime stamped_at{};
  net::WallTime stamp{};

  explicit InFlight(net::Nanoseconds step) {
    converter.update(clocks.now());
    clocks.steady += milliseconds{4};
    stamped_at = clocks.steady;
    stamp = clocks.wall();
    clocks.steady += milliseconds{6};
    clocks.ahead += step;
    converter.update(clocks.now());
  }

  [[nodiscard]] auto convert(net::WallTime wall) const {
    return converter.convert(wall, drain_before, clocks.steady);
  }
};

TEST(StampConverter, ConvertsWithTheDifferenceOfTheClocks) {
  InFlight flight{microseconds{0}};
  EXPECT_EQ(flight.convert(flight.stamp), flight.stamped_at);
}

TEST(StampConverter, KnowsNothingBeforeTheFirstReading) {
  const StampConverter converter;
  EXPECT_FALSE(converter.convert(net::WallTime{}, net::SteadyTime{}, net::SteadyTime{hours{9}}));
}

TEST(StampConverter, StampFromBeforeAStepIsReadWithTheOldOffset) {
  for (const net::Nanoseconds step : {net::Nanoseconds{hours{1}}, net::Nanoseconds{hours{-2}}}) {
    InFlight flight{step};
    EXPECT_EQ(flight.convert(flight.stamp), flight.stamped_at);
  }
}

TEST(StampConverter, StampFromAfterAStepIsReadWithTheNewOffset) {
  for (const net::Nanoseconds step : {net::Nanoseconds{hours{1}}, net::Nanoseconds{hours{-2}}}) {
    InFlight flight{step};
    EXPECT_EQ(flight.convert(flight.clocks.wall()), flight.clocks.steady);
  }
}

TEST(StampConverter, SmallStepLeavesNoCertainTime) {
  InFlight flight{microseconds{200}};
  EXPECT_FALSE(flight.convert(flight.stamp));
}

TEST(StampConverter, SlewIsNoStep) {
  InFlight flight{microseconds{40}};
  ASSERT_TRUE(flight.convert(flight.stamp));
  EXPECT_LE(std::chrono::abs(*flight.convert(flight.stamp) - flight.stamped_at), microseconds{40});
}

TEST(StampConverter, AfterTheDrainTheOldOffsetIsForgotten) {
  InFlight flight{hours{1}};
  flight.converter.drained();
  EXPECT_FALSE(flight.convert(flight.stamp));
  EXPECT_EQ(flight.convert(flight.clocks.wall()), flight.clocks.steady);
}

TEST(StampConverter, SmallStepIsForgottenAfterTheDrainToo) {
  InFlight flight{microseconds{200}};
  flight.converter.drained();
  flight.clocks.steady += milliseconds{1};
  flight.converter.update(flight.clocks.now());
  EXPECT_EQ(flight.convert(flight.clocks.wall()), flight.clocks.steady);
}

TEST(StampConverter, RefusesAStampOutsideOfItsTime) {
  InFlight flight{microseconds{0}};
  EXPECT_FALSE(flight.convert(flight.stamp - seconds{1}));
  EXPECT_FALSE(flight.convert(flight.stamp + seconds{1}));
}

TEST(StampConverter, StampAHairInTheFutureIsNow) {
  InFlight flight{microseconds{0}};
  EXPECT_EQ(flight.convert(flight.clocks.wall() + microseconds{2}), flight.clocks.steady);
}

TEST(StampConverter, CountsStepsOfMoreThanAHundredMilliseconds) {
  Clocks clocks;
  StampConverter converter;
  converter.update(clocks.now());
  for (const net::Nanoseconds step : {net::Nanoseconds{milliseconds{99}},
                                      net::Nanoseconds{milliseconds{101}},
                                      net::Nanoseconds{hours{-2}}}) {
    clocks.ahead += step;
    converter.update(clocks.now());
    converter.update(clocks.now());
  }
  EXPECT_EQ(converter.steps(), 2U);
}

}  // namespace
}  // namespace pantau::icmp
