// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/snmp/poll_fixture.hpp"

namespace pantau::snmp::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Devices 1 to `count` that answer with the four scalars.
void add_devices(SimulatedCounty& county, DeviceId count, const PollSettings& settings) {
  for (DeviceId device = 1; device <= count; ++device) {
    fill_system(county.agents[device]);
    county.add(device, settings, false);
  }
}

std::map<DeviceId, std::vector<net::SteadyTime>> starts(const SimulatedCounty& county) {
  std::map<DeviceId, std::vector<net::SteadyTime>> times;
  for (std::size_t i = 0; i < county.requests.size(); ++i) {
    if (county.requests[i].attempt == 0) {
      times[county.requests[i].device].push_back(county.sent_at[i]);
    }
  }
  return times;
}

TEST(PollSchedule, KeepsThePeriodWithoutDrift) {
  SimulatedCounty county;
  PollSettings settings = settings_of(system_profile());
  settings.interval = 7s;
  add_devices(county, 5, settings);
  county.round_trip = 1234567us;
  county.run(7007s);
  for (const auto& [device, times] : starts(county)) {
    ASSERT_GE(times.size(), 1000U);
    for (std::size_t i = 1; i < times.size(); ++i) {
      const auto expected = times[0] + (i * 7s);
      EXPECT_GE(times[i], expected - 5ms);
      EXPECT_LE(times[i], expected + 5ms);
    }
  }
}

TEST(PollSchedule, SpreadsDevicesEvenlyOverTheInterval) {
  SimulatedCounty county;
  add_devices(county, 600, settings_of(system_profile()));
  county.run(60s);
  ASSERT_THAT(starts(county), SizeIs(600));
  std::map<std::int64_t, int> by_second;
  for (const net::SteadyTime time : county.sent_at) {
    ++by_second[time.time_since_epoch() / 1s];
  }
  for (const auto& [second, count] : by_second) {
    EXPECT_LE(count, 15) << second;  // 10 each, of a sequence of smallest gaps
  }
}

TEST(PollSchedule, SeedMovesThePhases) {
  std::set<net::SteadyTime> firsts;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SimulatedCounty county(seed);
    add_devices(county, 1, settings_of(system_profile()));
    county.run(60s);
    ASSERT_THAT(county.sent_at, ::testing::Not(IsEmpty()));
    firsts.insert(county.sent_at.front());
  }
  EXPECT_GE(firsts.size(), 18U);
}

TEST(PollSchedule, FirstPollComesWithinAMinuteOfALongInterval) {
  SimulatedCounty county;
  PollSettings settings = settings_of(system_profile());
  settings.interval = 24h;
  add_devices(county, 50, settings);
  county.run(60s);
  EXPECT_THAT(starts(county), SizeIs(50));
}

TEST(PollSchedule, LongIntervalsSpreadAfterTheFirstPoll) {
  SimulatedCounty county;
  PollSettings settings = settings_of(system_profile());
  settings.interval = 1h;
  add_devices(county, 60, settings);
  county.run(61s);
  (void)county.take_requests();
  county.run(2h);
  std::map<std::int64_t, int> by_minute;
  for (const auto& [device, times] : starts(county)) {
    ASSERT_GE(times.size(), 1U);
    ASSERT_LE(times.size(), 3U);
    ++by_minute[(times.back().time_since_epoch() % 1h) / 1min];
  }
  EXPECT_GE(by_minute.size(), 40U);
}

TEST(PollSchedule, AtOnceMeansAtOnce) {
  SimulatedCounty county;
  fill_system(county.agents[1]);
  county.add(1, settings_of(system_profile()), true);
  county.run(0s);
  EXPECT_THAT(county.requests, SizeIs(1));
  const PollResult result = county.next_result();
  EXPECT_TRUE(result.complete);
  EXPECT_THAT(county.idle, ElementsAre(1));
}

TEST(PollSchedule, DeviceWithoutAddressWaits) {
  SimulatedCounty county;
  fill_system(county.agents[1]);
  county.engine.add(1, settings_of(system_profile()), county.now, true);
  EXPECT_EQ(county.engine.next_wakeup(), std::nullopt);
  county.run(10min);
  EXPECT_THAT(county.requests, IsEmpty());
  county.engine.set_reachable(1, true, county.now);
  county.run(0s);
  EXPECT_THAT(county.requests, SizeIs(1));
}

TEST(PollSchedule, LosingTheAddressEndsThePollWithoutAResult) {
  PollTest test(settings_of(system_profile()));
  test.county.run(100ms);
  ASSERT_THAT(test.county.requests, SizeIs(1));
  test.county.engine.set_reachable(1, false, test.county.now);
  test.county.run(10min);
  EXPECT_THAT(test.county.requests, SizeIs(1));
  EXPECT_THAT(test.county.results, IsEmpty());
  EXPECT_THAT(test.county.idle, ElementsAre(1));
  test.county.engine.set_reachable(1, true, test.county.now);
  EXPECT_TRUE(test.poll().complete);
}

TEST(PollSchedule, LosingTheAddressTakesBackWhatWasNotSentYet) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  test.county.run(100ms);
  ASSERT_THAT(test.county.requests, SizeIs(1));
  Answer answer = *test.agent.answer(test.county.requests[0]);
  test.county.engine.answered(answer, test.county.now);  // the GET is ready, but not taken
  test.county.engine.set_reachable(1, false, test.county.now);
  test.county.run(1s);
  EXPECT_THAT(test.county.requests, SizeIs(1));
}

