// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/snmp/poll_fixture.hpp"

namespace pantau::snmp::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::string vendor(std::uint32_t number) {
  return std::string(kVendor) + "." + std::to_string(number) + ".0";
}

/// Scalars of a vendor, all of them texts, which the agent has.
Profile wide_profile(std::uint32_t scalars) {
  Profile profile = system_profile();
  profile->id = "wide";
  for (std::uint32_t i = 1; i <= scalars; ++i) {
    profile->scalars.push_back(source(config::Quantity::firmware, vendor(i)));
    profile->scalars.back().name = std::to_string(i);
  }
  return profile;
}

void fill_vendor(FakeAgent& agent, std::uint32_t scalars) {
  for (std::uint32_t i = 1; i <= scalars; ++i) {
    agent.set(vendor(i).c_str(), std::string("text"));
  }
}

TEST(PollGet, AsksEachObjectOnce) {
  const Profile profile = interface_profile();
  profile->scalars.push_back(profile->scalars[0]);
  profile->tables[0].columns.push_back(source(config::Quantity::interface_name, kIfName));
  PollTest test(settings_of(profile, {"ether1", "line 1"}));
  (void)test.poll();
  for (const Request& request : test.county.take_requests()) {
    const std::set<Oid> once(request.oids.begin(), request.oids.end());
    EXPECT_EQ(once.size(), request.oids.size());
  }
}

TEST(PollGet, BindingsAreSortedAndOnlyThoseAskedFor) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  (void)test.poll();
  test.county.loses = [](const Request&) { return true; };
  (void)test.county.take_requests();
  while (test.county.requests.empty()) {
    test.county.run(1s);
  }
  const Request request = test.county.requests.at(0);
  Answer answer = *test.agent.answer(request);
  answer.received = test.county.now.steady;
  answer.step = test.county.requests.back().step;
  answer.bindings.push_back({oid("1.3.6.1.4.1.5.1.0"), std::int64_t{1}});
  std::reverse(answer.bindings.begin(), answer.bindings.end());
  test.county.results.clear();
  test.county.deliver(answer);
  ASSERT_THAT(test.county.results, SizeIs(1));
  const PollResult& result = test.county.results[0];
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_TRUE(std::is_sorted(result.bindings.begin(),
                             result.bindings.end(),
                             [](const auto& one, const auto& two) { return one.oid < two.oid; }));
  EXPECT_EQ(find(result, "1.3.6.1.4.1.5.1.0"), nullptr);
  EXPECT_THAT(result.bindings, SizeIs(request.oids.size()));
}

TEST(PollGet, AnswerThatLacksObjectsIsIncomplete) {
  PollTest test(settings_of(system_profile()));
  test.county.loses = [](const Request&) { return true; };
  test.county.run(100ms);
  Answer answer = *test.agent.answer(test.county.requests.at(0));
  answer.received = test.county.now.steady;
  answer.bindings.pop_back();
  test.county.deliver(answer);
  ASSERT_THAT(test.county.results, SizeIs(1));
  EXPECT_FALSE(test.county.results[0].complete);
  EXPECT_EQ(test.county.results[0].fault, Fault::decode);
  EXPECT_THAT(test.county.results[0].bindings, SizeIs(3));
}

TEST(PollGet, FirstOfTwoAnswersToOneObjectCounts) {
  PollTest test(settings_of(system_profile()));
  test.county.loses = [](const Request&) { return true; };
  test.county.run(100ms);
  Answer answer = *test.agent.answer(test.county.requests.at(0));
  answer.received = test.county.now.steady;
  answer.bindings.push_back({oid(kSysName), std::string("another")});
  test.county.deliver(answer);
  ASSERT_THAT(test.county.results, SizeIs(1));
  EXPECT_EQ(*find(test.county.results[0], kSysName), Value(std::string("jila")));
}

