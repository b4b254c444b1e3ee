// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/agent_clock.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

#include <gtest/gtest.h>

namespace pantau::devices {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kTicksRound = std::int64_t{1} << 32;
constexpr std::uint64_t kMaximum = 2147483647;

/// An agent whose clocks the test sets, read over time.
struct Agent {
  net::Now now{net::SteadyTime{0s}, net::WallTime{1'773'100'800s}, net::BootTime{777s}};
  AgentClock clock;

  void pass(net::Nanoseconds time) {
    now.steady += time;
    now.wall += time;
    now.boot += time;
  }

  [[nodiscard]] ClockReading reading(net::Nanoseconds took = 1s) const {
    ClockReading made;
    made.answered = now;
    made.started = {now.steady - took, now.wall - took, now.boot - took};
    return made;
  }

  std::uint64_t engine(std::uint64_t boots, std::uint64_t seconds) {
    ClockReading made = reading();
    made.boots = boots;
    made.engine_seconds = seconds;
    return clock.read(made);
  }

  std::uint64_t ticks(std::int64_t ticks, net::Nanoseconds took = 1s) {
    ClockReading made = reading(took);
    made.up_ticks = static_cast<std::uint32_t>(ticks);
    return clock.read(made);
  }
};

TEST(AgentClock, TheFirstReadingIsNoRestart) {
  Agent agent;
  EXPECT_EQ(agent.engine(5, 100), 0U);
  EXPECT_EQ(agent.clock.boot(), agent.now.wall - 100s);
  EXPECT_EQ(agent.clock.restarts(), 0U);
}

TEST(AgentClock, ARiseOfBootsIsAsManyRestarts) {
  Agent agent;
  agent.engine(5, 1000);
  agent.pass(60s);
  EXPECT_EQ(agent.engine(6, 10), 1U);
  agent.pass(60s);
  EXPECT_EQ(agent.engine(9, 3), 3U);
  EXPECT_EQ(agent.clock.restarts(), 4U);
  EXPECT_EQ(agent.clock.boot(), agent.now.wall - 3s);
}

TEST(AgentClock, BootsThatRoseByMoreThanTheTimeAllowsAreOne) {
  Agent agent;
  agent.engine(5, 1000);
  agent.pass(60s);
  EXPECT_EQ(agent.engine(5 + 61, 10), 1U);
  agent.pass(60s);
  EXPECT_EQ(agent.engine(66 + 60, 10), 60U);
}

TEST(AgentClock, AnAgentThatForgetsItsBootsRestartedOnce) {
  Agent agent;
  agent.engine(500, 1000);
  agent.pass(60s);
  EXPECT_EQ(agent.engine(1, 10), 1U);
  agent.pass(60s);
  EXPECT_EQ(agent.engine(1, 70), 0U);
}

TEST(AgentClock, EngineTimeBehindByMoreThanFiveSecondsIsARestart) {
  for (const auto& [seconds, restarts] : {std::pair(1055U, 0U), std::pair(1054U, 1U)}) {
    Agent agent;
    agent.engine(5, 1000);
    agent.pass(60s);
    EXPECT_EQ(agent.engine(5, seconds), restarts) << seconds;
  }
}

TEST(AgentClock, EngineTimeThatRoseTooLittleIsARestartToo) {
  Agent agent;
  agent.engine(5, 10);
  agent.pass(10min);
  EXPECT_EQ(agent.engine(5, 300), 1U);
}

TEST(AgentClock, BootsStuckAtTheirMaximumLeaveEngineTime) {
  Agent agent;
  agent.engine(kMaximum, 1000);
  agent.pass(60s);
  EXPECT_EQ(agent.engine(kMaximum, 1060), 0U);
  agent.pass(60s);
  EXPECT_EQ(agent.engine(kMaximum, 20), 1U);
}

TEST(AgentClock, TheEndOfEngineTimeIsNoRestart) {
  Agent agent;
  agent.engine(5, kMaximum - 29);
  agent.pass(60s);
  EXPECT_EQ(agent.engine(6, 30), 0U);  // RFC 3414, 2.2: counted as a boot
  Agent other;
  other.engine(5, kMaximum - 29);
  other.pass(60s);
  EXPECT_EQ(other.engine(5, 30), 0U);
  Agent restarted;
  restarted.engine(5, kMaximum - 29);
  restarted.pass(60s);
  EXPECT_EQ(restarted.engine(6, 3), 1U);
}

TEST(AgentClock, EngineTimeComesBeforeSysUpTime) {
  Agent agent;
  ClockReading first = agent.reading();
  first.engine_seconds = 1000;
  first.up_ticks = 100'000;
  agent.clock.read(first);
  agent.pass(60s);
  ClockReading second = agent.reading();
  second.engine_seconds = 1060;
  second.up_ticks = 50;
  EXPECT_EQ(agent.clock.read(second), 0U);
}

TEST(AgentClock, AFallOfSysUpTimeIsARestart) {
  Agent agent;
  agent.ticks(1'000'000);
  agent.pass(60s);
  EXPECT_EQ(agent.ticks(3000), 1U);
  EXPECT_EQ(agent.clock.boot(), agent.now.wall - 30s);
}

TEST(AgentClock, SysUpTimeThatRoseTooLittleIsARestartToo) {
  Agent agent;
  agent.ticks(100);
  agent.pass(48h);  // its link was down, and it restarted in the middle
  EXPECT_EQ(agent.ticks(8'640'000), 1U);
}

TEST(AgentClock, TheWrapOfSysUpTimeAfter497DaysIsNone) {
  Agent agent;
  agent.ticks(kTicksRound - 3000);
  const auto boot = agent.clock.boot();
  agent.pass(60s);
  EXPECT_EQ(agent.ticks(3000), 0U);
  EXPECT_EQ(agent.clock.boot(), boot);
  agent.pass(60s);
  EXPECT_EQ(agent.ticks(9000), 0U);
}

TEST(AgentClock, AWrapMayComeFiveSecondsTooEarlyOrLate) {
  for (const auto& [ticks, restarts] :
       {std::pair(3500, 0U), std::pair(3501, 1U), std::pair(2500, 0U), std::pair(2499, 1U)}) {
    Agent agent;
    agent.ticks(kTicksRound - 3000);
    agent.pass(60s);
    EXPECT_EQ(agent.ticks(ticks), restarts) << ticks;
  }
}

TEST(AgentClock, ARestartRightAfterTheWrapIsSeen) {
  Agent agent;
  agent.ticks(kTicksRound - 3000);
  agent.pass(1h);
  EXPECT_EQ(agent.ticks(500), 1U);
}

TEST(AgentClock, AFallFarFromTheWrapIsNoWrap) {
  Agent agent;
  agent.ticks(kTicksRound / 10 * 9);
  agent.pass(60s);
  EXPECT_EQ(agent.ticks(100), 1U);
}

TEST(AgentClock, SilenceOfMoreThan497DaysIsFollowed) {
  Agent agent;
  agent.ticks(1000);
  agent.pass(std::chrono::milliseconds{kTicksRound * 10 + 60'000});
  EXPECT_EQ(agent.ticks(7000), 0U);
}

TEST(AgentClock, ASecondRestartWithinSecondsIsSeen) {
  Agent agent;
  agent.ticks(300);
  agent.pass(1s);
  EXPECT_EQ(agent.ticks(100), 1U);
}

TEST(AgentClock, ASuspendOfOurMachineIsNoRestart) {
  Agent agent;
  agent.engine(5, 1000);
  agent.now.boot += 3h;  // the steady clock stood still
  agent.now.wall += 3h;
  EXPECT_EQ(agent.engine(5, 1000 + 3 * 3600), 0U);
}

TEST(AgentClock, AStepOfTheWallClockIsNoRestartAndMovesNoBoot) {
  Agent agent;
  agent.engine(5, 1000);
  const auto boot = agent.clock.boot();
  for (const auto step : {net::Nanoseconds{24h}, net::Nanoseconds{-100h}}) {
    agent.pass(60s);
    agent.now.wall += step;
    ClockReading next = agent.reading();
    next.boots = 5;
    next.engine_seconds =
        1000 + static_cast<std::uint64_t>((agent.now.boot - net::BootTime{777s}) / 1s);
    EXPECT_EQ(agent.clock.read(next), 0U);
    EXPECT_EQ(agent.clock.boot(), boot);
  }
}

TEST(AgentClock, TheBootDoesNotTrembleWithTheDelay) {
  Agent agent;
  agent.ticks(100'000);
  const auto boot = agent.clock.boot();
  agent.pass(60s);
  agent.ticks(106'000 - 130);
  EXPECT_EQ(agent.clock.boot(), boot);
}

TEST(AgentClock, AnAnswerThatWaitedInAQueueIsNoRestart) {
  Agent agent;
  agent.ticks(100'000);
  agent.pass(60s + 20s);
  EXPECT_EQ(agent.ticks(106'000, 20s), 0U);
  Agent prompt;
  prompt.ticks(100'000);
  prompt.pass(60s + 20s);
  EXPECT_EQ(prompt.ticks(106'000, 1s), 1U);
}

TEST(AgentClock, AClockThatIsSlowOverAWeekOfSilenceIsNoRestart) {
  Agent agent;
  agent.ticks(100'000'000);
  agent.pass(7 * 24h);
  EXPECT_EQ(agent.ticks(100'000'000 + 7 * 24 * 360'000 - 6000), 0U);  // 100 ppm
}

TEST(AgentClock, ClocksThatStandStillAreNoRestart) {
  Agent agent;
  agent.ticks(100'000);
  for (int i = 0; i < 3; ++i) {
    agent.pass(60s);
    EXPECT_EQ(agent.ticks(100'000), 0U);
  }
}

TEST(AgentClock, WhatAPollDoesNotBringIsComparedAtTheNextOne) {
  Agent agent;
  agent.engine(5, 1000);
  agent.pass(60s);
  EXPECT_EQ(agent.clock.read(agent.reading()), 0U);
  agent.pass(60s);
  EXPECT_EQ(agent.engine(6, 10), 1U);
}

TEST(AgentClock, ARestartIsCountedOnceWhenClocksComeAndGo) {
  Agent agent;
  ClockReading first = agent.reading();
  first.engine_seconds = 1000;
  first.up_ticks = 100'000;
  agent.clock.read(first);
  agent.pass(60s);
  EXPECT_EQ(agent.ticks(1000), 1U);
  agent.pass(60s);
  ClockReading third = agent.reading();
  third.engine_seconds = 70;
  third.up_ticks = 7000;
  EXPECT_EQ(agent.clock.read(third), 0U);
}

TEST(AgentClock, AnotherAgentIsNoRestart) {
  Agent agent;
  agent.engine(5, 1000);
  agent.pass(60s);
  agent.engine(6, 10);
  agent.clock.begin_anew();
  EXPECT_EQ(agent.clock.boot(), std::nullopt);
  agent.pass(60s);
  EXPECT_EQ(agent.engine(77, 5), 0U);
  EXPECT_EQ(agent.clock.restarts(), 1U);
  EXPECT_EQ(agent.clock.boot(), agent.now.wall - 5s);
}

TEST(AgentClock, GoesOnAfterARestartOfTheDaemon) {
  Agent agent;
  const net::WallTime boot = agent.now.wall - 10 * 24h;
  agent.clock.restore(boot, 4);
  EXPECT_EQ(agent.ticks(10 * 24 * 360'000 - 3000), 0U);
  EXPECT_EQ(agent.clock.boot(), boot);
  EXPECT_EQ(agent.clock.restarts(), 4U);
}

TEST(AgentClock, SeesARestartWhileTheDaemonWasStopped) {
  Agent agent;
  agent.clock.restore(agent.now.wall - 10 * 24h, 4);
  EXPECT_EQ(agent.ticks(360'000), 1U);
  EXPECT_EQ(agent.clock.boot(), agent.now.wall - 1h);
  EXPECT_EQ(agent.clock.restarts(), 5U);
}

TEST(AgentClock, AWrapWhileTheDaemonWasStoppedIsNoRestart) {
  Agent agent;
  const auto uptime = std::chrono::milliseconds{kTicksRound * 10} + 24h;
  agent.clock.restore(agent.now.wall - uptime, 4);
  EXPECT_EQ(agent.ticks(8'640'000), 0U);
  EXPECT_EQ(agent.clock.restarts(), 4U);
}

}  // namespace
}  // namespace pantau::devices
