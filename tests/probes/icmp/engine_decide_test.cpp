// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/icmp/engine_fixture.hpp"

namespace pantau::icmp::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kTarget = "198.18.6.1";
constexpr auto kOverflow = static_cast<std::uint8_t>(VoidReason::overflow);

TEST(Expire, DeclaresNothingLostBeforeTheSocketWasDrainedPastTheDeadline) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.engine.expire(echo.at + 3s - 1ns);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
  fixture.engine.expire(echo.at + 3s);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::lost);
  EXPECT_EQ(events[0].sent, echo.at);
}

TEST(Expire, CountsFromTheKernelsSendStamp) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.engine.stamp_sent(0, 0, echo.at + 25ms);
  fixture.engine.expire(echo.at + 3s + 20ms);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
  fixture.engine.expire(echo.at + 3s + 30ms);
  EXPECT_EQ(fixture.events().at(0).sent, echo.at + 25ms);
}

TEST(Expire, DecidesEachEchoOnceAndInOrder) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho first = fixture.send_one();
  const SentEcho second = fixture.send_one();
  const SentEcho third = fixture.send_one();
  fixture.reply(second, 5ms);
  fixture.expire_at(third.at + 3s);
  fixture.expire_at(third.at + 30s);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].kind, Kind::answered);
  EXPECT_EQ(events[1].number, first.number);
  EXPECT_EQ(events[2].number, third.number);
}

TEST(Expire, KeepsWakingUpWhileAnEchoIsUndecided) {
  EngineFixture fixture;
  fixture.add(0, kTarget, {.interval = 10s, .timeout = 30s});
  const SentEcho first = fixture.send_one();
  const SentEcho second = fixture.send_one();
  fixture.reply(first, 12s);
  fixture.send_one();
  fixture.send_one();
  fixture.expire_at(first.at + 30s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
  EXPECT_EQ(fixture.engine.next_wakeup(), second.at + 30s);
}

TEST(Expire, ThatLagsBehindTheScheduleLosesNoEcho) {
  EngineFixture fixture;
  fixture.add(0, kTarget, {.interval = 100ms, .timeout = 200ms, .late_window = 100ms});
  std::vector<SentEcho> sent;
  sent.reserve(100);
  for (int i = 0; i < 100; ++i) {
    sent.push_back(fixture.send_one());  // nothing is read meanwhile
  }
  for (const SentEcho& echo : sent) {
    fixture.reply(echo, 150ms);
  }
  fixture.expire_at(fixture.now + 1s);
  const auto kinds = fixture.kinds();
  EXPECT_EQ(std::count(kinds.begin(), kinds.end(), Kind::answered), 100);
  EXPECT_EQ(kinds.size(), 100U);
}

TEST(SocketDropped, TurnsAnUnansweredEchoIntoVoidAtItsDeadline) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.engine.socket_dropped(net::Family::v4, echo.at + 1s, echo.at + 2s);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
  fixture.expire_at(echo.at + 3s);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::voided);
  EXPECT_EQ(events[0].reason, kOverflow);
}

TEST(SocketDropped, DoesNotTakeAnAnswerAway) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.engine.socket_dropped(net::Family::v4, echo.at, echo.at + 1s);
  fixture.reply(echo, 1500ms);
  fixture.expire_at(echo.at + 3s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST(SocketDropped, ConcernsAnEchoWhoseDeadlineHasPassedUndecided) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.now = echo.at + 20s;
  fixture.engine.socket_dropped(net::Family::v4, echo.at + 2s, fixture.now);
  fixture.expire_at(fixture.now);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::voided));
}

TEST(SocketDropped, LeavesAloneWhatItCannotConcern) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.engine.socket_dropped(net::Family::v6, echo.at, echo.at + 3s);
  fixture.engine.socket_dropped(net::Family::v4, echo.at - 2s, echo.at);
  fixture.engine.socket_dropped(net::Family::v4, echo.at + 3s, echo.at + 4s);
  fixture.expire_at(echo.at + 3s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::lost));
}

TEST(SocketDropped, LeavesALostEchoLostAndItsReplyLate) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.expire_at(echo.at + 3s);
  fixture.engine.socket_dropped(net::Family::v4, echo.at, echo.at + 4s);
  fixture.reply(echo, 5s);
  fixture.expire_at(echo.at + 10s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::lost, Kind::late));
}

TEST(SocketDropped, LeavesNoLateReplyBehindAVoidEcho) {
  // late <= lost must hold: a reply after the timeout of a void echo is of no use to anybody.
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.engine.socket_dropped(net::Family::v4, echo.at, echo.at + 1s);
  fixture.reply(echo, 3500ms);
  fixture.expire_at(echo.at + 4s);
  fixture.reply(echo, 5s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::voided));
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::expired), 2U);
}

TEST(VoidAll, EndsEverythingInFlightWithItsReason) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  fixture.add(1, "2001:db8::1");
  fixture.now += 1s;
  const auto sent = fixture.send_due();
  ASSERT_EQ(sent.size(), 2U);
  fixture.reply(sent[0], 1ms);
  fixture.all_events();
  fixture.engine.void_all(VoidReason::suspend, fixture.now);
  const auto events = fixture.events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].target, sent[1].target);
  EXPECT_EQ(events[0].reason, static_cast<std::uint8_t>(VoidReason::suspend));
  fixture.reply(sent[1], 1ms);
  fixture.expire_at(fixture.now + 20s);
  EXPECT_THAT(fixture.kinds(), IsEmpty());
  EXPECT_EQ(fixture.unmatched(UnmatchedReason::expired), 1U);
}

TEST(VoidAll, ForgetsADeferredLateReply) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.reply(echo, 3500ms);
  fixture.engine.void_all(VoidReason::suspend, fixture.now);
  fixture.expire_at(echo.at + 4s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::voided));
}

TEST(VoidAll, GoesOnWithTheNextNumberOnPhase) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.engine.void_all(VoidReason::suspend, fixture.now);
  const SentEcho next = fixture.send_one();
  EXPECT_EQ(next.number, 1U);
  EXPECT_EQ(next.at, echo.at + 1s);
  fixture.reply(next, 1ms);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::voided, Kind::answered));
}

TEST(Events, AreTakenOnce) {
  EngineFixture fixture;
  fixture.add(0, kTarget);
  fixture.send_one();
  std::vector<EchoEvent> events(3);
  fixture.engine.take_events(events);
  EXPECT_EQ(events.size(), 1U);
  fixture.engine.take_events(events);
  EXPECT_THAT(events, IsEmpty());
}

}  // namespace
}  // namespace pantau::icmp::testing
