// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/snmp/poll_fixture.hpp"

namespace pantau::snmp::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

PollSettings version_3(PollSettings settings) {
  settings.version = Version::v3;
  return settings;
}

std::vector<RequestKind> kinds(const std::vector<Request>& requests) {
  std::vector<RequestKind> kinds;
  kinds.reserve(requests.size());
  for (const Request& request : requests) {
    kinds.push_back(request.kind);
  }
  return kinds;
}

TEST(PollFaults, AttemptsDoubleTheirTimeout) {
  PollTest test(settings_of(system_profile()));
  test.agent.silent = true;
  const PollResult result = test.poll();
  EXPECT_FALSE(result.answered);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.fault, Fault::timeout);
  EXPECT_EQ(result.round_trips, 0U);
  EXPECT_EQ(result.answered_at.steady, result.started.steady);
  ASSERT_THAT(test.county.sent_at, SizeIs(3));
  EXPECT_EQ(test.county.sent_at[1] - test.county.sent_at[0], 3s);
  EXPECT_EQ(test.county.sent_at[2] - test.county.sent_at[1], 6s);
  EXPECT_EQ(test.county.now.steady - test.county.sent_at[2], 12s);
  EXPECT_EQ(test.county.requests[2].attempt, 2U);
  EXPECT_EQ(test.county.requests[2].step, test.county.requests[0].step);
  EXPECT_EQ(test.county.requests[2].oids, test.county.requests[0].oids);
  EXPECT_EQ(test.numbers().requests, 3U);
  EXPECT_EQ(test.numbers().retries, 2U);
  EXPECT_EQ(test.numbers().timeouts, 3U);
  EXPECT_EQ(test.faults(Fault::timeout), 1U);
}

TEST(PollFaults, AnswerToAnyAttemptCounts) {
  PollTest test(settings_of(system_profile()));
  test.county.delay = [](const Request&) { return 8s; };
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.round_trips, 1U);
  EXPECT_EQ(test.numbers().requests, 2U);
  EXPECT_EQ(test.numbers().timeouts, 1U);
  test.county.run(30s);  // the answer to the second attempt comes too, and belongs to nothing
  EXPECT_EQ(test.numbers().requests, 2U);
  EXPECT_THAT(test.county.results, SizeIs(1));
}

TEST(PollFaults, EverySecondPacketLostStillBringsAllValues) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  int packet = 0;
  test.county.loses = [&](const Request&) { return ++packet % 2 == 1; };
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_EQ(test.numbers().retries, 2U);
}

TEST(PollFaults, PollEndsAtItsDeadline) {
  PollSettings settings = settings_of(system_profile());
  settings.retries = 10;
  settings.deadline = 20s;
  PollTest test(settings);
  test.agent.silent = true;
  const PollResult result = test.poll();
  EXPECT_EQ(test.county.now.steady - result.started.steady, 20s);
  EXPECT_EQ(test.numbers().timeouts, 3U);  // 3, 6 and what was left of 12 s
}

TEST(PollFaults, LongSilentDeviceIsAskedOnceAPoll) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  (void)test.poll();
  test.agent.silent = true;
  for (int polls = 0; polls < 3; ++polls) {
    (void)test.county.take_requests();
    (void)test.poll();
    EXPECT_THAT(test.county.take_requests(), SizeIs(3));
  }
  const PollResult fourth = test.poll();
  EXPECT_THAT(test.county.take_requests(), SizeIs(1));
  EXPECT_EQ(test.county.now.steady - fourth.started.steady, 21s);  // as patient as three attempts
  test.agent.silent = false;
  EXPECT_TRUE(test.poll().complete);
  test.agent.silent = true;
  (void)test.county.take_requests();
  (void)test.poll();
  EXPECT_THAT(test.county.take_requests(), SizeIs(3));
}

TEST(PollFaults, DeviceThatNeverAnsweredIsAskedOnceAPollToo) {
  PollTest test(version_3(settings_of(interface_profile(), {"ether1"})));
  test.agent.silent = true;
  for (int polls = 0; polls < 4; ++polls) {
    (void)test.county.take_requests();
    (void)test.poll();
  }
  EXPECT_THAT(kinds(test.county.take_requests()), ElementsAre(RequestKind::discover_engine));
}

TEST(PollFaults, EngineIsDiscoveredOnceNotEachPoll) {
  PollTest test(version_3(settings_of(system_profile())));
  EXPECT_EQ(test.poll().round_trips, 2U);
  EXPECT_THAT(kinds(test.county.take_requests()),
              ElementsAre(RequestKind::discover_engine, RequestKind::get));
  EXPECT_EQ(test.poll().round_trips, 1U);
  EXPECT_THAT(kinds(test.county.take_requests()), ElementsAre(RequestKind::get));
}

