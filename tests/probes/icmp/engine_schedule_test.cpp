// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/icmp/engine_fixture.hpp"

namespace pantau::icmp::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kTarget = "198.18.6.1";

net::Address nth_address(TargetId target) {
  net::Address address = address_of("198.18.0.0");
  address.bytes[2] = static_cast<std::uint8_t>(target >> 8U);
  address.bytes[3] = static_cast<std::uint8_t>(target & 0xffU);
  return address;
}

TEST(Schedule, WithoutTargetsNeedsNoWakeup) {
  EngineFixture fixture;
  EXPECT_EQ(fixture.engine.next_wakeup(), std::nullopt);
  EXPECT_TRUE(fixture.engine.take_due(fixture.now, 10).empty());
  fixture.engine.expire(fixture.now);
  fixture.add(0, kTarget);
  EXPECT_NE(fixture.engine.next_wakeup(), std::nullopt);
  fixture.engine.remove(0, fixture.now);
  EXPECT_EQ(fixture.engine.next_wakeup(), std::nullopt);
}

TEST(Schedule, SendsOnceAnIntervalOnTheGridFromAnyTime) {
  for (const auto start : {-3600s, 0s, 1s, 3'000'000'000s}) {
    EngineFixture fixture;
    fixture.now = net::SteadyTime{start} + 3ms;
    fixture.add(0, kTarget);
    const SentEcho first = fixture.send_one();
    EXPECT_LE(first.at, net::SteadyTime{start} + 3ms + 1s);
    EXPECT_EQ(first.at.time_since_epoch() % kTick, 0ns);
    for (std::uint32_t n = 1; n < 100; ++n) {
      const SentEcho echo = fixture.send_one();
      EXPECT_EQ(echo.number, n);
      EXPECT_EQ(echo.at, first.at + n * 1s);
      EXPECT_EQ(echo.due, echo.at);
    }
    EXPECT_EQ(fixture.engine.skipped_slots(), 0U);
  }
}

TEST(Schedule, KeepsTheMeanOfAnIntervalThatIsOffTheGrid) {
  EngineFixture fixture;
  fixture.add(0, kTarget, {.interval = 333ms});
  const SentEcho first = fixture.send_one();
  SentEcho last = first;
  for (int i = 0; i < 1000; ++i) {
    last = fixture.send_one();
  }
  EXPECT_NEAR(static_cast<double>((last.at - first.at) / 1us), 333e6, 10e3);
}

TEST(Schedule, ReachesTheLongestInterval) {
  EngineFixture fixture;
  fixture.add(0, kTarget, {.interval = 60s, .timeout = 30s, .late_window = 60s});
  const SentEcho first = fixture.send_one();
  EXPECT_EQ(fixture.send_one().at, first.at + 60s);
}

TEST(Schedule, SendsNothingBeforeItIsDueAndSaysWhen) {
  EngineFixture fixture;
  fixture.add(0, kTarget, {.interval = 60s});
  const SentEcho first = fixture.send_one();
  fixture.reply(first, 1ms);
  fixture.expire_at(first.at + 3s);
  EXPECT_EQ(fixture.engine.next_wakeup(), first.at + 60s);
  EXPECT_TRUE(fixture.engine.take_due(first.at + 60s - 1ns, 10).empty());
  EXPECT_EQ(fixture.engine.take_due(first.at + 60s, 10).size(), 1U);
}

TEST(Schedule, WakesUpForADeadlineBeforeTheNextEcho) {
  EngineFixture fixture;
  fixture.add(0, kTarget, {.interval = 60s, .timeout = 3s});
  const SentEcho first = fixture.send_one();
  EXPECT_EQ(fixture.engine.next_wakeup(), first.at + 3s);
}

TEST(Schedule, SpreadsTenThousandTargetsEvenlyOverTheSecond) {
  EngineFixture fixture;
  for (TargetId target = 0; target < 10000; ++target) {
    fixture.engine.add(target, {}, nth_address(target), fixture.now);
  }
  std::vector<std::size_t> slots;
  for (int tick = 0; tick < 200; ++tick) {
    slots.push_back(fixture.send_due(64).size());
    fixture.now += kTick;
  }
  for (const std::size_t echoes : slots) {
    EXPECT_GE(echoes, 90U);
    EXPECT_LE(echoes, 110U);
  }
}

TEST(Schedule, GivesNoMoreThanTheLimitAndTheRestNext) {
  EngineFixture fixture;
  for (TargetId target = 0; target < 1000; ++target) {
    fixture.engine.add(target, {}, nth_address(target), fixture.now);
  }
  fixture.now += 1s - 10ms;
  std::map<TargetId, int> taken;
  for (const std::size_t expected : {300U, 300U, 300U, 100U, 0U}) {
    const auto due = fixture.engine.take_due(fixture.now, 300);
    EXPECT_EQ(due.size(), expected);
    for (const DueEcho& echo : due) {
      ++taken[echo.target];
      EXPECT_EQ(echo.packet.size(), 64U);
      EXPECT_EQ(read_echo_token(echo.packet).slot, echo.target);
    }
  }
  EXPECT_EQ(taken.size(), 1000U);
}

TEST(Schedule, AfterAStallOfTenIntervalsSendsOnceAndKeepsThePhase) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho first = fixture.send_one();
  fixture.now = first.at + 10s + 340ms;
  const auto after = fixture.send_due();
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0].number, 1U);
  EXPECT_EQ(after[0].due, first.at + 1s);  // the lag is that of the first slot missed
  EXPECT_EQ(fixture.engine.skipped_slots(), 9U);
  EXPECT_THAT(fixture.send_due(), IsEmpty());
  EXPECT_EQ(fixture.send_one().at, first.at + 11s);
}

