// SPDX-License-Identifier: Apache-2.0
// What the book has for the log.
#include <gtest/gtest.h>

#include "tests/daemon/devices/device_fixture.hpp"

namespace pantau::devices::test {
namespace {

using Words = std::vector<std::string>;

Words notices(OneDevice& one) {
  return words(one.book.take_notices());
}

void record(OneDevice& one, snmp::Fault fault, const std::string& detail) {
  snmp::PollResult result = silence(one.id, one.time.now());
  result.answered = fault != snmp::Fault::timeout;
  result.fault = fault;
  result.detail = detail;
  one.book.record(result, {});
}

TEST(DeviceNotices, SayOnceThatADeviceAnswersAndThatItIsSilent) {
  OneDevice one;
  for (int i = 0; i < 3; ++i) {
    (void)one.answer();
    one.pass(60s);
  }
  EXPECT_EQ(notices(one), (Words{"answering full"}));
  for (int i = 0; i < 3; ++i) {
    (void)one.keep_silent();
    one.pass(60s);
  }
  EXPECT_EQ(notices(one), (Words{"silent timeout"}));
  (void)one.answer();
  EXPECT_EQ(notices(one), (Words{"answering full"}));
}

TEST(DeviceNotices, SayThatADeviceNeverAnswered) {
  OneDevice one;
  record(one, snmp::Fault::timeout, "no answer in 21 s");
  record(one, snmp::Fault::timeout, "no answer in 21 s");
  EXPECT_EQ(notices(one), (Words{"silent no answer in 21 s"}));
}

TEST(DeviceNotices, SayOnceThatPollsAreIncomplete) {
  OneDevice one;
  (void)one.answer();
  (void)notices(one);
  (void)one.answer_part(one.agent);
  one.pass(1s);
  (void)one.answer_part(one.agent);
  EXPECT_EQ(notices(one), (Words{"incomplete timeout"}));
  (void)one.answer();
  EXPECT_EQ(notices(one), Words{});
  (void)one.answer_part(one.agent);
  EXPECT_EQ(notices(one), (Words{"incomplete timeout"}));
}

TEST(DeviceNotices, SayARefusalAtOnceAndThenEachHour) {
  OneDevice one;
  for (int minute = 0; minute < 121; ++minute) {
    record(one, snmp::Fault::auth, "usmStatsWrongDigests");
    one.pass(60s);
  }
  const Words each_hour(3, "refused usmStatsWrongDigests");
  EXPECT_EQ(notices(one), each_hour);
  (void)one.answer();
  EXPECT_EQ(notices(one), (Words{"answering full"}));
}

TEST(DeviceNotices, SayOnceThatAnInterfaceIsMissing) {
  OneDevice one;
  const auto poll_without = [&](std::vector<std::string> missing) {
    snmp::PollResult result = poll(one.id, one.agent, one.time.now());
    result.bindings.push_back({config::Oid{2, 1}, std::int64_t{0}});
    result.missing_interfaces = std::move(missing);
    one.book.record(result, {});
    one.pass(60s);
  };
  poll_without({"wan"});
  poll_without({"wan", "lan"});
  poll_without({"wan", "lan"});
  poll_without({"lan"});
  poll_without({"wan", "lan"});
  EXPECT_EQ(notices(one),
            (Words{"answering full",
                   "missing_interface wan",
                   "missing_interface lan",
                   "missing_interface wan"}));
}

}  // namespace
}  // namespace pantau::devices::test