TEST(PollSchedule, RemovedDeviceIsHeardOfNoMore) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  test.county.run(100ms);
  test.county.engine.answered(*test.agent.answer(test.county.requests[0]), test.county.now);
  test.county.engine.remove(1);
  EXPECT_EQ(test.county.engine.size(), 0U);
  test.county.run(10min);
  EXPECT_THAT(test.county.requests, SizeIs(1));
  EXPECT_THAT(test.county.results, IsEmpty());
}

TEST(PollSchedule, PollsOfOneDeviceNeverOverlap) {
  PollSettings settings = settings_of(system_profile());
  settings.interval = 5s;
  settings.deadline = 30s;  // cut to the interval
  PollTest test(settings);
  test.agent.silent = true;
  test.county.run(100s);
  ASSERT_GE(test.county.results.size(), 19U);
  for (std::size_t i = 1; i < test.county.results.size(); ++i) {
    const auto between =
        test.county.results[i].started.steady - test.county.results[i - 1].started.steady;
    EXPECT_GE(between, 5s - 5ms);
    EXPECT_LE(between, i == 1 ? net::Nanoseconds(8s) : net::Nanoseconds(5s + 5ms));
  }
}

TEST(PollSchedule, SkipsSlotsThatPassedWhileTheProcessStood) {
  PollTest test(settings_of(system_profile()));
  (void)test.poll();
  (void)test.poll();
  const std::size_t before = test.county.requests.size();
  const net::SteadyTime slot = test.county.results[1].started.steady;
  const net::Nanoseconds stood = 10 * 60s + 3s - (test.county.now.steady - slot);
  net::Now later = test.county.now;
  later.steady += stood;
  later.wall += stood;
  later.boot += stood;
  test.county.now = later;
  test.county.run(50s);
  ASSERT_EQ(test.county.requests.size(), before + 1);
  test.county.run(8s);
  ASSERT_EQ(test.county.requests.size(), before + 2);  // back on its slot
  EXPECT_LE(test.county.sent_at.back() - (slot + 11 * 60s), 5ms);
  EXPECT_GE(test.county.sent_at.back() - (slot + 11 * 60s), -5ms);
}

TEST(PollSchedule, WakesOnTheGridOnly) {
  SimulatedCounty county;
  add_devices(county, 3000, settings_of(system_profile()));
  county.loses = [](const Request&) { return true; };
  county.run(60s);
  EXPECT_LE(county.wakeups, 12000U + 1);  // 5 ms
  const auto wakeup = county.engine.next_wakeup();
  ASSERT_TRUE(wakeup);
  EXPECT_EQ(wakeup->time_since_epoch() % 5ms, 0ns);
}

TEST(PollSchedule, AttemptsWakeOnTheGridToo) {
  PollSettings settings = settings_of(system_profile());
  settings.timeout = 3001ms;
  PollTest test(settings);
  test.agent.silent = true;
  test.county.run(0s);
  const auto wakeup = test.county.engine.next_wakeup();
  ASSERT_TRUE(wakeup);
  EXPECT_EQ(*wakeup - test.county.now.steady, 3005ms);
}

TEST(PollSchedule, ShorterIntervalHoldsFromNowOn) {
  PollSettings settings = settings_of(system_profile());
  settings.interval = 1h;
  PollTest test(settings);
  (void)test.poll();
  settings.interval = 10s;
  test.county.engine.change(1, settings, test.county.now);
  test.county.run(20s);
  EXPECT_GE(test.county.results.size(), 2U);
}

TEST(PollSchedule, SameQuestionsInANewProfileObjectKeepWhatWasLearned) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  (void)test.poll();
  (void)test.county.take_requests();
  test.county.engine.change(1, settings_of(interface_profile(), {"ether1"}), test.county.now);
  EXPECT_TRUE(test.poll().complete);
  EXPECT_THAT(test.county.take_requests(), SizeIs(1));
}

TEST(PollSchedule, OtherInterfacesAreSearchedAtOnce) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  (void)test.poll();
  test.county.engine.change(1, settings_of(interface_profile(), {"ether3"}), test.county.now);
  const PollResult result = test.poll();
  ASSERT_THAT(result.rows, SizeIs(1));
  EXPECT_EQ(result.rows[0].name, "ether3");
}

TEST(PollSchedule, ChangeInTheMiddleOfAPollBeginsAgain) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  test.county.run(100ms);
  test.county.engine.change(1, settings_of(interface_profile(), {"ether3"}), test.county.now);
  const PollResult result = test.poll();
  ASSERT_THAT(result.rows, SizeIs(1));
  EXPECT_EQ(result.rows[0].name, "ether3");
  EXPECT_LE(result.started.steady - test.county.sent_at.front(), 110ms);
}

TEST(PollSchedule, RefusedDeviceIsAskedSoonAfterAChange) {
  PollSettings settings = settings_of(system_profile());
  settings.version = Version::v3;
  PollTest test(settings);
  test.agent.fault = Fault::auth;
  test.county.run(2h);  // 15 minutes pass between polls now
  (void)test.poll();
  test.agent.fault.reset();  // and the operator mends the password
  test.county.engine.change(1, settings, test.county.now);
  const net::SteadyTime changed = test.county.now.steady;
  EXPECT_TRUE(test.poll().complete);
  EXPECT_LE(test.county.now.steady - changed, settings.interval + 10s);
}

}  // namespace
}  // namespace pantau::snmp::testing