TEST(PollFaults, UnknownEngineIsDiscoveredAgainInTheSamePoll) {
  PollTest test(version_3(settings_of(interface_profile(), {"ether1"})));
  (void)test.poll();
  (void)test.county.take_requests();
  test.agent.engine_known = false;
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_THAT(kinds(test.county.take_requests()),
              ElementsAre(RequestKind::get, RequestKind::discover_engine, RequestKind::get));
  EXPECT_EQ(test.faults(Fault::unknown_engine), 1U);
  EXPECT_EQ(result.round_trips, 3U);
}

TEST(PollFaults, UnknownEngineInTheMiddleOfASearchGoesOnThere) {
  PollTest test(version_3(settings_of(interface_profile(), {"ether25"})));
  fill_interfaces(test.agent, 30);
  int bulks = 0;
  test.county.loses = [&](const Request& request) {
    if (request.kind == RequestKind::get_bulk && ++bulks == 2) {
      test.agent.engine_known = false;
    }
    return false;
  };
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_THAT(result.rows, SizeIs(1));
  EXPECT_EQ(bulks, 4);  // three answers of ten, and the refused one
}

TEST(PollFaults, EngineIsDiscoveredAgainAtMostOnceAPoll) {
  PollTest test(version_3(settings_of(system_profile())));
  (void)test.poll();
  (void)test.county.take_requests();
  test.agent.fault = Fault::unknown_engine;
  const PollResult result = test.poll();
  EXPECT_EQ(result.fault, Fault::unknown_engine);
  EXPECT_TRUE(result.answered);
  EXPECT_THAT(kinds(test.county.take_requests()),
              ElementsAre(RequestKind::get, RequestKind::discover_engine, RequestKind::get));
}

TEST(PollFaults, RefusedUserIsNotTriedAgainAtOnce) {
  PollTest test(version_3(settings_of(system_profile())));
  test.agent.fault = Fault::auth;
  const PollResult result = test.poll();
  EXPECT_TRUE(result.answered);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.fault, Fault::auth);
  EXPECT_EQ(test.faults(Fault::auth), 1U);
  EXPECT_THAT(kinds(test.county.take_requests()),
              ElementsAre(RequestKind::discover_engine, RequestKind::get));
}

TEST(PollFaults, RefusedUserIsTriedLessAndLess) {
  PollTest test(version_3(settings_of(system_profile())));
  test.agent.fault = Fault::auth;
  test.county.run(3h);
  std::vector<std::int64_t> minutes;
  for (std::size_t i = 2; i < test.county.results.size(); ++i) {
    const auto pause =
        test.county.results[i].started.steady - test.county.results[i - 1].started.steady;
    minutes.push_back((pause + 1s) / 1min);
  }
  ASSERT_GE(minutes.size(), 8U);
  EXPECT_THAT(std::vector<std::int64_t>(minutes.begin(), minutes.begin() + 6),
              ElementsAre(2, 4, 8, 15, 15, 15));
  test.agent.fault.reset();
  test.county.run(16min);
  test.county.results.clear();
  test.county.run(10min);
  EXPECT_GE(test.county.results.size(), 9U) << "the full rate again";
}

TEST(PollFaults, BackOffKeepsLongIntervals) {
  PollSettings settings = version_3(settings_of(system_profile()));
  settings.interval = 1h;
  PollTest test(settings);
  test.agent.fault = Fault::auth;
  test.county.run(24h);
  EXPECT_GE(test.county.results.size(), 23U);
}

TEST(PollFaults, FaultsThatAreNotFinalAreCountedAndWaitedOn) {
  PollTest test(settings_of(system_profile()));
  test.county.run(100ms);
  Answer noise;
  noise.device = 1;
  noise.step = test.county.requests.at(0).step;
  noise.final = false;
  noise.fault = Fault::wrong_source;
  test.county.deliver(noise);
  noise.fault = Fault::decode;
  test.county.deliver(noise);
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.round_trips, 1U);
  EXPECT_EQ(test.faults(Fault::wrong_source), 1U);
  EXPECT_EQ(test.faults(Fault::decode), 1U);
}

TEST(PollFaults, NoiseAloneIsNoAnswer) {
  PollTest test(settings_of(system_profile()));
  test.agent.silent = true;
  test.county.run(100ms);
  Answer noise;
  noise.device = 1;
  noise.step = test.county.requests.at(0).step;
  noise.final = false;
  noise.fault = Fault::decode;
  noise.received = test.county.now.steady;
  test.county.deliver(noise);
  EXPECT_FALSE(test.poll().answered);
}

TEST(PollFaults, AnswersToOtherStepsAreIgnored) {
  PollTest test(settings_of(system_profile()));
  test.county.run(100ms);
  Answer stale = *test.agent.answer(test.county.requests.at(0));
  stale.step += 1;
  test.county.deliver(stale);
  stale.fault = Fault::auth;
  test.county.deliver(stale);
  EXPECT_THAT(test.county.results, IsEmpty());
  EXPECT_EQ(test.faults(Fault::auth), 0U);
  stale.device = 77;
  test.county.deliver(stale);
  EXPECT_TRUE(test.poll().complete);
}

