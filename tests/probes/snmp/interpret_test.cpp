// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/interpret.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace pantau::snmp {
namespace {

using config::ProfileTable;
using config::Quantity;
using config::Source;

Source source(Quantity quantity, Oid oid) {
  Source made;
  made.quantity = quantity;
  made.oid = std::move(oid);
  return made;
}

/// A profile and what the agent answers to it, grown by the test.
struct Poll {
  config::DeviceProfile profile;
  PollResult result;

  Source& scalar(Quantity quantity, Oid oid) {
    profile.scalars.push_back(source(quantity, std::move(oid)));
    return profile.scalars.back();
  }

  ProfileTable& table() { return profile.tables.emplace_back(); }

  void row(std::uint32_t table, std::vector<std::uint32_t> index, std::string name) {
    result.rows.push_back({table, std::move(index), std::move(name)});
  }

  void answer(Oid oid, Value value) {
    result.bindings.push_back({std::move(oid), std::move(value)});
  }

  std::vector<Sample> samples() {
    result.profile = std::make_shared<const config::DeviceProfile>(profile);
    std::sort(result.bindings.begin(), result.bindings.end(), [](const auto& a, const auto& b) {
      return a.oid < b.oid;
    });
    return interpret(result);
  }

  /// The one number there is; absent when there is none.
  std::optional<double> number() {
    const auto all = samples();
    EXPECT_LE(all.size(), 1U);
    return all.empty() ? std::nullopt : std::optional(all[0].number);
  }
};

const Oid volts_oid{1, 3, 6, 1, 4, 1, 99, 1, 0};
const Oid other_oid{1, 3, 6, 1, 4, 1, 99, 2, 0};

Poll volts(Value value) {
  Poll poll;
  poll.scalar(Quantity::battery_volts, volts_oid);
  poll.answer(volts_oid, std::move(value));
  return poll;
}

TEST(Interpret, GivesNothingWithoutAProfile) {
  EXPECT_TRUE(interpret(PollResult{}).empty());
}

TEST(Interpret, ScalesAndShifts) {
  Poll poll = volts(std::int64_t{531});
  poll.profile.scalars[0].scale = 0.1;
  EXPECT_EQ(poll.number(), 53.1);
  poll.profile.scalars[0].offset = -3;
  EXPECT_DOUBLE_EQ(poll.number().value_or(0), 50.1);
  poll.profile.scalars[0] = source(Quantity::battery_volts, volts_oid);
  poll.profile.scalars[0].scale = 0.0030517578;
  EXPECT_DOUBLE_EQ(poll.number().value_or(0), 531 * 0.0030517578);
  poll.profile.scalars[0].scale = 125000;
  EXPECT_EQ(poll.number(), 66375000.0);
}

TEST(Interpret, DividesByTenthsSoThatNoRoundingShows) {
  Poll poll = volts(std::int64_t{3});
  poll.profile.scalars[0].scale = 0.1;
  EXPECT_EQ(poll.number(), 0.3);  // 3 * 0.1 is 0.30000000000000004
  poll.profile.scalars[0].scale = -0.1;
  EXPECT_EQ(poll.number(), -0.3);
}

TEST(Interpret, ReadsNumbersThatAreWrittenAsText) {
  EXPECT_EQ(volts(std::string("53.9375")).number(), 53.9375);
  EXPECT_EQ(volts(std::string("53 V")).number(), std::nullopt);
  EXPECT_EQ(volts(Value{}).number(), std::nullopt);
  EXPECT_EQ(volts(Missing::no_such_instance).number(), std::nullopt);
}

TEST(Interpret, LeavesOutWhatIsBeyondItsRange) {
  for (const auto& [raw, wanted] : std::initializer_list<std::pair<std::int64_t, bool>>{
           {99, false}, {100, true}, {600, true}, {601, false}}) {
    Poll poll = volts(raw);
    poll.profile.scalars[0].scale = 0.1;
    poll.profile.scalars[0].minimum = 10;
    poll.profile.scalars[0].maximum = 60;
    EXPECT_EQ(poll.number().has_value(), wanted) << raw;
  }
}

TEST(Interpret, LeavesOutTheNumbersThatMeanNone) {
  Poll poll = volts(std::int64_t{-1});
  EXPECT_EQ(poll.number(), -1.0);
  poll.profile.scalars[0].absent = {0, -1};
  EXPECT_EQ(poll.number(), std::nullopt);
}

Poll truth(Value value) {
  Poll poll;
  poll.scalar(Quantity::on_battery, volts_oid);
  poll.answer(volts_oid, std::move(value));
  return poll;
}

TEST(Interpret, TranslatesEnumerations) {
  for (const auto& [raw, meant] :
       std::initializer_list<std::pair<std::int64_t, std::optional<double>>>{
           {3, 0}, {5, 1}, {4, std::nullopt}}) {
    Poll poll = truth(raw);
    poll.profile.scalars[0].values = {{3, 0}, {5, 1}};
    EXPECT_EQ(poll.number(), meant) << raw;
  }
  Poll others = truth(std::int64_t{4});
  others.profile.scalars[0].values = {{5, 1}};
  others.profile.scalars[0].other = 0;
  EXPECT_EQ(others.number(), 0.0);
}

TEST(Interpret, AnEnumerationIsOfIntegersOnly) {
  Poll poll = truth(std::string("yes"));
  poll.profile.scalars[0].values = {{5, 1}};
  poll.profile.scalars[0].other = 0;
  EXPECT_EQ(poll.number(), std::nullopt);
}

TEST(Interpret, ATruthIsNoughtOrOne) {
  EXPECT_EQ(truth(std::int64_t{1}).number(), 1.0);
  EXPECT_EQ(truth(std::int64_t{0}).number(), 0.0);
  EXPECT_EQ(truth(std::int64_t{2}).number(), std::nullopt);
}

TEST(Interpret, ACountIsWhole) {
  Poll poll;
  poll.scalar(Quantity::engine_boots, volts_oid);
  poll.answer(volts_oid, 1.5);
  EXPECT_TRUE(poll.samples().empty());
  poll.result.bindings[0].value = std::int64_t{7};
  EXPECT_EQ(poll.number(), 7.0);
}

TEST(Interpret, TakesASourceOnlyWhenAllConditionsHold) {
  Poll poll = volts(std::int64_t{12});
  poll.profile.scalars[0].when = {{other_oid, {1, 2}}};
  EXPECT_EQ(poll.number(), std::nullopt);  // not answered
  poll.answer(other_oid, std::int64_t{3});
  EXPECT_EQ(poll.number(), std::nullopt);
  poll.result.bindings.back().value = std::int64_t{2};
  EXPECT_EQ(poll.number(), 12.0);
  poll.profile.scalars[0].when.push_back({other_oid, {1}});
  EXPECT_EQ(poll.number(), std::nullopt);
}

TEST(Interpret, PrefersTheFirstSourceThatHasAValue) {
  Poll poll;
  poll.scalar(Quantity::battery_volts, other_oid).minimum = 10;
  poll.scalar(Quantity::battery_volts, volts_oid);
  poll.answer(volts_oid, std::int64_t{24});
  EXPECT_EQ(poll.number(), 24.0);
  poll.answer(other_oid, std::int64_t{9});
  EXPECT_EQ(poll.number(), 24.0);
  for (VarBind& binding : poll.result.bindings) {
    binding.value = std::int64_t{binding.oid == other_oid ? 48 : 24};
  }
  EXPECT_EQ(poll.number(), 48.0);
}

const Oid type_oid{1, 9, 1, 1};
const Oid scale_oid{1, 9, 1, 2};
const Oid precision_oid{1, 9, 1, 3};
const Oid value_oid{1, 9, 1, 4};
const Oid status_oid{1, 9, 1, 5};

Oid at(const Oid& column, std::uint32_t row) {
  return column.with(std::array<std::uint32_t, 1>{row});
}

/// ENTITY-SENSOR-MIB, one row.
std::optional<double> entity(std::int64_t scale,
                             std::int64_t precision,
                             std::int64_t value,
                             std::int64_t status = 1) {
  Poll poll;
  Source& column = poll.table().columns.emplace_back(source(Quantity::sensor_celsius, value_oid));
  column.entity = config::EntityScale{scale_oid, precision_oid};
  column.when = {{type_oid, {8}}, {status_oid, {1}}};
  poll.row(0, {7}, "board");
  poll.answer(at(type_oid, 7), std::int64_t{8});
  poll.answer(at(scale_oid, 7), scale);
  poll.answer(at(precision_oid, 7), precision);
  poll.answer(at(value_oid, 7), value);
  poll.answer(at(status_oid, 7), status);
  return poll.number();
}

TEST(Interpret, ScalesEntitySensorsAsTheirMibSays) {
  EXPECT_EQ(entity(9, 0, 45), 45.0);
  EXPECT_EQ(entity(9, 1, 453), 45.3);
  EXPECT_EQ(entity(8, 0, 45300), 45.3);
  EXPECT_EQ(entity(8, 2, -125), -0.00125);
  EXPECT_EQ(entity(10, 0, 2), 2000.0);
  EXPECT_EQ(entity(17, 0, 1), 1e24);
  EXPECT_DOUBLE_EQ(entity(1, 9, 1).value_or(0), 1e-33);
}

TEST(Interpret, NegativeEntityPrecisionMovesNoPoint) {
  EXPECT_EQ(entity(9, -8, 45), 45.0);
}

TEST(Interpret, LeavesOutEntitySensorsBeyondTheirMib) {
  EXPECT_EQ(entity(0, 0, 45), std::nullopt);
  EXPECT_EQ(entity(18, 0, 45), std::nullopt);
  EXPECT_EQ(entity(9, 10, 45), std::nullopt);
  EXPECT_EQ(entity(9, -9, 45), std::nullopt);
  EXPECT_EQ(entity(9, 0, 1'000'000'000), std::nullopt);  // overflow
  EXPECT_EQ(entity(9, 0, -1'000'000'000), std::nullopt);  // underflow
  EXPECT_EQ(entity(9, 0, 999'999'999), 999'999'999.0);
  EXPECT_EQ(entity(9, 0, 45, 2), std::nullopt);  // unavailable
}

TEST(Interpret, NeedsScaleAndPrecisionOfAnEntitySensor) {
  Poll poll = volts(std::int64_t{45});
  poll.profile.scalars[0].entity = config::EntityScale{scale_oid, precision_oid};
  EXPECT_EQ(poll.number(), std::nullopt);
  poll.answer(scale_oid, std::int64_t{9});
  EXPECT_EQ(poll.number(), std::nullopt);
  poll.answer(precision_oid, std::int64_t{0});
  EXPECT_EQ(poll.number(), 45.0);
}

/// Rows 1, 2 and so on, each with its own number as the temperature.
Poll sensors(std::initializer_list<std::string> names) {
  Poll poll;
  poll.table().columns.push_back(source(Quantity::sensor_celsius, value_oid));
  std::uint32_t index = 0;
  for (const std::string& name : names) {
    poll.row(0, {++index}, name);
    poll.answer(at(value_oid, index), std::int64_t{index});
  }
  return poll;
}

std::vector<std::string> names_of(const std::vector<Sample>& samples) {
  std::vector<std::string> names;
  names.reserve(samples.size());
  for (const Sample& sample : samples) {
    names.push_back(sample.name + '=' + std::to_string(static_cast<int>(sample.number)));
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(Interpret, NamesSamplesAfterTheirRowInItsOrder) {
  EXPECT_EQ(names_of(sensors({"cpu", "board"}).samples()), (Names{"cpu=1", "board=2"}));
}

TEST(Interpret, RowsOfOneNameNeverCollide) {
  EXPECT_EQ(names_of(sensors({"a", "a", "b"}).samples()), (Names{"a=1", "a#2=2", "b=3"}));
  EXPECT_EQ(names_of(sensors({"a", "a#3", "a"}).samples()), (Names{"a=1", "a#3=2", "a#3#3=3"}));
}

TEST(Interpret, ARowWithoutANameHasItsIndex) {
  EXPECT_EQ(names_of(sensors({"", "b"}).samples()), (Names{"1=1", "b=2"}));
}

TEST(Interpret, TwoTablesThatNameTheSameThingAreAlternatives) {
  Poll poll = sensors({"cpu"});
  poll.table().columns.push_back(source(Quantity::sensor_celsius, scale_oid));
  poll.row(1, {1}, "cpu");
  poll.row(1, {2}, "board");
  poll.answer(at(scale_oid, 1), std::int64_t{90});
  poll.answer(at(scale_oid, 2), std::int64_t{80});
  EXPECT_EQ(names_of(poll.samples()), (Names{"cpu=1", "board=80"}));
}

TEST(Interpret, AFixedNameComesBeforeTheRows) {
  Poll poll = sensors({"first", "second"});
  poll.profile.tables[0].columns[0].name = "board";
  EXPECT_EQ(names_of(poll.samples()), (Names{"board=1"}));
}

TEST(Interpret, SortsByQuantityAndThenByRow) {
  Poll poll;
  ProfileTable& table = poll.table();
  table.columns.push_back(source(Quantity::interface_speed, scale_oid));
  table.columns.push_back(source(Quantity::interface_up, value_oid));
  for (const std::uint32_t row : {9U, 4U}) {
    poll.row(0, {row}, std::to_string(row));
    poll.answer(at(scale_oid, row), std::int64_t{1});
    poll.answer(at(value_oid, row), std::int64_t{1});
  }
  const auto samples = poll.samples();
  ASSERT_EQ(samples.size(), 4U);
  EXPECT_EQ(samples[0].quantity, Quantity::interface_up);
  EXPECT_EQ(names_of(samples), (Names{"9=1", "4=1", "9=1", "4=1"}));
}

TEST(Interpret, AConditionMayNameAScalar) {
  Poll poll = sensors({"a"});
  poll.profile.tables[0].columns[0].when = {{other_oid, {1}}};
  EXPECT_TRUE(poll.samples().empty());
  poll.answer(other_oid, std::int64_t{1});
  EXPECT_EQ(poll.samples().size(), 1U);
}

TEST(Interpret, AnIndexOfSeveralArcsIsMatchedAsAWhole) {
  Poll poll;
  poll.table().columns.push_back(source(Quantity::radio_signal, value_oid));
  poll.row(0, {7, 0, 1}, "");
  poll.answer(at(value_oid, 7), std::int64_t{1});
  poll.answer(value_oid.with(std::vector<std::uint32_t>{7, 0}), std::int64_t{2});
  poll.answer(value_oid.with(std::vector<std::uint32_t>{7, 0, 1}), std::int64_t{3});
  poll.answer(value_oid.with(std::vector<std::uint32_t>{7, 0, 1, 0}), std::int64_t{4});
  EXPECT_EQ(names_of(poll.samples()), (Names{"7.0.1=3"}));
}

TEST(Interpret, IgnoresRowsOfATableThatTheProfileDoesNotHave) {
  Poll poll = sensors({"a"});
  poll.row(5, {1}, "b");
  EXPECT_EQ(names_of(poll.samples()), (Names{"a=1"}));
}

TEST(Interpret, TakesCountersFromCountersOnly) {
  Poll poll;
  poll.scalar(Quantity::interface_receive_bytes, volts_oid);
  poll.answer(volts_oid, Counter{77, 64});
  ASSERT_EQ(poll.samples().size(), 1U);
  EXPECT_EQ(poll.samples()[0].counter, (Counter{77, 64}));
  for (const Value& value :
       {Value{std::int64_t{77}}, Value{Ticks{77}}, Value{77.0}, Value{std::string("77")}}) {
    poll.result.bindings[0].value = value;
    EXPECT_TRUE(poll.samples().empty()) << to_string(value);
  }
}

TEST(Interpret, AScaledCounterIsNone) {
  Poll poll;
  poll.scalar(Quantity::interface_receive_bytes, volts_oid).scale = 1024;
  poll.answer(volts_oid, Counter{77, 64});
  EXPECT_TRUE(poll.samples().empty());
}

TEST(Interpret, TakesTicksFromTicksOnly) {
  Poll poll;
  poll.scalar(Quantity::sys_uptime, volts_oid);
  poll.answer(volts_oid, Ticks{4'294'967'295});
  ASSERT_EQ(poll.samples().size(), 1U);
  EXPECT_EQ(poll.samples()[0].ticks, (Ticks{4'294'967'295}));
  poll.result.bindings[0].value = std::int64_t{5};
  EXPECT_TRUE(poll.samples().empty());
}

TEST(Interpret, KeepsTextAsItCame) {
  Poll poll;
  poll.scalar(Quantity::sys_name, volts_oid);
  poll.answer(volts_oid, std::string("a\n\xff\0b", 5));
  ASSERT_EQ(poll.samples().size(), 1U);
  EXPECT_EQ(poll.samples()[0].text, std::string("a\n\xff\0b", 5));
  poll.result.bindings[0].value = Oid{1, 3, 6};
  EXPECT_EQ(poll.samples()[0].text, "1.3.6");
  poll.result.bindings[0].value = std::int64_t{7};
  EXPECT_EQ(poll.samples()[0].text, "7");
  poll.result.bindings[0].value = std::string(100'000, 'x');
  EXPECT_EQ(poll.samples()[0].text.size(), 65536U);
  poll.result.bindings[0].value = std::string();
  EXPECT_TRUE(poll.samples().empty());
  poll.result.bindings[0].value = 1.5;
  EXPECT_TRUE(poll.samples().empty());
}

}  // namespace
}  // namespace pantau::snmp
