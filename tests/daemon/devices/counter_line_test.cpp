// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/counter_line.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>

#include <gtest/gtest.h>

namespace pantau::devices {
namespace {

using namespace std::chrono_literals;
using snmp::Counter;
using Course = CounterLine::Course;

constexpr std::uint64_t kRange32 = std::uint64_t{1} << 32;

/// Readings a minute apart of an interface that carries 100 Mbit/s.
struct Line {
  CounterLine line;
  CounterSpan span{.at = net::BootTime{100s}, .per_second = 12.5e6};

  CounterLine::Step read(std::uint64_t value, std::uint8_t bits) {
    const CounterLine::Step step = line.read(Counter{value, bits}, span);
    span.at += 60s;
    span.restarted = false;
    span.broken = false;
    return step;
  }
};

TEST(CounterLine, StartsAtTheRawValue) {
  Line line;
  EXPECT_EQ(line.line.exported(), std::nullopt);
  const auto step = line.read(1234, 64);
  EXPECT_EQ(step.course, Course::first);
  EXPECT_EQ(step.grown, 0U);
  EXPECT_EQ(line.line.exported(), 1234U);
}

TEST(CounterLine, GrowsByTheDifference) {
  Line line;
  line.read(1000, 64);
  EXPECT_EQ(line.read(1500, 64).grown, 500U);
  EXPECT_EQ(line.read(1500, 64).grown, 0U);
  EXPECT_EQ(line.line.exported(), 1500U);
}

TEST(CounterLine, StandsStillWhere64BitsFall) {
  Line line;
  line.read(1000, 64);
  EXPECT_EQ(line.read(400, 64).course, Course::began_anew);
  EXPECT_EQ(line.line.exported(), 1000U);
  EXPECT_EQ(line.read(450, 64).grown, 50U);
  EXPECT_EQ(line.line.exported(), 1050U);
}

TEST(CounterLine, AFallOf64BitsIsNeverAWrapOf32) {
  Line line;
  line.read(kRange32 - 1000, 64);
  EXPECT_EQ(line.read(500, 64).course, Course::began_anew);
  EXPECT_EQ(line.line.exported(), kRange32 - 1000);
}

TEST(CounterLine, FollowsAWrapOf32Bits) {
  Line line;
  line.read(kRange32 - 1000, 32);
  EXPECT_EQ(line.read(500, 32).grown, 1500U);
  EXPECT_EQ(line.line.exported(), kRange32 + 500);
}

TEST(CounterLine, AFallThatTheSpeedForbidsIsNoWrap) {
  // 100 Mbit/s carry 0.75 GB in a minute, with 5 s and a tenth more 0.89 GB.
  Line line;
  line.read(kRange32 - 893'000'000, 32);
  EXPECT_EQ(line.read(0, 32).course, Course::grew);
  Line too_much;
  too_much.read(kRange32 - 894'000'000, 32);
  EXPECT_EQ(too_much.read(0, 32).course, Course::began_anew);
  EXPECT_EQ(too_much.line.exported(), kRange32 - 894'000'000);
}

TEST(CounterLine, WithoutASpeedAWrapIsLessThanHalfTheRange) {
  Line line;
  line.span.per_second.reset();
  line.read(kRange32 / 2, 32);
  EXPECT_EQ(line.read(0, 32).grown, kRange32 / 2);
  Line too_much;
  too_much.span.per_second.reset();
  too_much.read(kRange32 / 2 - 1, 32);
  EXPECT_EQ(too_much.read(0, 32).course, Course::began_anew);
}

TEST(CounterLine, AFallWithARestartIsNoWrap) {
  Line line;
  line.read(kRange32 - 1000, 32);
  line.span.restarted = true;
  EXPECT_EQ(line.read(500, 32).course, Course::began_anew);
  EXPECT_EQ(line.line.exported(), kRange32 - 1000);
}

TEST(CounterLine, GoesOnOverARestartOfTheAgentAlone) {
  Line line;
  line.read(1000, 64);
  line.span.restarted = true;
  EXPECT_EQ(line.read(1700, 64).grown, 700U);
}

TEST(CounterLine, DiscardsTheDifferenceOverABreak) {
  for (const std::uint8_t bits : {std::uint8_t{32}, std::uint8_t{64}}) {
    Line line;
    line.read(1000, bits);
    line.span.broken = true;
    EXPECT_EQ(line.read(9000, bits).course, Course::began_anew);
    EXPECT_EQ(line.line.exported(), 1000U);
    EXPECT_EQ(line.read(9100, bits).grown, 100U);
  }
}

TEST(CounterLine, AnotherWidthBeginsAnew) {
  Line line;
  line.read(1000, 32);
  EXPECT_EQ(line.read(kRange32 + 2000, 64).course, Course::began_anew);
  EXPECT_EQ(line.read(3000, 32).course, Course::began_anew);
  EXPECT_EQ(line.line.exported(), 1000U);
}

TEST(CounterLine, DoesNotTrust32BitsThatMayHaveWrappedUnseen) {
  Line line;
  line.read(1000, 32);
  line.span.at += 300s;  // 12.5 MB/s fill 4.29 GB in 343 s
  EXPECT_EQ(line.read(2000, 32).course, Course::began_anew);
  Line in_time;
  in_time.read(1000, 32);
  in_time.span.at += 280s;
  EXPECT_EQ(in_time.read(2000, 32).grown, 1000U);
}

TEST(CounterLine, WithoutASpeedTrusts32BitsForAnHour) {
  Line line;
  line.span.per_second.reset();
  line.read(1000, 32);
  line.span.at += 50min;
  EXPECT_EQ(line.read(2000, 32).course, Course::grew);
  line.span.at += 1h;
  EXPECT_EQ(line.read(3000, 32).course, Course::began_anew);
}

TEST(CounterLine, Trusts64BitsOverAnySilence) {
  Line line;
  line.read(1000, 64);
  line.span.at += 240h;
  EXPECT_EQ(line.read(5'000'000'000'000, 64).grown, 4'999'999'999'000U);
}

TEST(CounterLine, TakesNoGrowthThatNoInterfaceCanCarry) {
  Line line;
  line.read(1000, 64);
  EXPECT_EQ(line.read(std::numeric_limits<std::uint64_t>::max(), 64).course, Course::began_anew);
  EXPECT_EQ(line.read(2000, 64).course, Course::began_anew);
  EXPECT_EQ(line.read(2500, 64).grown, 500U);
  EXPECT_EQ(line.line.exported(), 1500U);
}

TEST(CounterLine, NeverWrapsItself) {
  Line line;
  line.read(std::numeric_limits<std::uint64_t>::max() - 10, 64);
  line.read(5, 64);
  line.read(100, 64);
  EXPECT_EQ(line.line.exported(), std::numeric_limits<std::uint64_t>::max() - 10);
}

TEST(CounterLine, GoesOnWithAnotherAgent) {
  Line line;
  line.read(1000, 64);
  line.line.begin_anew();
  EXPECT_EQ(line.read(5000, 64).course, Course::first);
  EXPECT_EQ(line.line.exported(), 1000U);
  EXPECT_EQ(line.read(5001, 64).grown, 1U);
  EXPECT_EQ(line.line.exported(), 1001U);
}

}  // namespace
}  // namespace pantau::devices