TEST(PollFaults, WhatCouldNotBeSentIsNoAnswer) {
  PollTest test(settings_of(system_profile()));
  test.agent.silent = true;
  test.county.run(10ms);
  Answer unsent;
  unsent.device = 1;
  unsent.step = test.county.requests.at(0).step;
  unsent.fault = Fault::other;
  unsent.detail = "network unreachable";
  test.county.deliver(unsent);
  ASSERT_THAT(test.county.results, SizeIs(1));
  EXPECT_FALSE(test.county.results[0].answered);
  EXPECT_EQ(test.county.results[0].fault, Fault::other);
  EXPECT_EQ(test.county.results[0].detail, "network unreachable");
  test.county.run(30s);
  EXPECT_THAT(test.county.requests, SizeIs(1)) << "no tight retry";
}

TEST(PollFaults, StepsRiseWithEachQuestion) {
  PollTest test(version_3(settings_of(interface_profile(), {"ether1", "line 2"})));
  for (int polls = 0; polls < 3; ++polls) {
    (void)test.poll();
  }
  for (std::size_t i = 1; i < test.county.requests.size(); ++i) {
    EXPECT_GT(test.county.requests[i].step, test.county.requests[i - 1].step);
  }
}

TEST(PollIdentify, ChoosesAProfileOnce) {
  const Profile generic = system_profile();
  generic->id = "generic";
  const Profile vendor = interface_profile();
  vendor->match.sys_object_ids = {oid(kVendor)};
  vendor->match.exists = {oid("1.3.6.1.4.1.5.1.0")};
  PollTest test(automatic({generic, vendor}, {"ether1"}));
  const PollResult first = test.poll();
  EXPECT_TRUE(first.complete) << first.detail;
  ASSERT_NE(first.profile, nullptr);
  EXPECT_EQ(first.profile->id, "router");
  EXPECT_EQ(first.round_trips, 3U);
  const auto requests = test.county.take_requests();
  EXPECT_THAT(
      requests.at(0).oids,
      ElementsAre(oid(kSysDescr), oid(kSysObjectId), oid(kSysUpTime), oid("1.3.6.1.4.1.5.1.0")));
  EXPECT_EQ(test.poll().round_trips, 1U);
}

TEST(PollIdentify, ChoosesAgainWhenSysObjectIdChanges) {
  const Profile generic = system_profile();
  generic->id = "generic";
  generic->scalars.erase(generic->scalars.begin() + 1);  // it is asked for all the same
  const Profile vendor = interface_profile();
  vendor->match.sys_object_ids = {oid(kVendor)};
  PollTest test(automatic({generic, vendor}, {"ether1"}));
  test.agent.set(kSysObjectId, oid("1.3.6.1.4.1.8072.3.2.10"));
  EXPECT_EQ(test.poll().profile->id, "generic");
  test.agent.set(kSysObjectId, oid(kVendor));
  const PollResult changed = test.poll();
  EXPECT_EQ(changed.profile->id, "router");
  EXPECT_TRUE(changed.complete) << changed.detail;
  EXPECT_THAT(changed.rows, SizeIs(1));
  EXPECT_EQ(test.poll().round_trips, 1U);
}

TEST(PollIdentify, ChoosesAgainAfterARestart) {
  const Profile generic = system_profile();
  generic->id = "generic";
  const Profile card = sensor_profile();
  card->match.exists = {oid("1.3.6.1.4.1.5.1.0")};
  PollTest test(automatic({generic, card}));
  EXPECT_EQ(test.poll().profile->id, "generic");
  test.agent.set("1.3.6.1.4.1.5.1.0", std::int64_t{1});
  EXPECT_EQ(test.poll().profile->id, "generic");
  test.agent.set(kSysUpTime, Ticks{5});
  EXPECT_EQ(test.poll().profile->id, "sensors");
}

TEST(PollIdentify, SaysWhenNoProfileSuits) {
  const Profile vendor = interface_profile();
  vendor->match.sys_object_ids = {oid("1.3.6.1.4.1.1")};
  PollTest test(automatic({vendor}));
  const PollResult result = test.poll();
  EXPECT_TRUE(result.answered);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.profile, nullptr);
  EXPECT_THAT(result.detail, HasSubstr("1.3.6.1.4.1.99999.7"));
  EXPECT_NE(find(result, kSysDescr), nullptr);
}

TEST(PollIdentify, VersionOneIsIdentifiedWithoutTheObjectsItLacks) {
  const Profile generic = system_profile();
  generic->id = "generic";
  const Profile card = sensor_profile();
  card->match.exists = {oid("1.3.6.1.4.1.5.1.0"), oid("1.3.6.1.4.1.5.2.0")};
  PollSettings settings = automatic({generic, card});
  settings.version = Version::v1;
  PollTest test(settings);
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_EQ(result.profile->id, "generic");
}

}  // namespace
}  // namespace pantau::snmp::testing
