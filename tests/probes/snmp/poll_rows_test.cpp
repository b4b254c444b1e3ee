// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probes/snmp/row_search.hpp"
#include "tests/probes/snmp/poll_fixture.hpp"

namespace pantau::snmp::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::uint32_t> indexes(const PollResult& result) {
  std::vector<std::uint32_t> indexes;
  for (const Row& row : result.rows) {
    indexes.push_back(row.index.at(0));
  }
  return indexes;
}

std::size_t walks(const std::vector<Request>& requests) {
  std::size_t count = 0;
  for (const Request& request : requests) {
    count += request.kind == RequestKind::get_bulk || request.kind == RequestKind::get_next ? 1 : 0;
  }
  return count;
}

TEST(PollRows, FindsByNameThenByAlias) {
  PollTest test(settings_of(interface_profile(), {"line 3", "ether1"}));
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_THAT(names(result), ElementsAre("line 3", "ether1"));
  EXPECT_THAT(indexes(result), ElementsAre(3, 1));
  EXPECT_FALSE(result.rows_found);
  EXPECT_THAT(result.missing_interfaces, IsEmpty());
  EXPECT_EQ(result.round_trips, 3U);  // ifName, ifAlias, GET
}

TEST(PollRows, WalksNamesAloneAndStopsWhenAllAreFound) {
  PollTest test(settings_of(interface_profile(), {"ether2"}));
  fill_interfaces(test.agent, 100);
  (void)test.poll();
  const auto requests = test.county.take_requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_THAT(requests[0].oids, ElementsAre(oid(kIfName)));
  EXPECT_EQ(requests[0].max_repetitions, 10U);
}

TEST(PollRows, EveryRowIsFoundWhateverTheSizeOfTheTable) {
  for (const std::uint32_t count : {9U, 10U, 11U, 35U}) {
    PollTest test(settings_of(interface_profile(), {"ether" + std::to_string(count)}));
    fill_interfaces(test.agent, count);
    EXPECT_THAT(indexes(test.poll()), ElementsAre(count));
  }
}

TEST(PollRows, LowestIndexCountsOfTwoWithOneName) {
  PollTest test(settings_of(interface_profile(), {"ether9", "last"}));
  add_interface(test.agent, 7, "ether9");
  add_interface(test.agent, 6, "ether9");
  add_interface(test.agent, 8, "last");
  EXPECT_THAT(indexes(test.poll()), ElementsAre(6, 8));
}

TEST(PollRows, NamesAreComparedByteByByte) {
  const std::string name("et\xff\n\"1", 6);
  PollTest test(settings_of(interface_profile(), {name, "ETHER1", "ether1 "}));
  add_interface(test.agent, 6, name);
  const PollResult result = test.poll();
  EXPECT_THAT(indexes(result), ElementsAre(6));
  EXPECT_THAT(result.missing_interfaces, ElementsAre("ETHER1", "ether1 "));
}

TEST(PollRows, MissingNamesAreSearchedAgainAfterOneTwoFourPolls) {
  PollTest test(settings_of(interface_profile(), {"ether1", "ether9"}));
  const PollResult first = test.poll();
  EXPECT_TRUE(first.complete) << first.detail;
  EXPECT_THAT(first.missing_interfaces, ElementsAre("ether9"));
  std::vector<bool> searched;
  for (int poll = 0; poll < 8; ++poll) {
    (void)test.county.take_requests();
    EXPECT_TRUE(test.poll().complete);
    const auto requests = test.county.take_requests();
    EXPECT_EQ(requests.at(0).kind, RequestKind::get);
    searched.push_back(walks(requests) > 0);
  }
  EXPECT_THAT(searched, ElementsAre(true, false, true, false, false, false, true, false));
  add_interface(test.agent, 9, "ether9");
  test.county.run(9min);
  EXPECT_THAT(test.county.results.back().missing_interfaces, IsEmpty());
  EXPECT_THAT(indexes(test.county.results.back()), ElementsAre(1, 9));
  EXPECT_FALSE(test.county.results.back().rows_found);
}

TEST(PollRows, LostSearchBesideKnownRowsSpoilsNothing) {
  PollTest test(settings_of(interface_profile(), {"ether1", "ether9"}));
  (void)test.poll();
  test.county.loses = [](const Request& request) { return request.kind == RequestKind::get_bulk; };
  for (int poll = 0; poll < 6; ++poll) {
    const PollResult result = test.poll();
    EXPECT_TRUE(result.complete) << result.detail;
    EXPECT_THAT(indexes(result), ElementsAre(1));
    EXPECT_EQ(result.answered_at.steady - result.started.steady, 650ms);
  }
  test.county.loses = nullptr;
  add_interface(test.agent, 9, "ether9");
  test.county.run(10min);
  EXPECT_THAT(indexes(test.county.results.back()), ElementsAre(1, 9));
}

