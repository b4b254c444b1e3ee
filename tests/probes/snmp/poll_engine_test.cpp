// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/poll_engine.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probes/snmp/row_search.hpp"
#include "tests/probes/snmp/poll_fixture.hpp"

namespace pantau::snmp::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(PollEngine, AsksKnownRowsWithExactlyOneRequest) {
  PollTest test(settings_of(interface_profile(), {"ether1", "ether2"}));
  const PollResult first = test.poll();
  EXPECT_TRUE(first.complete) << first.detail;
  EXPECT_EQ(first.round_trips, 2U);
  for (int poll = 0; poll < 10; ++poll) {
    (void)test.county.take_requests();
    const PollResult result = test.poll();
    const std::vector<Request> requests = test.county.take_requests();
    ASSERT_THAT(requests, SizeIs(1));
    EXPECT_EQ(requests[0].kind, RequestKind::get);
    EXPECT_TRUE(result.complete) << result.detail;
    EXPECT_TRUE(result.answered);
    EXPECT_EQ(result.round_trips, 1U);
    EXPECT_THAT(result.rows, SizeIs(2));
    EXPECT_NE(find(result, in_row(kHcIn, 2).c_str()), nullptr);
  }
}

std::size_t asked(const std::vector<Request>& requests, const char* name) {
  return static_cast<std::size_t>(
      std::count_if(requests.begin(), requests.end(), [&](const Request& request) {
        return std::count(request.oids.begin(), request.oids.end(), oid(name)) > 0;
      }));
}

TEST(PollAbsences, ClockThatOnceWasMissingStillTellsARestart) {
  for (const Version version : {Version::v1, Version::v2c}) {
    PollSettings settings = settings_of(interface_profile(), {"ether1"});
    settings.version = version;
    PollTest test(settings);
    (void)test.poll();
    test.agent.erase(kSysUpTime);
    EXPECT_FALSE(test.poll().rows_found);
    test.agent.set(kSysUpTime, Ticks{1});
    EXPECT_TRUE(test.poll().rows_found);
  }
}

TEST(PollAbsences, ClockThatWasMissingFromTheBeginningIsAskedForAllTheSame) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  test.agent.erase(kSysUpTime);
  (void)test.poll();
  for (int poll = 0; poll < 5; ++poll) {
    (void)test.county.take_requests();
    (void)test.poll();
    EXPECT_EQ(asked(test.county.take_requests(), kSysUpTime), 1U);
  }
}

TEST(PollAbsences, VersionOneTriesClocksAFewTimesOnly) {
  const Profile profile = system_profile();
  profile->scalars.push_back(source(config::Quantity::engine_boots, kBoots));
  PollSettings settings = settings_of(profile);
  settings.version = Version::v1;
  PollTest test(settings);
  test.county.run(2h);
  const std::size_t tries = asked(test.county.take_requests(), kBoots);
  EXPECT_GE(tries, 5U);
  EXPECT_LE(tries, 7U);
  test.county.run(10h);
  EXPECT_EQ(asked(test.county.take_requests(), kBoots), 0U);
}

TEST(PollAbsences, WhatVanishedIsTriedAgainAfterOneTwoFourPolls) {
  PollTest test(settings_of(system_profile()));
  (void)test.poll();
  test.agent.erase(kSysName);
  (void)test.poll();
  std::vector<bool> tried;
  for (int poll = 0; poll < 8; ++poll) {
    (void)test.county.take_requests();
    EXPECT_TRUE(test.poll().complete);
    tried.push_back(asked(test.county.take_requests(), kSysName) > 0);
  }
  EXPECT_THAT(tried, ElementsAre(true, false, true, false, false, false, true, false));
  test.agent.set(kSysName, std::string("back"));
  test.county.run(8min);
  EXPECT_NE(find(test.poll(), kSysName), nullptr);
}

TEST(PollAbsences, VersionOneLearnsAgainOnceADayAFewAtATime) {
  const Profile profile = system_profile();
  for (std::uint32_t number = 1; number <= 40; ++number) {
    profile->scalars.push_back(source(config::Quantity::firmware, in_row(kVendor, number)));
  }
  PollSettings settings = settings_of(profile);
  settings.version = Version::v1;
  PollTest test(settings);
  test.county.run(5min);
  (void)test.county.take_requests();
  test.county.results.clear();
  test.county.run(22h);
  EXPECT_EQ(test.county.results.size(), test.county.take_requests().size());
  test.agent.set(in_row(kVendor, 40).c_str(), std::string("new"));
  test.county.run(4h);
  for (const PollResult& result : test.county.results) {
    EXPECT_TRUE(result.complete);
    EXPECT_LE(result.round_trips, 5U);
  }
  EXPECT_NE(find(test.poll(), in_row(kVendor, 40).c_str()), nullptr);
}

/// Names and sensors, which are walked together.
Profile two_tables() {
  const Profile profile = sensor_profile();
  profile->tables.push_back(interface_profile()->tables[0]);
  return profile;
}

// RFC 3416, 4.2.3: also in the middle of the first repetition.
TEST(PollSearch, AnswerThatIsCutIsAskedForAgain) {
  RowSearch search(two_tables(), {0, 1}, {"ether1"});
  ASSERT_THAT(search.question(), ElementsAre(oid(kSensorValue), oid(kIfName)));
  search.answered({{oid(in_row(kSensorValue, 1).c_str()), std::int64_t{20}}});
  ASSERT_THAT(search.question(), ElementsAre(oid(kIfName), oid(in_row(kSensorValue, 1).c_str())));
  search.answered({{oid(in_row(kIfName, 1).c_str()), std::string("ether1")}});
  search.answered({{oid(kSysName), std::string("behind")}});
  EXPECT_TRUE(search.done());
  EXPECT_EQ(search.fault(), Fault::none);
  EXPECT_THAT(search.rows(), SizeIs(2));
}

TEST(PollSearch, CutAnswersWithoutProgressEnd) {
  RowSearch search(two_tables(), {0, 1}, {"none"});
  for (int answers = 0; answers < 10 && !search.done(); ++answers) {
    search.answered({});
  }
  EXPECT_TRUE(search.done());
  EXPECT_EQ(search.fault(), Fault::decode);
}

// The key of an airFiber's link is the fifteenth object of a tree that an agent without the walked
// table goes on with.
TEST(PollSearch, NeverRunsFarBehindItsColumn) {
  for (const Profile& profile : {sensor_profile(), two_tables(), interface_profile()}) {
    std::vector<std::uint32_t> all(profile->tables.size());
    for (std::uint32_t table = 0; table < all.size(); ++table) {
      all[table] = table;
    }
    const RowSearch search(profile, all, {"none"});
    EXPECT_LE(search.repetitions(25), 10U);
  }
}

TEST(PollSearch, LongListOfNamesIsReadFasterButNotThatOfAliases) {
  RowSearch search(interface_profile(), {0}, {"none"});
  for (const char* column : {kIfName, kIfAlias}) {
    EXPECT_EQ(search.repetitions(25), 10U);
    for (std::uint32_t index = 1; index <= 12; ++index) {
      search.answered({{oid(in_row(column, index).c_str()), std::string("other")}});
    }
    EXPECT_EQ(search.repetitions(25), column == kIfName ? 25U : 10U);
    search.answered({{oid("1.3.6.1.3.1"), std::int64_t{1}}});
  }
  EXPECT_TRUE(search.done());
}

}  // namespace
}  // namespace pantau::snmp::testing