TEST(Schedule, AfterAStallOfHoursGoesOn) {
  EngineFixture fixture;
  for (TargetId target = 0; target < 100; ++target) {
    fixture.engine.add(target, {}, nth_address(target), fixture.now);
  }
  fixture.send();
  fixture.now += 5h;
  fixture.engine.expire(fixture.now);
  EXPECT_EQ(fixture.send_due().size(), 100U);
  fixture.now += 1s;
  EXPECT_EQ(fixture.send_due().size(), 100U);
}

TEST(Schedule, CarriesDscpAndPayloadOfEachTarget) {
  EngineFixture fixture;
  fixture.add(0, kTarget, {.payload_size = 16, .dscp = 46});
  fixture.add(1, "2001:db8::1", {.payload_size = 1472, .dscp = 8});
  fixture.now += 1s;
  std::map<TargetId, DueEcho> due;
  for (const DueEcho& echo : fixture.engine.take_due(fixture.now, 10)) {
    due.emplace(echo.target, echo);
  }
  ASSERT_EQ(due.size(), 2U);
  EXPECT_EQ(due.at(0).dscp, 46);
  EXPECT_EQ(due.at(0).packet.size(), 24U);
  EXPECT_EQ(due.at(1).dscp, 8);
  EXPECT_EQ(due.at(1).packet.size(), 1480U);
  fixture.engine.mark_sent(0, 0, fixture.now);
  fixture.engine.mark_sent(1, 0, fixture.now);
  for (const EchoEvent& event : fixture.all_events()) {
    EXPECT_EQ(event.bytes, event.target == 0 ? 44 : 1520);
  }
}

TEST(Schedule, SettingsOfTheSameIntervalKeepThePhase) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho first = fixture.send_one();
  fixture.now += 500ms;
  fixture.engine.change_settings(0, {.timeout = 1s, .dscp = 10}, fixture.now);
  EXPECT_EQ(fixture.send_one().at, first.at + 1s);
}

TEST(Schedule, AnotherIntervalHoldsFromTheChangeOn) {
  EngineFixture fixture;
  fixture.add(0, kTarget, {.interval = 60s});
  fixture.send_one();
  fixture.engine.change_settings(0, {.interval = 100ms}, fixture.now);
  const SentEcho next = fixture.send_one();
  EXPECT_LE(next.at, fixture.now + 110ms);
  EXPECT_EQ(fixture.send_one().at, next.at + 100ms);
  EXPECT_EQ(fixture.send_one().number, 3U);
}

TEST(Settings, EachEchoKeepsTheTimeoutItWasSentWith) {
  EngineFixture fixture;
  fixture.add(0, kTarget, {.timeout = 5s});
  const SentEcho patient = fixture.send_one();
  fixture.engine.change_settings(0, {.timeout = 500ms}, fixture.now);
  const SentEcho hasty = fixture.send_one();
  EXPECT_EQ(fixture.engine.next_wakeup(), hasty.at + 500ms);
  fixture.expire_at(hasty.at + 500ms);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].number, hasty.number);
  fixture.reply(patient, 4900ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST(Settings, EchoesInFlightSurviveAMuchLongerAndAMuchShorterMemory) {
  EngineFixture fixture;
  fixture.add(0, kTarget, {.interval = 100ms, .timeout = 30s, .late_window = 60s});
  std::vector<SentEcho> sent;
  sent.reserve(250);
  for (int i = 0; i < 250; ++i) {
    sent.push_back(fixture.send_one());
  }
  fixture.engine.change_settings(
      0, {.interval = 60s, .timeout = 50ms, .late_window = 0s}, fixture.now);
  fixture.engine.change_settings(
      0, {.interval = 1s, .timeout = 3s, .late_window = 10s}, fixture.now);
  for (const SentEcho& echo : sent) {
    fixture.reply(echo, 29s);
  }
  const auto kinds = fixture.kinds();
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), Kind::answered), 250);
}