TEST(PollRows, LineThatReturnsIsBackInTheNextPolls) {
  for (const Version version : {Version::v1, Version::v2c}) {
    PollSettings settings = settings_of(interface_profile(), {"ether1", "ether2"});
    settings.version = version;
    PollTest test(settings);
    (void)test.poll();
    for (const char* column : {kIfName, kIfAlias, kHcIn, kIn, kOper}) {
      test.agent.erase(in_row(column, 2).c_str());
    }
    EXPECT_THAT(indexes(test.poll()), ElementsAre(1));
    add_interface(test.agent, 2, "ether2");
    (void)test.poll();
    const PollResult back = test.poll();
    EXPECT_THAT(indexes(back), ElementsAre(1, 2));
    EXPECT_NE(find(back, in_row(kHcIn, 2).c_str()), nullptr);
  }
}

TEST(PollRows, RepeatedNamesInTheConfigurationAreOneRow) {
  PollTest test(settings_of(interface_profile(), {"ether1", "ether1"}));
  EXPECT_THAT(indexes(test.poll()), ElementsAre(1));
}

TEST(PollRows, WithoutInterfacesNothingIsWalked) {
  PollTest test(settings_of(interface_profile()));
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_THAT(result.rows, IsEmpty());
  EXPECT_THAT(test.county.requests, SizeIs(1));
}

TEST(PollRows, TablesOfAllRowsAreNamedByTheGetItself) {
  PollTest test(settings_of(sensor_profile()));
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_THAT(names(result), ElementsAre("board 1", "board 2", "board 3"));
  EXPECT_EQ(result.round_trips, 2U);
  EXPECT_THAT(names(test.poll()), ElementsAre("board 1", "board 2", "board 3"));
}

TEST(PollRows, RowWithoutANameIsCalledByItsIndex) {
  PollTest test(settings_of(sensor_profile()));
  test.agent.erase(in_row(kSensorName, 2).c_str());
  test.agent.set(in_row(kSensorName, 3).c_str(), std::string());
  EXPECT_THAT(names(test.poll()), ElementsAre("board 1", "2", "3"));
  (void)test.county.take_requests();
  EXPECT_THAT(names(test.poll()), ElementsAre("board 1", "2", "3"));
  EXPECT_THAT(test.county.take_requests(), SizeIs(1));
}

TEST(PollRows, AtMostMaxRowsAreTaken) {
  PollTest test(settings_of(sensor_profile()));
  fill_sensors(test.agent, 30);
  EXPECT_THAT(test.poll().rows, SizeIs(8));
  EXPECT_THAT(test.county.take_requests(), SizeIs(2));
}

TEST(PollRows, EmptyTableIsLookedAtAgainOnTheSlowCycle) {
  PollTest test(settings_of(sensor_profile()));
  for (std::uint32_t index = 1; index <= 3; ++index) {
    test.agent.erase(in_row(kSensorName, index).c_str());
    test.agent.erase(in_row(kSensorValue, index).c_str());
  }
  const PollResult first = test.poll();
  EXPECT_TRUE(first.complete) << first.detail;
  EXPECT_THAT(first.rows, IsEmpty());
  (void)test.county.take_requests();
  test.county.run(14min);
  EXPECT_EQ(walks(test.county.take_requests()), 0U);
  fill_sensors(test.agent, 2);
  test.county.run(3min);
  EXPECT_THAT(test.county.results.back().rows, SizeIs(2));
}

TEST(PollRows, SeveralTablesShareOneRequest) {
  const Profile profile = sensor_profile();
  profile->tables.push_back(interface_profile()->tables[0]);
  PollTest test(settings_of(profile, {"ether1"}));
  const PollResult result = test.poll();
  EXPECT_THAT(result.rows, SizeIs(4));
  EXPECT_EQ(result.round_trips, 2U);
  const auto requests = test.county.take_requests();
  EXPECT_THAT(requests.at(0).oids, ElementsAre(oid(kSensorValue), oid(kIfName)));
}

TEST(PollRows, TablesWithTheSameColumnWalkItOnce) {
  const Profile profile = interface_profile();
  profile->tables.push_back(profile->tables[0]);
  profile->tables[1].id = "again";
  PollTest test(settings_of(profile, {"ether1"}));
  const PollResult result = test.poll();
  EXPECT_THAT(result.rows, SizeIs(2));
  EXPECT_THAT(test.county.take_requests().at(0).oids, ElementsAre(oid(kIfName)));
  EXPECT_THAT(result.missing_interfaces, IsEmpty());
}