TEST(PollGet, SecondGetWithoutAnAnswerTakesNothingAway) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  (void)test.poll();
  test.agent.set(kSysUpTime, Ticks{1});
  int gets = 0;
  test.county.loses = [&](const Request& request) {
    return request.kind == RequestKind::get && ++gets > 1;
  };
  const PollResult result = test.poll();
  EXPECT_TRUE(result.rows_found);
  EXPECT_FALSE(result.complete);
  EXPECT_NE(find(result, kSysName), nullptr);
  EXPECT_NE(find(result, in_row(kHcIn, 1).c_str()), nullptr);
  EXPECT_THAT(result.rows, SizeIs(1));
}

TEST(PollGet, AbsentObjectsAreAskedForOnce) {
  PollTest test(settings_of(wide_profile(5)));
  fill_vendor(test.agent, 2);
  const PollResult first = test.poll();
  EXPECT_TRUE(first.complete) << first.detail;
  EXPECT_THAT(first.bindings, SizeIs(6));
  EXPECT_THAT(test.county.take_requests().at(0).oids, SizeIs(9));
  (void)test.poll();
  EXPECT_THAT(test.county.take_requests().at(0).oids, SizeIs(6));
}

TEST(PollGet, AbsentObjectsAreLearnedAgainAfterAnHourOrARestart) {
  PollTest test(settings_of(wide_profile(5)));
  (void)test.poll();
  fill_vendor(test.agent, 5);
  test.county.run(59min);
  EXPECT_EQ(find(test.county.results.back(), vendor(5).c_str()), nullptr);
  test.county.run(3min);
  EXPECT_NE(find(test.county.results.back(), vendor(5).c_str()), nullptr);

  PollTest restarted(settings_of(wide_profile(5)));
  (void)restarted.poll();
  fill_vendor(restarted.agent, 5);
  restarted.agent.set(kSysUpTime, Ticks{1});
  EXPECT_NE(find(restarted.poll(), vendor(5).c_str()), nullptr);
}

TEST(PollGet, AlternativesAreAskedForUntilABetterSourceHasAValue) {
  PollTest test(settings_of(interface_profile(), {"ether1", "ether2"}));
  test.agent.erase(in_row(kHcIn, 2).c_str());
  const PollResult first = test.poll();
  EXPECT_NE(find(first, in_row(kIn, 1).c_str()), nullptr);
  const PollResult second = test.poll();
  EXPECT_EQ(find(second, in_row(kIn, 1).c_str()), nullptr);
  EXPECT_NE(find(second, in_row(kHcIn, 1).c_str()), nullptr);
  EXPECT_NE(find(second, in_row(kIn, 2).c_str()), nullptr);
}

TEST(PollGet, AlternativesComeBackWhenTheBetterSourceHasNoValueAnyMore) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  (void)test.poll();
  ASSERT_EQ(find(test.poll(), in_row(kIn, 1).c_str()), nullptr);
  test.agent.erase(in_row(kHcIn, 1).c_str());
  (void)test.poll();
  EXPECT_NE(find(test.poll(), in_row(kIn, 1).c_str()), nullptr);
}

TEST(PollGet, ValueThatMeansNoneDoesNotHideItsAlternative) {
  const Profile profile = system_profile();
  profile->scalars.push_back(source(config::Quantity::battery_volts, vendor(1)));
  profile->scalars.back().absent = {0};
  profile->scalars.push_back(source(config::Quantity::battery_volts, vendor(2)));
  PollTest test(settings_of(profile));
  test.agent.set(vendor(1).c_str(), std::int64_t{0});
  test.agent.set(vendor(2).c_str(), std::int64_t{12});
  (void)test.poll();
  EXPECT_NE(find(test.poll(), vendor(2).c_str()), nullptr);
  test.agent.set(vendor(1).c_str(), std::int64_t{13});
  test.county.run(17min);
  EXPECT_EQ(find(test.poll(), vendor(2).c_str()), nullptr);
}

