// SPDX-License-Identifier: Apache-2.0
// Counters, restarts and quotas as the book keeps them.
#include <gtest/gtest.h>

#include "tests/daemon/devices/device_fixture.hpp"

namespace pantau::devices::test {
namespace {

using Words = std::vector<std::string>;

/// One device whose "wan" counts bytes of 64 bits.
struct Wan : OneDevice {
  std::uint64_t raw = 1000;

  Wan() { agent.scalars = {{Quantity::engine_boots, {}}, {Quantity::engine_time, {}}}; }

  DeviceNumbers read() {
    agent.interfaces["wan"][Quantity::interface_receive_bytes] = Counter{raw, 64};
    return answer();
  }

  DeviceNumbers read_later(std::uint64_t more) {
    pass(60s);
    raw += more;
    return read();
  }
};

TEST(DeviceCounters, StartAtTheDevicesOwnNumber) {
  Wan wan;
  wan.read();
  EXPECT_EQ(wan.received(), 1000U);
  wan.read_later(500);
  EXPECT_EQ(wan.received(), 1500U);
}

TEST(DeviceCounters, StandStillAtARestartAndGoOn) {
  Wan wan;
  wan.read();
  wan.reboot();
  wan.raw = 0;
  const DeviceNumbers after = wan.read_later(70);
  EXPECT_EQ(after.restarts, 1U);
  EXPECT_EQ(wan.received(), 1000U);
  wan.read_later(5);
  EXPECT_EQ(wan.received(), 1005U);
  EXPECT_EQ(words(wan.book.take_notices()), (Words{"answering full", "restarted"}));
}

TEST(DeviceCounters, GoOnWhenOnlyTheAgentRestarted) {
  Wan wan;
  wan.read();
  wan.reboot();
  const DeviceNumbers after = wan.read_later(70);
  EXPECT_EQ(after.restarts, 1U);
  EXPECT_EQ(wan.received(), 1070U);
}

TEST(DeviceCounters, DiscardTheDifferenceAtADiscontinuity) {
  Wan wan;
  wan.agent.interfaces["wan"][Quantity::interface_discontinuity] = Ticks{0};
  wan.read();
  wan.agent.interfaces["wan"][Quantity::interface_discontinuity] = Ticks{77};
  wan.read_later(500);
  EXPECT_EQ(wan.received(), 1000U);
  EXPECT_EQ(words(wan.book.take_notices()), (Words{"answering full", "counter_reset wan"}));
  wan.read_later(500);
  EXPECT_EQ(wan.received(), 1500U);
  EXPECT_TRUE(wan.book.take_notices().empty());
}

TEST(DeviceCounters, ADiscontinuityIsNotForgottenWithTheCounterOfAnIncompletePoll) {
  Wan wan;
  wan.agent.interfaces["wan"][Quantity::interface_discontinuity] = Ticks{0};
  wan.read();
  wan.pass(60s);
  Answers part;
  part.interfaces["wan"][Quantity::interface_discontinuity] = Ticks{77};
  (void)wan.answer_part(part);
  wan.agent.interfaces["wan"][Quantity::interface_discontinuity] = Ticks{77};
  wan.read_later(500);
  EXPECT_EQ(wan.received(), 1000U);
}

TEST(DeviceCounters, BeginAnewWhereTheRowMoved) {
  Wan wan;
  wan.read();
  wan.agent.indices["wan"] = 7;
  wan.read_later(500);
  EXPECT_EQ(wan.received(), 1000U);
  wan.read_later(500);
  EXPECT_EQ(wan.received(), 1500U);
}

TEST(DeviceCounters, AResetIsLoggedOnceAndNotAtEachPoll) {
  Wan wan;
  wan.read();
  for (int i = 0; i < 5; ++i) {
    wan.raw -= 10;
    wan.read_later(0);
  }
  EXPECT_EQ(words(wan.book.take_notices()), (Words{"answering full", "counter_reset wan"}));
  wan.read_later(5);
  wan.raw = 0;
  wan.read_later(0);
  EXPECT_EQ(words(wan.book.take_notices()), (Words{"counter_reset wan"}));
}

TEST(DeviceCounters, GoOnOverAMissedPoll) {
  Wan wan;
  wan.read();
  wan.pass(60s);
  (void)wan.keep_silent();
  wan.raw += 300;
  wan.read_later(200);
  EXPECT_EQ(wan.received(), 1500U);
}

TEST(DeviceCounters, OfPacketsAreHeldAgainstTheSpeedInPackets) {
  OneDevice one;
  auto& wan = one.agent.interfaces["wan"];
  wan[Quantity::interface_speed] = std::int64_t{12'500'000};
  wan[Quantity::interface_receive_errors] = Counter{(1ULL << 32) - 20'000'000, 32};
  (void)one.answer();
  // 12.5 MB/s are 195,312 packets a second, 12 million in a minute.
  wan[Quantity::interface_receive_errors] = Counter{0, 32};
  one.pass(60s);
  EXPECT_EQ(one.answer().values->interfaces.at(0).counters.at(4), (1ULL << 32) - 20'000'000);
}

TEST(DeviceCounters, AreHeldAgainstTheFasterSpeedWhereItChanged) {
  OneDevice one;
  auto& wan = one.agent.interfaces["wan"];
  wan[Quantity::interface_speed] = std::int64_t{12'500'000};
  wan[Quantity::interface_receive_bytes] = Counter{(1ULL << 32) - 700'000'000, 32};
  (void)one.answer();
  wan[Quantity::interface_speed] = std::int64_t{1'250'000};  // the cable went bad a moment ago
  wan[Quantity::interface_receive_bytes] = Counter{0, 32};
  one.pass(60s);
  (void)one.answer();
  EXPECT_EQ(one.received(), 1ULL << 32);
}

TEST(DeviceCounters, BeginAnewWithAnotherProfile) {
  Wan wan;
  wan.read();
  wan.pass(60s);
  wan.raw = 9000;
  wan.agent.interfaces["wan"][Quantity::interface_receive_bytes] = Counter{wan.raw, 64};
  snmp::PollResult result = poll(wan.id, wan.agent, wan.time.now());
  result.profile = full_profile("other");  // "auto": another device behind the address
  wan.book.record(result, {});
  EXPECT_EQ(wan.received(), 1000U);
  EXPECT_EQ(wan.numbers().values->identity.profile, "other");
}

TEST(DeviceCounters, GoOnOverAChangeOfTheAddress) {
  Wan wan;
  wan.read();
  config::Plan next = wan.plan;
  next.devices[0].address = "198.18.0.2";
  (void)wan.apply(next);
  EXPECT_EQ(wan.numbers().values, nullptr);
  wan.raw = 9000;
  wan.read_later(0);
  EXPECT_EQ(wan.received(), 1000U);
  wan.read_later(5);
  EXPECT_EQ(wan.received(), 1005U);
}

TEST(DeviceQuota, CountsBothWaysOfTheMappedInterface) {
  Wan wan;
  using Carried = std::vector<std::optional<std::uint64_t>>;
  EXPECT_EQ(wan.book.carried_this_month(wan.time.now()), (Carried{std::nullopt, std::nullopt}));
  wan.agent.interfaces["wan"][Quantity::interface_transmit_bytes] = Counter{50, 64};
  wan.agent.interfaces["lan"][Quantity::interface_receive_bytes] = Counter{50, 64};
  wan.read();
  EXPECT_EQ(wan.book.carried_this_month(wan.time.now()), (Carried{std::nullopt, 0}));
  wan.agent.interfaces["wan"][Quantity::interface_transmit_bytes] = Counter{80, 64};
  wan.agent.interfaces["lan"][Quantity::interface_receive_bytes] = Counter{5000, 64};
  wan.read_later(500);
  EXPECT_EQ(wan.book.carried_this_month(wan.time.now()), (Carried{std::nullopt, 530}));
}

TEST(DeviceQuota, BeginsWithTheMonthOfTheZone) {
  Wan wan;  // 2026-03-10T00:00Z; midnight of April in Jayapura is 2026-03-31T15:00Z
  wan.read();
  wan.pass(21 * 24h + 14h);
  wan.read_later(500);
  EXPECT_EQ(wan.book.carried_this_month(wan.time.now()).at(1), 500U);
  wan.pass(2h);
  EXPECT_EQ(wan.book.carried_this_month(wan.time.now()).at(1), 0U);
  wan.read_later(30);
  EXPECT_EQ(wan.book.carried_this_month(wan.time.now()).at(1), 30U);
}

TEST(DeviceQuota, ForgetsAnInterfaceThatIsNoLongerAskedFor) {
  Wan wan;
  wan.read();
  wan.read_later(500);
  config::Plan without = wan.plan;
  without.devices[0].interfaces = {"lan"};
  const config::Plan with = wan.plan;
  (void)wan.apply(without);
  (void)wan.apply(with);
  EXPECT_EQ(wan.book.carried_this_month(wan.time.now()).at(1), std::nullopt);
}

TEST(DeviceQuota, DoesNotCountWhatTheCounterHadBeforeOrLost) {
  Wan wan;
  wan.raw = 1'000'000'000;
  wan.read();
  wan.raw = 5;
  wan.read_later(0);
  EXPECT_EQ(wan.book.carried_this_month(wan.time.now()).at(1), 0U);
}

TEST(DeviceRestart, IsCountedWithItsTime) {
  Wan wan;
  EXPECT_EQ(wan.read().boot, wan.time.now().wall - 10'000s);
  wan.reboot();
  wan.pass(30s);
  const DeviceNumbers after = wan.read();
  EXPECT_EQ(after.restarts, 1U);
  EXPECT_EQ(after.boot, wan.time.now().wall - 30s);
  const auto notices = wan.book.take_notices();
  EXPECT_EQ(notices.back().at, wan.time.now().wall - 30s);
}

TEST(DeviceRestart, IsRememberedOverARestartOfTheDaemon) {
  Wan wan;
  const book::DeviceMark before{.device = "router",
                                .last_success = wan.time.now().wall - 1h,
                                .boot = wan.time.now().wall - 10'000s,
                                .restarts = 7,
                                .month = {},
                                .month_bytes = {}};
  wan.book.restore(before);
  EXPECT_EQ(wan.numbers().restarts, 7U);
  EXPECT_EQ(wan.numbers().last_success, before.last_success);
  wan.read();
  EXPECT_EQ(wan.numbers().restarts, 7U);
  wan.reboot();
  wan.read_later(0);
  const auto kept = wan.book.take_marks();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].device, "router");
  EXPECT_EQ(kept[0].restarts, 8U);
  EXPECT_EQ(kept[0].boot, wan.time.now().wall - 60s);
  EXPECT_EQ(kept[0].last_success, wan.time.now().wall);
  EXPECT_TRUE(wan.book.take_marks().empty()) << "nothing changed since";
}

TEST(DeviceRestart, IsToldToTheBookOnce) {
  Wan wan;
  wan.read();
  EXPECT_TRUE(wan.book.take_restarts().empty());
  wan.reboot();
  wan.pass(30s);
  wan.read();
  const auto restarts = wan.book.take_restarts();
  ASSERT_EQ(restarts.size(), 1U);
  EXPECT_EQ(restarts[0].device, "router");
  EXPECT_EQ(restarts[0].site, "s");
  EXPECT_EQ(restarts[0].booted, floor<std::chrono::seconds>(wan.time.now().wall - 30s));
  EXPECT_EQ(restarts[0].seen, floor<std::chrono::seconds>(wan.time.now().wall));
  EXPECT_TRUE(wan.book.take_restarts().empty());
}

TEST(MonthBytes, GoOnAfterARestartOfTheDaemon) {
  Wan wan;
  wan.read();
  wan.read_later(1000);
  const auto kept = wan.book.take_marks();
  ASSERT_EQ(kept.size(), 1U);
  Wan again;
  again.book.restore(kept[0]);
  EXPECT_EQ(again.book.carried_this_month(again.time.now()).at(1), 1000U);
  again.read();
  again.read_later(500);
  EXPECT_EQ(again.book.carried_this_month(again.time.now()).at(1), 1500U);
}

TEST(DeviceRestart, AnEngineThatSaysNonsenseIsNotBelieved) {
  OneDevice one;
  one.agent.scalars[Quantity::engine_boots] = std::int64_t{};
  one.agent.scalars[Quantity::engine_time] = std::int64_t{};
  one.engine_seconds = -5;
  one.boots = std::int64_t{1} << 60;
  (void)one.answer();
  one.pass(60s);
  one.boots = 1;
  EXPECT_EQ(one.answer().restarts, 0U);
}

}  // namespace
}  // namespace pantau::devices::test