TEST(PollRows, MovedRowIsFoundAgainInTheSamePoll) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  (void)test.poll();
  add_interface(test.agent, 1, "bridge");
  add_interface(test.agent, 9, "ether1");
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_TRUE(result.rows_found);
  EXPECT_THAT(indexes(result), ElementsAre(9));
  EXPECT_EQ(find(result, in_row(kHcIn, 1).c_str()), nullptr);
  EXPECT_EQ(result.round_trips, 3U);
  EXPECT_FALSE(test.poll().rows_found);
}

TEST(PollRows, SwappedRowsAreNeverPublishedUnderTheOldNames) {
  PollTest test(settings_of(interface_profile(), {"ether1", "ether2"}));
  (void)test.poll();
  add_interface(test.agent, 1, "ether2");
  add_interface(test.agent, 2, "ether1");
  // All but the first GET is lost: the search never succeeds in this poll.
  test.county.loses = [](const Request& request) { return request.kind != RequestKind::get; };
  const PollResult lost = test.poll();
  EXPECT_TRUE(lost.answered);
  EXPECT_FALSE(lost.complete);
  EXPECT_THAT(lost.rows, IsEmpty());
  EXPECT_NE(find(lost, kSysName), nullptr);
  test.county.loses = nullptr;
  const PollResult found = test.poll();
  EXPECT_THAT(indexes(found), ElementsAre(2, 1));
  EXPECT_TRUE(found.rows_found);
}

TEST(PollRows, VanishedRowIsReportedMissing) {
  PollTest test(settings_of(interface_profile(), {"ether1", "ether2"}));
  (void)test.poll();
  for (const char* column : {kIfName, kIfAlias, kHcIn, kIn, kOper}) {
    test.agent.erase(in_row(column, 2).c_str());
  }
  const PollResult result = test.poll();
  EXPECT_TRUE(result.rows_found);
  EXPECT_THAT(indexes(result), ElementsAre(1));
  EXPECT_THAT(result.missing_interfaces, ElementsAre("ether2"));
}

TEST(PollRows, RowToldByIndexAloneIsLostWithItsLastValue) {
  const Profile profile = sensor_profile();
  profile->tables[0].name.reset();
  PollTest test(settings_of(profile));
  EXPECT_THAT(names(test.poll()), ElementsAre("1", "2", "3"));
  test.agent.erase(in_row(kSensorValue, 2).c_str());
  const PollResult result = test.poll();
  EXPECT_TRUE(result.rows_found);
  EXPECT_THAT(names(result), ElementsAre("1", "3"));
}

TEST(PollRows, RestartLearnsRowsAgain) {
  PollTest test(settings_of(interface_profile(), {"ether1", "ether9"}));
  (void)test.poll();
  add_interface(test.agent, 9, "ether9");
  test.agent.set(kSysUpTime, Ticks{300});
  const PollResult result = test.poll();
  EXPECT_TRUE(result.rows_found);
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_THAT(indexes(result), ElementsAre(1, 9));
  test.agent.set(kSysUpTime, Ticks{6300});
  (void)test.county.take_requests();
  EXPECT_FALSE(test.poll().rows_found);
  EXPECT_THAT(test.county.take_requests(), SizeIs(1));
}

TEST(PollRows, WrapOfUptimeIsNoRestart) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  test.agent.set(kSysUpTime, Ticks{4294967295U - 3000});
  (void)test.poll();
  (void)test.poll();
  const auto last = test.county.results.back().started.steady;
  test.agent.set(kSysUpTime, Ticks{3000});
  // 60 s are 6,000 hundredths.
  const PollResult result = test.poll();
  ASSERT_GE(result.started.steady - last, 30s);
  EXPECT_FALSE(result.rows_found);
}

TEST(PollRows, EngineBootsTellARestart) {
  const Profile profile = interface_profile();
  profile->scalars.push_back(source(config::Quantity::engine_boots, kBoots));
  profile->scalars.push_back(source(config::Quantity::engine_time, kEngineTime));
  PollTest test(settings_of(profile, {"ether1"}));
  test.agent.set(kBoots, std::int64_t{7});
  test.agent.set(kEngineTime, std::int64_t{500});
  (void)test.poll();
  test.agent.set(kBoots, std::int64_t{8});
  EXPECT_TRUE(test.poll().rows_found);
  EXPECT_FALSE(test.poll().rows_found);
  test.agent.set(kEngineTime, std::int64_t{499});
  EXPECT_TRUE(test.poll().rows_found);
}