TEST(Unsent, HasItsReasonAndIsNeverLost) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  fixture.now = fixture.engine.next_wakeup().value();
  ASSERT_EQ(fixture.engine.take_due(fixture.now, 1).size(), 1U);
  fixture.engine.mark_unsent(0, 0, UnsentReason::no_buffer, fixture.now + 1us);
  fixture.engine.mark_unsent(0, 0, UnsentReason::no_buffer, fixture.now + 1us);
  fixture.engine.mark_sent(0, 0, fixture.now);
  fixture.expire_at(fixture.now + 1h);
  const auto events = fixture.all_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::unsent);
  EXPECT_EQ(events[0].reason, static_cast<std::uint8_t>(UnsentReason::no_buffer));
  EXPECT_EQ(events[0].sent, fixture.now + 1us);
  EXPECT_EQ(fixture.send_one().number, 1U);
}

TEST(Unsent, WithoutAnAddressEveryEchoSaysSo) {
  EngineFixture fixture;
  fixture.engine.add(0, {}, std::nullopt, fixture.now);
  for (int i = 0; i < 300; ++i) {
    EXPECT_TRUE(fixture.engine.take_due(fixture.now, 10).empty());
    fixture.now += 100ms;
  }
  const auto events = fixture.all_events();
  ASSERT_EQ(events.size(), 30U);
  for (std::uint32_t n = 0; n < 30; ++n) {
    EXPECT_EQ(events[n].kind, Kind::unsent);
    EXPECT_EQ(events[n].reason, static_cast<std::uint8_t>(UnsentReason::no_address));
    EXPECT_EQ(events[n].number, n);
  }
  fixture.engine.set_address(0, address_of(kTarget), fixture.now);
  const SentEcho echo = fixture.send_one();
  EXPECT_EQ(echo.number, 30U);
  fixture.reply(echo, 1ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST(AddressChange, VoidsWhatIsInFlightAndTakesNoOldReply) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho old = fixture.send_one();
  fixture.engine.set_address(0, address_of("198.18.6.2"), fixture.now);
  fixture.reply(old, 5ms);
  fixture.receive(address_of("198.18.6.2"), reply_to(old), old.at + 5ms);
  fixture.expire_at(old.at + 3s);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::voided);
  EXPECT_EQ(events[0].reason, static_cast<std::uint8_t>(VoidReason::reload));
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::cookie), 2U);
  const SentEcho next = fixture.send_one();
  EXPECT_EQ(next.number, 1U);
  EXPECT_EQ(next.at, old.at + 1s);
  EXPECT_EQ(next.address, address_of("198.18.6.2"));
}

TEST(AddressChange, AndBackTakesNoReplyFromBefore) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho old = fixture.send_one();
  fixture.engine.set_address(0, address_of("198.18.6.2"), fixture.now);
  fixture.engine.set_address(0, address_of(kTarget), fixture.now);
  fixture.all_events();
  fixture.reply(old, 5ms);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::cookie), 1U);
}

TEST(AddressChange, ToTheSameAddressIsNone) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.engine.set_address(0, address_of(kTarget), fixture.now);
  fixture.reply(echo, 5ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST(AddressChange, ToNoneVoidsAndThenNothingIsSent) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  fixture.send_one();
  fixture.engine.set_address(0, std::nullopt, fixture.now);
  fixture.engine.set_address(0, std::nullopt, fixture.now);
  fixture.now += 1s;
  EXPECT_THAT(fixture.send_due(), IsEmpty());
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::voided, Kind::unsent));
}

TEST(AddressChange, OfOneOfTwoLinksLeavesTheOtherFindable) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  fixture.add(1, kTarget);
  fixture.add(2, kTarget);
  fixture.engine.set_address(1, address_of("198.18.6.2"), fixture.now);
  fixture.now += 1s;
  for (const SentEcho& echo : fixture.send_due()) {
    fixture.receive(address_of("198.18.0.254"),
                    error_about(net::Family::v4, 3, 0, quote_of(echo, 8)),
                    echo.at + 1ms);
    EXPECT_EQ(fixture.events().at(0).target, echo.target);
  }
}

TEST(Remove, VoidsWhatIsInFlightAndItsRepliesMatchNothing) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho old = fixture.send_one();
  fixture.engine.remove(0, fixture.now);
  fixture.reply(old, 5ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::voided));
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::cookie), 1U);
  EXPECT_EQ(fixture.engine.next_wakeup(), std::nullopt);
}

