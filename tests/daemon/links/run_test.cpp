// SPDX-License-Identifier: Apache-2.0
// RunRule and Vantage alone: the corners that a whole history rarely meets.
#include "daemon/links/run.hpp"

#include <gtest/gtest.h>

#include "daemon/links/vantage.hpp"
#include "tests/daemon/links/book_fixture.hpp"

namespace pantau::links::test {
namespace {

using Kind = icmp::EchoEvent::Kind;

constexpr RunLimits kLimits{.down_after = 3, .up_after = 2};
constexpr EchoSight kSeeing{};
constexpr EchoSight kSentBlind{.blind = true, .lost_now = false};

BookedTime at(int second) {
  return {net::SteadyTime{std::chrono::seconds{second}},
          net::WallTime{std::chrono::seconds{second}}};
}

RunRule down_since_ten() {
  RunRule rule{net::WallTime{}};
  for (const int second : {10, 11, 12}) {
    rule.lost(at(second), kSeeing, kLimits);
  }
  rule.confirm_down();
  return rule;
}

TEST(RunRule, AnswersOfEchoesSentBlindMakeNoNewLinkUp) {
  RunRule rule{net::WallTime{}};
  rule.answered(at(1), kSentBlind, kLimits);
  rule.answered(at(2), kSentBlind, kLimits);
  EXPECT_EQ(rule.state(), LinkState::unknown);
}

TEST(RunRule, TakesBackNothingButDownWhenSightWasLostBeforeIt) {
  RunRule rule{net::WallTime{}};
  rule.answered(at(1), kSeeing, kLimits);
  rule.answered(at(2), kSeeing, kLimits);
  for (const int second : {10, 11, 12}) {
    rule.lost(at(second), kSeeing, kLimits);
  }
  rule.confirm_down();
  rule.lose_sight(at(5));
  EXPECT_EQ(rule.state(), LinkState::unknown);
  EXPECT_EQ(rule.since(), at(10).book) << "up until 10, as its answers said";
}

TEST(RunRule, DatesNothingBeforeWhatHasSettled) {
  RunRule rule{net::WallTime{}};
  rule.answered(at(1), kSeeing, kLimits);
  rule.answered(at(2), kSeeing, kLimits);
  for (const int second : {10, 11, 12}) {
    rule.lost(at(second), kSeeing, kLimits);
  }
  rule.settle(Second{book::Seconds{11}});
  rule.confirm_down();
  EXPECT_EQ(rule.since(), at(11).book);
}

TEST(RunRule, AnAnswerFromBeforeTheBlindTimeDoesNotEndIt) {
  RunRule rule = down_since_ten();
  rule.lose_sight(at(40));
  rule.answered(at(39), kSeeing, kLimits);
  EXPECT_EQ(rule.state(), LinkState::unknown);
  rule.answered(at(41), kSentBlind, kLimits);
  EXPECT_EQ(rule.state(), LinkState::up);
  EXPECT_EQ(rule.since(), at(41).book);
}

TEST(RunRule, RestartedCountsOnlyEchoesSentAfter) {
  RunRule rule{net::WallTime{}};
  rule.lost(at(1), kSeeing, kLimits);
  rule.restart(at(5).steady);
  rule.lost(at(4), kSeeing, kLimits);
  EXPECT_EQ(rule.losing(), 0U);
  rule.lost(at(5), kSeeing, kLimits);
  EXPECT_EQ(rule.losing(), 1U);
}

TEST(RunRule, OfANewLinkDoesNotReachAcrossUnsentEchoes) {
  RunRule rule{net::WallTime{}};
  rule.lost(at(1), kSeeing, kLimits);
  rule.lost(at(2), kSeeing, kLimits);
  for (const int second : {3, 4, 5}) {
    rule.skipped(at(second));
  }
  rule.lost(at(6), kSeeing, kLimits);
  EXPECT_FALSE(rule.awaits_sight());
}

icmp::EchoEvent anchor_event(Kind kind, int second) {
  icmp::EchoEvent event;
  event.kind = kind;
  event.sent = at(second).steady;
  return event;
}

config::VantageSettings settings(std::vector<std::string> anchors, std::uint32_t quorum) {
  config::VantageSettings result;
  result.anchors = std::move(anchors);
  result.quorum = quorum;
  return result;
}

TEST(Vantage, DatesBlindnessByAnEchoThatCouldNotBeSent) {
  Vantage vantage;
  vantage.configure(settings({"x"}, 1), at(0).steady);
  vantage.record(0, anchor_event(Kind::answered, 10));
  vantage.record(0, anchor_event(Kind::unsent, 12));  // 11 was void: nobody knows
  EXPECT_EQ(vantage.judge(at(16).steady), Vantage::Turn::none);
  EXPECT_EQ(vantage.judge(at(17).steady), Vantage::Turn::lost);
  EXPECT_EQ(vantage.lost_since(), at(12).steady);
  EXPECT_TRUE(vantage.blind_at(at(12).steady));
  EXPECT_FALSE(vantage.blind_at(at(11).steady));
}

TEST(Vantage, ConfirmsOnlyWhatTheWholeQuorumHasSeen) {
  Vantage vantage;
  vantage.configure(settings({"x", "y"}, 2), at(0).steady);
  vantage.record(0, anchor_event(Kind::answered, 20));
  EXPECT_FALSE(vantage.confirms(at(10).steady));
  vantage.record(1, anchor_event(Kind::answered, 10));
  EXPECT_TRUE(vantage.confirms(at(10).steady)) << "an echo sent at the first loss is enough";
  EXPECT_FALSE(vantage.confirms(at(11).steady));
}

TEST(Vantage, IsJudgedBeforeTheLinksOfTheSameCall) {
  FakeProber fake{plan_with_anchor({link("a")})};
  fake.run(9500ms);
  fake.behave("anchor", {Behaviour::Kind::silent});
  fake.run(60s);
  ASSERT_FALSE(fake.sees());
  fake.by_hand("a");
  const std::uint32_t next = 70;
  const net::SteadyTime sent = fake.now().steady;
  fake.run(4s);
  icmp::EchoEvent proof = fake.event("anchor", Kind::answered, 1000, sent);
  fake.record({fake.event("a", Kind::lost, next, sent), proof});
  EXPECT_TRUE(fake.sees());
  EXPECT_EQ(fake.numbers("a").losing_run, 1U) << "sent when the anchor was seen again";
}

TEST(Minute, KeepsALateReplyWithinTheOldWindowWhenAReloadShortensIt) {
  config::Plan slow = plan({link("a")});
  slow.links[0].profile.timeout = 20s;
  FakeProber fake{slow};
  fake.by_hand("a");
  fake.run(59s);
  const net::SteadyTime sent = fake.now().steady;
  (void)fake.apply(plan({link("a")}));
  fake.run(20s);
  fake.lose("a", 0, sent);
  fake.run(6s);
  icmp::EchoEvent late = fake.event("a", Kind::late, 0, sent);
  late.rtt = 25s;
  fake.record({late});
  fake.run(10s);
  ASSERT_TRUE(fake.numbers("a").minute);
  EXPECT_EQ(fake.numbers("a").minute->late, 1U);
}

TEST(Minute, ThatIsFinalTakesNoMoreEventsAndNoMemory) {
  FakeProber fake{plan({link("a")})};
  fake.run(5min);
  const std::size_t before = fake.book.memory_bytes();
  for (int minute = 0; minute < 10; ++minute) {
    fake.run(1min);
    fake.record({fake.event("a", Kind::duplicate, 0, fake.now().steady - 3min)});
  }
  EXPECT_EQ(fake.numbers("a").duplicates, 10U);
  EXPECT_EQ(fake.book.memory_bytes(), before);
}

TEST(LinkNumbers, MeasureWhatWasDecidedBeforeTheAddressChanged) {
  FakeProber fake{plan({link("a")})};
  fake.by_hand("a");
  const net::SteadyTime sent = fake.now().steady;
  fake.run(3s);
  fake.answer("a", 1, sent + 1s, 30ms);  // held back by echo 0
  EXPECT_FALSE(fake.numbers("a").last_answered);
  fake.book.record_address_change(0, fake.now());
  EXPECT_EQ(fake.numbers("a").last_answered, std::optional{true});
}

}  // namespace
}  // namespace pantau::links::test