TEST(PollRows, LoopingWalkIsStoppedAndSaid) {
  PollTest test(settings_of(interface_profile(), {"ether1", "ether9"}));
  test.county.loses = [](const Request& request) { return request.kind == RequestKind::get_bulk; };
  test.county.run(100ms);
  Answer answer;
  answer.device = 1;
  answer.step = test.county.requests.at(0).step;
  answer.received = test.county.now.steady;
  answer.bindings = {{oid(in_row(kIfName, 1).c_str()), std::string("ether1")},
                     {oid(in_row(kIfName, 2).c_str()), std::string("ether2")},
                     {oid(in_row(kIfName, 2).c_str()), std::string("ether2")}};
  test.county.deliver(answer);
  test.county.loses = nullptr;
  const PollResult result = test.poll();
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.fault, Fault::decode);
  EXPECT_THAT(result.detail, HasSubstr("does not increase at 1.3.6.1.2.1.31.1.1.1.1.2"));
  EXPECT_EQ(test.faults(Fault::decode), 1U);
  EXPECT_THAT(indexes(result), ElementsAre(1));
  EXPECT_NE(find(result, in_row(kHcIn, 1).c_str()), nullptr);
}

TEST(PollRows, EmptyAnswerToAWalkEndsIt) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  test.county.loses = [](const Request& request) { return request.kind == RequestKind::get_bulk; };
  test.county.run(100ms);
  Answer answer;
  answer.device = 1;
  answer.step = test.county.requests.at(0).step;
  answer.received = test.county.now.steady;
  test.county.deliver(answer);
  EXPECT_EQ(test.county.requests.back().kind, RequestKind::get_bulk);  // the next column
  EXPECT_THAT(test.county.requests.back().oids, ElementsAre(oid(kIfAlias)));
}

TEST(PollRows, EndlessTableIsStoppedByItsRows) {
  PollTest test(settings_of(interface_profile(), {"none"}));
  test.county.round_trip = 1ms;
  fill_interfaces(test.agent, 6000);
  const PollResult result = test.poll();
  EXPECT_EQ(result.fault, Fault::other);
  EXPECT_THAT(result.detail, HasSubstr("too many rows"));
  EXPECT_LE(test.county.requests.size(), 2 * kMaxWalkRows / 10 + 2);
  EXPECT_NE(find(result, kSysName), nullptr);
}

TEST(PollRows, SearchThatIsTooLongForOnePollGoesOnInTheNext) {
  PollTest test(settings_of(interface_profile(), {"ether900"}));
  fill_interfaces(test.agent, 900);
  const PollResult first = test.poll();
  EXPECT_FALSE(first.complete);
  EXPECT_EQ(first.fault, Fault::timeout);
  EXPECT_NE(find(first, kSysName), nullptr) << "the GET comes in time";
  EXPECT_THAT(first.missing_interfaces, IsEmpty());
  for (int polls = 0; polls < 10 && test.county.results.back().rows.empty(); ++polls) {
    (void)test.poll();
  }
  EXPECT_THAT(indexes(test.county.results.back()), ElementsAre(900));
  EXPECT_TRUE(test.county.results.back().complete);
}

TEST(PollRows, SearchForAMovedRowThatIsTooLongForOnePollComesToItsEnd) {
  PollSettings settings = settings_of(interface_profile(), {"ether60"});
  settings.version = Version::v1;
  settings.interval = 20s;
  settings.deadline = 20s;
  PollTest test(settings);
  fill_interfaces(test.agent, 60);
  test.county.run(5min);
  add_interface(test.agent, 60, "other");
  add_interface(test.agent, 59, "ether60");
  test.county.run(5min);
  const PollResult after = test.poll();
  EXPECT_TRUE(after.complete) << after.detail;
  EXPECT_THAT(indexes(after), ElementsAre(59));
}

TEST(PollRows, BulkHalvesOnTimeoutAndIsRemembered) {
  PollTest test(settings_of(interface_profile(), {"none"}));
  test.agent.dropped_from = 6;
  fill_interfaces(test.agent, 20);
  (void)test.poll();
  std::vector<std::uint32_t> sizes;
  for (const Request& request : test.county.take_requests()) {
    if (request.kind == RequestKind::get_bulk) {
      sizes.push_back(request.max_repetitions);
    }
  }
  ASSERT_GE(sizes.size(), 3U);
  EXPECT_EQ(sizes[0], 10U);
  EXPECT_EQ(sizes[1], 5U);
  EXPECT_THAT(std::vector<std::uint32_t>(sizes.begin() + 2, sizes.begin() + 4), Each(5U));
}

