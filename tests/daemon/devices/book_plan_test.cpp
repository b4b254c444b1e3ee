// SPDX-License-Identifier: Apache-2.0
// What a new plan changes.
#include <functional>

#include <gtest/gtest.h>

#include "tests/daemon/devices/device_fixture.hpp"

namespace pantau::devices::test {
namespace {

using Kind = DeviceChange::Kind;

bool operator==(const DeviceChange& left, const DeviceChange& right) {
  return left.kind == right.kind && left.id == right.id && left.device == right.device;
}

std::vector<std::pair<Kind, snmp::DeviceId>> kinds(const std::vector<DeviceChange>& changes) {
  std::vector<std::pair<Kind, snmp::DeviceId>> all;
  all.reserve(changes.size());
  for (const DeviceChange& change : changes) {
    all.emplace_back(change.kind, change.id);
  }
  return all;
}

using Kinds = std::vector<std::pair<Kind, snmp::DeviceId>>;

TEST(DevicePlan, AddsDevicesWithNumbersOfTheirOwn) {
  DeviceBook book;
  const auto changes = book.apply(share(plan_with({device("a"), device("b")})), FakeTime().now());
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_TRUE(changes[0] == (DeviceChange{Kind::add, 1, 0}));
  EXPECT_TRUE(changes[1] == (DeviceChange{Kind::add, 2, 1}));
  ASSERT_NE(book.find(2), nullptr);
  EXPECT_EQ(book.find(2)->id, "b");
  EXPECT_EQ(book.find(3), nullptr);
}

TEST(DevicePlan, NeverUsesANumberAgain) {
  DeviceBook book;
  const FakeTime time;
  (void)book.apply(share(plan_with({device("a"), device("b")})), time.now());
  EXPECT_EQ(kinds(book.apply(share(plan_with({device("a")})), time.now())),
            (Kinds{{Kind::remove, 2}}));
  EXPECT_EQ(book.find(2), nullptr);
  EXPECT_EQ(
      kinds(book.apply(share(plan_with({device("0"), device("a"), device("b")})), time.now())),
      (Kinds{{Kind::add, 3}, {Kind::add, 4}}));
  EXPECT_EQ(book.find(1)->id, "a");
}

TEST(DevicePlan, TheSamePlanReadAgainChangesNothing) {
  OneDevice one;
  const DeviceNumbers before = one.answer();
  config::Plan again = plan_with({device()});  // profiles are other objects with the same text
  EXPECT_TRUE(one.apply(again).empty());
  EXPECT_NE(one.numbers().values, nullptr);
  EXPECT_EQ(one.numbers().boot, before.boot);
}

struct Edit {
  const char* what;
  std::function<void(config::Plan&)> edit;
  std::vector<Kind> kinds;
  bool keeps_values;
};

TEST(DevicePlan, TellsTheRunnerWhatConcernsIt) {
  const auto other_profile = [](config::Plan& plan) {
    config::DeviceProfile profile = *plan.profiles[0];
    profile.scalars[0].scale = 2;
    plan.profiles[0] = std::make_shared<const config::DeviceProfile>(profile);
  };
  const std::vector<Edit> edits{
      {"address",
       [](auto& plan) { plan.devices[0].address = "198.18.0.9"; },
       {Kind::change_address},
       false},
      {"port", [](auto& plan) { plan.devices[0].port = 1161; }, {Kind::change_address}, false},
      {"interval", [](auto& plan) { plan.devices[0].interval = 30s; }, {Kind::change}, true},
      {"timeout", [](auto& plan) { plan.devices[0].timeout = 1s; }, {Kind::change}, true},
      {"retries", [](auto& plan) { plan.devices[0].retries = 0; }, {Kind::change}, true},
      {"interfaces",
       [](auto& plan) { plan.devices[0].interfaces = {"wan"}; },
       {Kind::change},
       true},
      {"profile", [](auto& plan) { plan.devices[0].profile = "auto"; }, {Kind::change}, false},
      {"profile's text", other_profile, {Kind::change}, false},
      {"community",
       [](auto& plan) { plan.credentials[0].community = config::Secret("other"); },
       {Kind::change},
       true},
      {"user", [](auto& plan) { plan.credentials[0].user = "u"; }, {Kind::change}, true},
      {"no credentials",
       [](auto& plan) { plan.devices[0].credentials = ""; },
       {Kind::remove},
       false},
      {"site", [](auto& plan) { plan.devices[0].site = "t"; }, {}, false},
      {"links", [](auto& plan) { plan.devices[0].links = {}; }, {}, true},
      {"low volts", [](auto& plan) { plan.devices[0].low_volts = 11; }, {}, true},
  };
  for (const Edit& edit : edits) {
    OneDevice one;
    (void)one.answer();
    config::Plan next = plan_with({device()});
    edit.edit(next);
    std::vector<Kind> told;
    for (const DeviceChange& change : one.apply(next)) {
      told.push_back(change.kind);
      EXPECT_EQ(change.id, one.id) << edit.what;
    }
    EXPECT_EQ(told, edit.kinds) << edit.what;
    EXPECT_EQ(one.numbers().values != nullptr, edit.keeps_values) << edit.what;
  }
}

TEST(DevicePlan, AnyProfileConcernsADeviceThatChoosesItself) {
  config::Device choosing = device();
  choosing.profile = "auto";
  DeviceBook book;
  const FakeTime time;
  (void)book.apply(share(plan_with({choosing})), time.now());
  config::Plan next = plan_with({choosing});
  EXPECT_TRUE(book.apply(share(next), time.now()).empty());
  next.profiles.push_back(full_profile("other"));
  EXPECT_EQ(kinds(book.apply(share(next), time.now())), (Kinds{{Kind::change, 1}}));
}

TEST(DevicePlan, ADeviceWithoutCredentialsIsThereAndNotPolled) {
  DeviceBook book;
  config::Device mute = device("a");
  mute.credentials = "";
  const FakeTime time;
  const auto changes = book.apply(share(plan_with({mute, device("b")})), time.now());
  EXPECT_EQ(kinds(changes), (Kinds{{Kind::add, 2}}));
  ASSERT_EQ(book.snapshot(time.now()).size(), 2U);
  EXPECT_FALSE(book.snapshot(time.now())[0].polled);
  EXPECT_EQ(kinds(book.apply(share(plan_with({device("a"), device("b")})), time.now())),
            (Kinds{{Kind::add, 1}}));
}

TEST(DevicePlan, ADeviceThatLosesItsCredentialsIsPolledNoMore) {
  OneDevice one;
  (void)one.answer();
  config::Plan next = plan_with({device()});
  next.devices[0].credentials = "";
  (void)one.apply(next);
  EXPECT_FALSE(one.numbers().polled);
  (void)one.answer();  // on its way when the plan changed
  EXPECT_FALSE(one.numbers().polled);
  EXPECT_EQ(kinds(one.apply(plan_with({device()}))), (Kinds{{Kind::add, one.id}}));
}

TEST(DevicePlan, AnAnswerFromTheOldAddressIsNotTaken) {
  OneDevice one;
  (void)one.answer();
  config::Plan next = plan_with({device()});
  next.devices[0].address = "198.18.0.9";
  (void)one.apply(next);
  EXPECT_FALSE(one.numbers().polled) << "nobody was asked there yet";
  EXPECT_FALSE(one.numbers().up);
  EXPECT_EQ(one.answer().values, nullptr);  // started a second before
  one.pass(1s);
  EXPECT_NE(one.answer().values, nullptr);
}

TEST(DevicePlan, RequestsNeverFall) {
  OneDevice one;
  snmp::PollNumbers numbers;
  numbers.requests = 10;
  numbers.retries = 3;
  numbers.timeouts = 4;
  numbers.faults[2] = 5;
  one.book.record_numbers(one.id, numbers);
  one.book.record_numbers(one.id, numbers);
  EXPECT_EQ(one.numbers().polls.requests, 10U);
  numbers = {};
  numbers.requests = 2;  // the runner was told of it anew
  one.book.record_numbers(one.id, numbers);
  one.book.record_numbers(77, numbers);
  const snmp::PollNumbers shown = one.numbers().polls;
  EXPECT_EQ(shown.requests, 12U);
  EXPECT_EQ(shown.retries, 3U);
  EXPECT_EQ(shown.timeouts, 4U);
  EXPECT_EQ(shown.faults[2], 5U);
}

}  // namespace
}  // namespace pantau::devices::test
