// SPDX-License-Identifier: Apache-2.0
// Tables of which only named rows count: ProfileTable::named_only and ::single.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probes/snmp/interpret.hpp"
#include "probes/snmp/row_search.hpp"
#include "tests/probes/snmp/poll_fixture.hpp"

namespace pantau::snmp::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// "name 21": the sensors' labels and values.
std::vector<std::string> celsius(const PollResult& result) {
  std::vector<std::string> lines;
  for (const Sample& sample : interpret(result)) {
    if (sample.quantity == config::Quantity::sensor_celsius) {
      lines.push_back(sample.name + " " + std::to_string(static_cast<int>(sample.number)));
    }
  }
  return lines;
}

enum class Found : std::uint8_t { by_value, by_name };

Profile named_profile(Found found, bool single = false) {
  Profile profile = sensor_profile();
  profile->tables[0].named_only = true;
  profile->tables[0].single = single;
  profile->tables[0].find = {oid(found == Found::by_name ? kSensorName : kSensorValue)};
  return profile;
}

void set_name(FakeAgent& agent, std::uint32_t index, const std::string& name) {
  agent.set(in_row(kSensorName, index).c_str(), name);
}

void remove_row(FakeAgent& agent, std::uint32_t index) {
  agent.erase(in_row(kSensorName, index).c_str());
  agent.erase(in_row(kSensorValue, index).c_str());
}

class PollNamedBy : public ::testing::TestWithParam<Found> {};

INSTANTIATE_TEST_SUITE_P(Columns, PollNamedBy, ::testing::Values(Found::by_value, Found::by_name));

TEST_P(PollNamedBy, RowsWithoutANameAreNone) {
  PollTest test(settings_of(named_profile(GetParam())));
  fill_sensors(test.agent, 5);
  set_name(test.agent, 1, "");
  test.agent.erase(in_row(kSensorName, 3).c_str());
  test.agent.set(in_row(kSensorName, 4).c_str(), Ticks{7});
  const PollResult result = test.poll();
  EXPECT_TRUE(result.complete) << result.detail;
  EXPECT_THAT(names(result), ElementsAre("board 2", "board 5"));
  EXPECT_EQ(find(result, in_row(kSensorValue, 1).c_str()), nullptr);
  EXPECT_THAT(celsius(result), ElementsAre("board 2 22", "board 5 25"));
  (void)test.county.take_requests();
  EXPECT_THAT(celsius(test.poll()), ElementsAre("board 2 22", "board 5 25"));
  EXPECT_THAT(test.county.take_requests(), SizeIs(1));
}

TEST_P(PollNamedBy, RowsWithoutANameDoNotCountAgainstTheLimit) {
  const Profile profile = named_profile(GetParam());
  profile->tables[0].max_rows = 2;
  PollTest test(settings_of(profile));
  fill_sensors(test.agent, 60);
  for (std::uint32_t index = 1; index <= 40; ++index) {
    set_name(test.agent, index, "");
  }
  EXPECT_THAT(names(test.poll()), ElementsAre("board 41", "board 42"));
}

TEST_P(PollNamedBy, RowWithANumberAsNameIsNamed) {
  PollTest test(settings_of(named_profile(GetParam())));
  test.agent.set(in_row(kSensorName, 2).c_str(), std::int64_t{70});
  EXPECT_THAT(names(test.poll()), ElementsAre("board 1", "70", "board 3"));
}

TEST_P(PollNamedBy, RowThatLosesItsNameIsGoneInTheSamePoll) {
  PollTest test(settings_of(named_profile(GetParam())));
  EXPECT_THAT(test.poll().rows, SizeIs(3));
  set_name(test.agent, 2, "");
  const PollResult result = test.poll();
  EXPECT_TRUE(result.rows_found);
  EXPECT_THAT(celsius(result), ElementsAre("board 1 21", "board 3 23"));
}

TEST_P(PollNamedBy, OnlyRowHasNoLabelWhereItMayBeUnnamed) {
  for (const bool single : {true, false}) {
    PollTest test(settings_of(named_profile(GetParam(), single)));
    remove_row(test.agent, 1);
    remove_row(test.agent, 3);
    set_name(test.agent, 2, "");
    for (int poll = 0; poll < 3; ++poll) {
      const PollResult result = test.poll();
      EXPECT_TRUE(result.complete) << result.detail;
      EXPECT_EQ(celsius(result),
                single ? std::vector<std::string>{" 22"} : std::vector<std::string>{});
      const auto requests = test.county.take_requests();
      EXPECT_TRUE(poll == 0 || requests.size() == 1);  // it is not searched again and again
    }
  }
}

TEST_P(PollNamedBy, OfTwoRowsWithoutANameNoneCounts) {
  PollTest test(settings_of(named_profile(GetParam(), true)));
  remove_row(test.agent, 3);
  set_name(test.agent, 1, "");
  set_name(test.agent, 2, "");
  EXPECT_THAT(test.poll().rows, IsEmpty());
}

TEST_P(PollNamedBy, BesideANamedRowOneWithoutIsNone) {
  PollTest test(settings_of(named_profile(GetParam(), true)));
  set_name(test.agent, 1, "");
  set_name(test.agent, 3, "");
  EXPECT_THAT(names(test.poll()), ElementsAre("board 2"));
}

TEST_P(PollNamedBy, OnlyRowKeepsItsName) {
  PollTest test(settings_of(named_profile(GetParam(), true)));
  remove_row(test.agent, 1);
  remove_row(test.agent, 2);
  EXPECT_THAT(names(test.poll()), ElementsAre("board 3"));
}

TEST_P(PollNamedBy, OnlyRowThatGetsANameIsCalledByIt) {
  PollTest test(settings_of(named_profile(GetParam(), true)));
  remove_row(test.agent, 2);
  remove_row(test.agent, 3);
  set_name(test.agent, 1, "");
  EXPECT_THAT(celsius(test.poll()), ElementsAre(" 21"));
  set_name(test.agent, 1, "far end");
  EXPECT_THAT(celsius(test.poll()), ElementsAre("far end 21"));
}

// The GET after the search then finds out that the name has changed meanwhile.
TEST(PollNamed, SearchKnowsTheNamesThatItRead) {
  RowSearch search(named_profile(Found::by_name), {0}, {});
  search.answered({{oid(in_row(kSensorName, 1).c_str()), std::string("board")},
                   {oid(in_row(kSensorName, 2).c_str()), std::string()}});
  ASSERT_THAT(search.rows(), SizeIs(1));
  EXPECT_TRUE(search.rows()[0].named);
}

TEST(PollNamed, OnlyRowCountsWhereTheAgentHasNoNamesAtAll) {
  PollTest test(settings_of(named_profile(Found::by_value, true)));
  for (const std::uint32_t index : {1U, 2U, 3U}) {
    test.agent.erase(in_row(kSensorName, index).c_str());
  }
  EXPECT_THAT(test.poll().rows, IsEmpty());
  test.agent.erase(in_row(kSensorValue, 1).c_str());
  test.agent.erase(in_row(kSensorValue, 3).c_str());
  test.county.run(17min);
  EXPECT_THAT(celsius(test.county.results.back()), ElementsAre(" 22"));
  EXPECT_THAT(celsius(test.poll()), ElementsAre(" 22"));
}

}  // namespace
}  // namespace pantau::snmp::testing