TEST(PollRows, BulkHalvesWhenTooBig) {
  PollTest test(settings_of(interface_profile(), {"ether4"}));
  test.agent.too_big_from = 6;
  (void)test.poll();
  const auto requests = test.county.take_requests();
  EXPECT_EQ(requests.at(0).max_repetitions, 10U);
  EXPECT_EQ(requests.at(1).max_repetitions, 5U);
  EXPECT_EQ(test.numbers().timeouts, 0U);
}

TEST(PollRows, BulkGrowsSlowlyUpToItsLimit) {
  PollTest test(settings_of(interface_profile(), {"none"}));
  test.county.round_trip = 1ms;
  fill_interfaces(test.agent, 3000);
  (void)test.poll();
  std::uint32_t largest = 0;
  std::uint32_t before = 10;
  for (const Request& request : test.county.take_requests()) {
    if (request.kind == RequestKind::get_bulk) {
      EXPECT_LE(request.max_repetitions, before + 1);
      before = request.max_repetitions;
      largest = std::max(largest, before);
    }
  }
  EXPECT_EQ(largest, 25U);
}

TEST(PollRows, VersionOneWalksWithGetNext) {
  PollSettings settings = settings_of(interface_profile(), {"line 2", "ether1"});
  settings.version = Version::v1;
  PollTest test(settings);
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_THAT(indexes(result), ElementsAre(2, 1));
  for (const Request& request : test.county.take_requests()) {
    EXPECT_NE(request.kind, RequestKind::get_bulk);
  }
}

TEST(PollRows, VersionOneWalkEndsWithTheMib) {
  for (const bool index_given : {true, false}) {
    PollSettings settings = settings_of(sensor_profile());
    settings.version = Version::v1;
    settings.profile = [] {
      Profile profile = sensor_profile();
      profile->tables[0].name.reset();
      return profile;
    }();
    PollTest test(settings);
    test.agent.error_index = index_given;
    const PollResult result = test.poll();
    EXPECT_TRUE(result.complete) << result.detail;
    EXPECT_THAT(result.rows, SizeIs(3));
  }
}

TEST(PollRows, DeviceThatCannotBeWalkedStillGivesItsScalars) {
  PollTest test(settings_of(interface_profile(), {"ether1"}));
  test.county.loses = [](const Request& request) { return request.kind == RequestKind::get_bulk; };
  EXPECT_FALSE(test.poll().answered);
  for (int polls = 0; polls < 3; ++polls) {
    const PollResult result = test.poll();
    EXPECT_TRUE(result.answered);
    EXPECT_FALSE(result.complete);
    EXPECT_EQ(result.fault, Fault::timeout);
    EXPECT_NE(find(result, kSysName), nullptr);
  }
  test.county.loses = nullptr;
  EXPECT_TRUE(test.poll().complete);
}

TEST(PollRows, SearchThatPausesIsNoTimeout) {
  PollSettings settings = settings_of(interface_profile(), {"ether40", "none"});
  settings.version = Version::v1;
  PollTest test(settings);
  fill_interfaces(test.agent, 40);
  test.county.run(14min);
  EXPECT_THAT(indexes(test.county.results.back()), ElementsAre(40));
  test.county.results.clear();
  test.county.run(45min);
  for (const PollResult& result : test.county.results) {
    EXPECT_TRUE(result.complete) << result.detail;  // also while it looks for "none" again
    EXPECT_THAT(indexes(result), ElementsAre(40));
  }
  EXPECT_EQ(test.numbers().timeouts, 0U);
}

// Its table of settings holds the key of the link, and an agent without sensors would bring it.
TEST(PollRows, AirFiberIsNeverAskedForMoreThanTheNextObject) {
  const Profile profile = sensor_profile();
  profile->match.exists = {oid("1.3.6.1.4.1.41112.1.3.2.1.40.1")};
  PollTest test(settings_of(profile));
  const PollResult result = test.poll();
  EXPECT_THAT(result.rows, SizeIs(3));
  std::size_t searches = 0;
  for (const Request& request : test.county.take_requests()) {
    if (request.kind == RequestKind::get_bulk) {
      ++searches;
      EXPECT_EQ(request.max_repetitions, 1U);
    }
  }
  EXPECT_GE(searches, 3U);
}

}  // namespace
}  // namespace pantau::snmp::testing