TEST(PollGet, ConditionalSourceDoesNotHideItsAlternative) {
  const Profile profile = system_profile();
  profile->scalars.push_back(source(config::Quantity::battery_volts, vendor(1)));
  profile->scalars.back().when = {{oid(vendor(3).c_str()), {1}}};
  profile->scalars.push_back(source(config::Quantity::battery_volts, vendor(2)));
  PollTest test(settings_of(profile));
  for (std::uint32_t number = 1; number <= 3; ++number) {
    test.agent.set(vendor(number).c_str(), std::int64_t{number});
  }
  (void)test.poll();
  const PollResult second = test.poll();
  EXPECT_NE(find(second, vendor(2).c_str()), nullptr);
  EXPECT_NE(find(second, vendor(3).c_str()), nullptr) << "the condition is asked for too";
}

TEST(PollGet, ColumnsAskForTheirConditionsAndScales) {
  const Profile profile = sensor_profile();
  config::Source& column = profile->tables[0].columns[0];
  column.when = {{oid("1.3.6.1.2.1.99.1.1.1.5"), {1}}, {oid(vendor(1).c_str()), {1}}};
  column.entity = {oid("1.3.6.1.2.1.99.1.1.1.2"), oid("1.3.6.1.2.1.99.1.1.1.3")};
  PollTest test(settings_of(profile));
  (void)test.poll();
  const Request get = test.county.requests.back();
  for (const char* beside :
       {"1.3.6.1.2.1.99.1.1.1.5.2", "1.3.6.1.2.1.99.1.1.1.2.2", "1.3.6.1.2.1.99.1.1.1.3.2"}) {
    EXPECT_THAT(get.oids, Contains(oid(beside)));
  }
  EXPECT_THAT(get.oids, Contains(oid(vendor(1).c_str()))) << "a scalar stays one";
}

TEST(PollGet, LargeGetIsSplitInAdvance) {
  PollTest test(settings_of(wide_profile(300)));
  fill_vendor(test.agent, 300);
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_THAT(result.bindings, SizeIs(304));
  EXPECT_EQ(result.round_trips, 3U);
  for (const Request& request : test.county.take_requests()) {
    EXPECT_LE(request.oids.size(), 128U);
  }
}

TEST(PollGet, TooBigHalvesAndTheSizeIsRemembered) {
  PollTest test(settings_of(wide_profile(60)));
  fill_vendor(test.agent, 60);
  test.agent.too_big_from = 33;
  const PollResult first = test.poll();
  EXPECT_TRUE(first.complete) << first.detail;
  EXPECT_THAT(first.bindings, SizeIs(64));
  EXPECT_EQ(test.faults(Fault::too_big), 1U);
  (void)test.county.take_requests();
  const PollResult second = test.poll();
  EXPECT_THAT(second.bindings, SizeIs(64));
  EXPECT_THAT(test.county.take_requests(), SizeIs(2));
  EXPECT_EQ(test.faults(Fault::too_big), 1U);
}

TEST(PollGet, OneObjectThatIsTooBigDoesNotSplitTheRest) {
  PollTest test(settings_of(wide_profile(20)));
  fill_vendor(test.agent, 20);
  test.county.loses = [](const Request&) { return true; };
  const Oid huge = oid(vendor(7).c_str());
  test.county.run(10ms);
  for (int steps = 0; steps < 30 && test.county.results.empty(); ++steps) {
    const Request request = test.county.requests.back();
    Answer answer = *test.agent.answer(request);
    answer.received = test.county.now.steady;
    if (std::count(request.oids.begin(), request.oids.end(), huge) > 0) {
      answer.fault = Fault::too_big;
      answer.bindings.clear();
    }
    test.county.deliver(answer);
  }
  ASSERT_THAT(test.county.results, SizeIs(1));
  EXPECT_THAT(test.county.results[0].bindings, SizeIs(23));
  test.county.loses = nullptr;
  (void)test.county.take_requests();
  EXPECT_THAT(test.poll().bindings, SizeIs(23));
  EXPECT_THAT(test.county.take_requests(), SizeIs(1));
}