TEST(Remove, AndAddAgainNeverMatchesOldPackets) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho old = fixture.send_one();
  fixture.engine.remove(0, fixture.now);
  fixture.add(0, kTarget);
  const SentEcho fresh = fixture.send_one();
  EXPECT_EQ(fresh.number, 0U);
  fixture.all_events();
  fixture.reply(old, 5ms);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::cookie), 1U);
  fixture.reply(fresh, 5ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST(Remove, AndAddAgainDoesNotReorderAgainstOldAnswers) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  fixture.send_one();
  fixture.reply(fixture.send_one(), 5ms);
  fixture.engine.remove(0, fixture.now);
  fixture.add(0, kTarget);
  fixture.all_events();
  fixture.reply(fixture.send_one(), 5ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST(Remove, BetweenTakeAndMarkIsHarmless) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  fixture.now = fixture.engine.next_wakeup().value();
  ASSERT_EQ(fixture.engine.take_due(fixture.now, 1).size(), 1U);
  fixture.engine.remove(0, fixture.now);
  fixture.engine.mark_sent(0, 0, fixture.now);
  fixture.engine.stamp_sent(0, 0, fixture.now);
  fixture.engine.mark_unsent(77, 0, UnsentReason::other, fixture.now);
  const auto events = fixture.all_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::voided);
}

TEST(Wrap, OfTheSequenceAfter65536EchoesMatchesNothingWrong) {
  EngineFixture fixture;
  fixture.add(0, kTarget, {.interval = 100ms, .timeout = 1s, .late_window = 1s});
  SentEcho oldest = fixture.send_one();
  fixture.reply(oldest, 1ms);
  for (std::uint32_t n = 1; n <= 70000; ++n) {
    const SentEcho echo = fixture.send_one();
    ASSERT_EQ(echo.number, n);
    fixture.reply(echo, 1ms);
    fixture.engine.expire(fixture.now);
    const auto kinds = fixture.kinds();
    ASSERT_EQ(kinds.size(), n == 1 ? 2U : 1U);
    ASSERT_EQ(kinds.back(), Kind::answered);
  }
  fixture.receive(oldest.address, reply_to(oldest), fixture.now);
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::expired), 1U);
}

TEST(Wrap, OfTheNumberAfter2To32EchoesKeepsOrderAndVerdicts) {
  EngineIdentity identity = test_identity();
  identity.first_number = UINT32_MAX - 20;
  EngineFixture fixture{identity};
  fixture.add(0, kTarget);
  std::vector<SentEcho> sent;
  for (std::uint32_t i = 0; i < 60; ++i) {
    sent.push_back(fixture.send_one());
    EXPECT_EQ(sent.back().number, identity.first_number + i);
    if (i % 3 == 0) {
      fixture.reply(sent.back(), 200ms);
    }
    fixture.engine.expire(fixture.now);
  }
  fixture.expire_at(fixture.now + 3s);
  std::map<std::uint32_t, Kind> verdicts;
  for (const EchoEvent& event : fixture.events()) {
    ASSERT_TRUE(event.kind == Kind::answered || event.kind == Kind::lost);
    EXPECT_TRUE(verdicts.emplace(event.number - identity.first_number, event.kind).second);
  }
  ASSERT_EQ(verdicts.size(), 60U);
  for (const auto& [i, kind] : verdicts) {
    EXPECT_EQ(kind, i % 3 == 0 ? Kind::answered : Kind::lost);
  }
}

TEST(Pause, SendsNoMoreAndDecidesWhatIsInFlight) {
  EngineFixture fixture;
  fixture.add(1, "198.18.6.1");
  const SentEcho echo = fixture.send_one();
  fixture.engine.pause(1);
  fixture.now += 10s;
  EXPECT_TRUE(fixture.send_due().empty());
  fixture.reply(echo, 20ms);
  EXPECT_EQ(fixture.kinds(), std::vector{Kind::answered});
}

TEST(Memory, IsAtMost256BytesATargetAnd16AnEcho) {
  EngineFixture fixture;
  constexpr std::size_t kTargets = 10000;
  for (TargetId target = 0; target < kTargets; ++target) {
    fixture.engine.add(target, {}, nth_address(target), fixture.now);
  }
  // 3 s timeout and 10 s late window at 1 s: the echoes of 13 s and two more.
  constexpr std::size_t kRemembered = 15;
  for (int tick = 0; tick < 3000; ++tick) {
    for (const SentEcho& echo : fixture.send_due(64)) {
      if (echo.target % 2 == 0) {
        fixture.reply(echo, 30ms);
      }
    }
    fixture.engine.expire(fixture.now);
    fixture.all_events();
    fixture.now += kTick;
  }
  EXPECT_LE(fixture.engine.memory_bytes(), kTargets * (256 + 16 * kRemembered));
  EXPECT_GE(fixture.engine.memory_bytes(), kTargets * (64 + 16 * kRemembered));
}

}  // namespace
}  // namespace pantau::icmp::testing