TEST(PollGet, VersionOneDropsWhatTheAgentDoesNotHave) {
  PollSettings settings = settings_of(wide_profile(6));
  settings.version = Version::v1;
  for (const bool index_given : {true, false}) {
    PollTest test(settings);
    test.agent.error_index = index_given;
    fill_vendor(test.agent, 6);
    test.agent.erase(vendor(2).c_str());
    test.agent.erase(vendor(5).c_str());
    const PollResult first = test.poll();
    EXPECT_TRUE(first.complete) << first.detail;
    EXPECT_THAT(first.bindings, SizeIs(8));
    (void)test.county.take_requests();
    EXPECT_THAT(test.poll().bindings, SizeIs(8));
    EXPECT_THAT(test.county.take_requests(), SizeIs(1));
  }
}

TEST(PollGet, VersionOneLearnsAbsencesOverSeveralPollsWhenOneIsTooShort) {
  PollSettings settings = settings_of(wide_profile(100));
  settings.version = Version::v1;
  PollTest test(settings);
  fill_vendor(test.agent, 10);
  EXPECT_FALSE(test.poll().complete);
  int polls = 1;
  while (!test.poll().complete && polls < 10) {
    ++polls;
  }
  EXPECT_LE(polls, 4);
  EXPECT_THAT(test.county.results.back().bindings, SizeIs(14));
}

TEST(PollGet, ObjectThatMakesTheAgentFailIsLeftOut) {
  PollTest test(settings_of(wide_profile(3)));
  fill_vendor(test.agent, 3);
  test.county.loses = [](const Request&) { return true; };
  test.county.run(10ms);
  Answer failure;
  failure.device = 1;
  failure.step = test.county.requests.back().step;
  failure.fault = Fault::other;
  failure.error_index = 5;
  failure.received = test.county.now.steady;
  test.county.loses = nullptr;
  test.county.deliver(failure);
  const PollResult result = test.poll();
  EXPECT_THAT(result.bindings, SizeIs(6));
  EXPECT_EQ(test.faults(Fault::other), 1U);
}

TEST(PollGet, LargeGetThatIsDroppedOnTheWayIsReducedAndRemembered) {
  PollTest test(settings_of(wide_profile(60)));
  fill_vendor(test.agent, 60);
  test.agent.dropped_from = 40;  // fragments
  for (const bool complete : {false, true, false, true}) {
    EXPECT_EQ(test.poll().complete, complete);
  }
  const std::uint64_t timeouts = test.numbers().timeouts;
  (void)test.county.take_requests();
  EXPECT_TRUE(test.poll().complete);
  EXPECT_THAT(test.county.take_requests(), SizeIs(2));
  EXPECT_EQ(test.numbers().timeouts, timeouts);
  test.agent.dropped_from = 0;
  test.county.run(32min);
  (void)test.county.take_requests();
  (void)test.poll();
  EXPECT_THAT(test.county.take_requests(), SizeIs(1)) << "the full size is tried again";
}

TEST(PollGet, LateAnswerToTheFirstAttemptOfALargeGetCounts) {
  PollSettings settings = settings_of(wide_profile(60));
  settings.interval = 15s;
  PollTest test(settings);
  fill_vendor(test.agent, 60);
  test.county.delay = [](const Request&) { return 9900ms; };
  for (int polls = 0; polls < 5; ++polls) {
    EXPECT_TRUE(test.poll().complete);
  }
}

TEST(PollGet, FullGetIsTriedLessAndLessWhereItIsDropped) {
  PollTest test(settings_of(wide_profile(60)));
  fill_vendor(test.agent, 60);
  test.agent.dropped_from = 40;
  test.county.run(6h);
  const auto lost = std::count_if(test.county.results.begin(),
                                  test.county.results.end(),
                                  [](const PollResult& result) { return !result.complete; });
  EXPECT_GE(lost, 4);
  EXPECT_LE(lost, 8);
}

TEST(PollGet, OutageDoesNotReduceTheGet) {
  PollTest test(settings_of(wide_profile(60)));
  fill_vendor(test.agent, 60);
  (void)test.poll();
  for (const net::Nanoseconds outage : {5min, 6min, 7min, 8min}) {
    test.agent.silent = true;
    test.county.run(outage);
    test.agent.silent = false;
    (void)test.poll();
    (void)test.poll();
    (void)test.county.take_requests();
    EXPECT_TRUE(test.poll().complete);
    EXPECT_THAT(test.county.take_requests(), SizeIs(1));
  }
}

TEST(PollGet, WhatArrivedIsPublishedWhenALaterPartDoesNotAnswer) {
  PollTest test(settings_of(wide_profile(200)));
  fill_vendor(test.agent, 200);
  (void)test.poll();
  test.county.loses = [&](const Request& request) {
    return std::count(request.oids.begin(), request.oids.end(), oid(kSysName)) == 0;
  };
  const PollResult result = test.poll();
  EXPECT_TRUE(result.answered);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.fault, Fault::timeout);
  EXPECT_THAT(result.bindings, SizeIs(128));
  EXPECT_GE(result.answered_at.steady, result.started.steady + 650ms);
  EXPECT_LE(result.answered_at.steady, result.started.steady + 700ms);
}

TEST(PollGet, RowsWhoseNameDidNotArriveAreNotPublished) {
  const Profile profile = wide_profile(140);
  profile->tables.push_back(interface_profile()->tables[0]);
  PollTest test(settings_of(profile, {"ether1"}));
  fill_vendor(test.agent, 140);
  EXPECT_THAT(test.poll().rows, SizeIs(1));
  test.county.loses = [&](const Request& request) {
    return std::count(request.oids.begin(), request.oids.end(), oid(kSysName)) == 0;
  };
  const PollResult result = test.poll();
  EXPECT_TRUE(result.answered);
  EXPECT_THAT(result.rows, IsEmpty());
  test.county.loses = nullptr;
  const PollResult after = test.poll();
  EXPECT_THAT(after.rows, SizeIs(1));
  EXPECT_FALSE(after.rows_found) << "nothing was learned wrongly from the lost part";
}

TEST(PollGet, AnsweredAtIsWhenTheLastAnswerArrived) {
  PollTest test(settings_of(system_profile()));
  const PollResult result = test.poll();
  EXPECT_EQ(result.answered_at.steady - result.started.steady, 650ms);
  EXPECT_EQ(result.answered_at.wall - result.started.wall, 650ms);
}

TEST(PollGet, AgentThatOnceHadNothingIsAskedForEverything) {
  PollTest test(settings_of(system_profile()));
  test.agent.objects.clear();
  EXPECT_TRUE(test.poll().answered);
  EXPECT_TRUE(test.poll().answered);
  fill_system(test.agent);
  EXPECT_THAT(test.poll().bindings, SizeIs(4));
}

TEST(PollGet, ObjectsThatComeSoonAfterARestartAreLearnedSoon) {
  PollTest test(settings_of(wide_profile(5)));
  fill_vendor(test.agent, 5);
  (void)test.poll();
  for (std::uint32_t number = 1; number <= 5; ++number) {
    test.agent.erase(vendor(number).c_str());
  }
  test.agent.set(kSysUpTime, Ticks{1});
  (void)test.poll();
  fill_vendor(test.agent, 5);
  test.county.run(17min);
  EXPECT_NE(find(test.county.results.back(), vendor(5).c_str()), nullptr);
}

}  // namespace
}  // namespace pantau::snmp::testing
