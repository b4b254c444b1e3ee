// SPDX-License-Identifier: Apache-2.0
// Can we see? semantics.md 3. Window of sight: 3 x 1 s + 3 s.
#include <gtest/gtest.h>

#include "tests/daemon/links/book_fixture.hpp"

namespace pantau::links::test {
namespace {

TEST(Sight, IsNeededForDownAndTheDateStaysThatOfTheFirstLoss) {
  FakeProber fake{plan_with_anchor({link("a")})};
  fake.run(9500ms);
  fake.silence("a");
  fake.run(20s);
  EXPECT_TRUE(fake.sees());
  EXPECT_EQ(fake.state("a"), LinkState::down);
  EXPECT_EQ(fake.since("a"), 10);
}

TEST(Sight, KeepsTheStateWhileNoAnchorHasAnsweredSinceTheFirstLoss) {
  config::Plan slow = plan_with_anchor({link("a")});
  slow.vantage.interval = 10s;  // window of sight: 33 s
  slow.vantage.timeout = 3s;
  FakeProber fake{slow};
  fake.run(10500ms);  // the anchor answered the echo sent at second 10
  fake.silence("a");
  fake.run(7s);  // losses of the seconds 11 to 14 are decided
  EXPECT_GE(fake.numbers("a").losing_run, 3U);
  EXPECT_EQ(fake.state("a"), LinkState::up);
  fake.run(4s);  // the anchor answers the echo sent at second 20
  EXPECT_EQ(fake.state("a"), LinkState::down);
  EXPECT_EQ(fake.since("a"), 11);
}

TEST(Sight, LostForThreeMinutesTakesNoLinkDown) {
  FakeProber fake{plan_with_anchor({link("a"), link("b"), link("c")})};
  fake.run(9500ms);
  fake.silence("anchor");
  fake.silence("a");
  fake.run(2s);
  fake.silence("b");  // first loss at second 12
  fake.run(3min);
  EXPECT_FALSE(fake.sees());
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  EXPECT_EQ(fake.since("a"), 10);
  EXPECT_EQ(fake.state("b"), LinkState::unknown);
  EXPECT_EQ(fake.since("b"), 12);
  EXPECT_EQ(fake.state("c"), LinkState::up) << "who answers is seen";
  for (const StateChange& change : fake.book.take_changes()) {
    EXPECT_NE(change.to, LinkState::down);
  }
}

TEST(Sight, LostMakesALinkUnknownFromItsFirstLossWhileBlind) {
  FakeProber fake{plan_with_anchor({link("a")})};
  fake.run(9500ms);
  fake.silence("anchor");
  fake.run(60s);
  EXPECT_EQ(fake.state("a"), LinkState::up);
  fake.silence("a");  // first loss at second 70
  fake.run(10s);
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  EXPECT_EQ(fake.since("a"), 70);
}

TEST(Sight, LostMakesADownLinkUnknownFromTheFirstUnansweredAnchorEcho) {
  FakeProber fake{plan_with_anchor({link("a")})};
  fake.run(9500ms);
  fake.silence("a");
  fake.run(30s);
  ASSERT_EQ(fake.state("a"), LinkState::down);
  fake.silence("anchor");  // first unanswered at second 40
  fake.run(20s);
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  EXPECT_EQ(fake.since("a"), 40);
}

TEST(Sight, ReturnedEndsUnknownAtTheFirstAnswer) {
  FakeProber fake{plan_with_anchor({link("a")})};
  fake.run(9500ms);
  fake.silence("a");
  fake.run(30s);
  fake.silence("anchor");
  fake.run(60s);
  ASSERT_EQ(fake.state("a"), LinkState::unknown);
  fake.answers("anchor");
  fake.answers("a");
  fake.run(3s);  // the last lost echo before it is decided
  EXPECT_EQ(fake.state("a"), LinkState::up) << "one answer is enough, it was never seen down";
  EXPECT_EQ(fake.since("a"), 100);
}

TEST(Sight, ReturnedEndsUnknownAtTheNextDecisionAndBlindEchoesCountInNoRun) {
  FakeProber fake{plan_with_anchor({link("a")})};
  fake.run(9500ms);
  fake.silence("anchor");
  fake.silence("a");
  fake.run(60s);
  fake.answers("anchor");  // the first answered anchor echo leaves at second 70
  fake.run(5s);  // lost and decided: 70, 71
  EXPECT_TRUE(fake.sees());
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  fake.run(2s);
  EXPECT_EQ(fake.state("a"), LinkState::down);
  EXPECT_EQ(fake.since("a"), 70);
}

TEST(Sight, NeedsTheQuorumOfAnchorsAndADeadAnchorDoesNotDateTheLoss) {
  config::Plan two = plan_with_anchor({link("a")});
  two.vantage.anchors = {"dead", "alive"};
  FakeProber fake{two};
  fake.silence("dead");
  fake.run(9500ms);
  fake.silence("a");
  fake.run(30s);
  EXPECT_TRUE(fake.sees());
  ASSERT_EQ(fake.state("a"), LinkState::down);
  fake.silence("alive");
  fake.run(20s);
  EXPECT_FALSE(fake.sees());
  EXPECT_EQ(fake.since("a"), 40) << "dead since second 0, but we saw until 40";
  const Snapshot snapshot = fake.book.snapshot(fake.now());
  ASSERT_EQ(snapshot.anchors.size(), 2U);
  EXPECT_EQ(snapshot.anchors[0].anchor, "dead");
  EXPECT_EQ(snapshot.anchors[0].up, std::optional{false});
}

TEST(Sight, OfTwoNeededAnchorsTheFirstThatFailsEndsIt) {
  config::Plan two = plan_with_anchor({link("a")});
  two.vantage.anchors = {"one", "two"};
  two.vantage.quorum = 2;
  FakeProber fake{two};
  fake.run(9500ms);
  fake.silence("one");
  fake.silence("a");
  fake.run(20s);
  EXPECT_FALSE(fake.sees());
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
}

TEST(Sight, OfAnAnchorIsAbsentBeforeItsFirstVerdict) {
  FakeProber fake{plan_with_anchor({link("a")})};
  EXPECT_EQ(fake.book.snapshot(fake.now()).anchors.at(0).up, std::nullopt);
  EXPECT_TRUE(fake.sees());
  fake.run(1s);
  EXPECT_EQ(fake.book.snapshot(fake.now()).anchors.at(0).up, std::optional{true});
}

TEST(Sight, IsLostWhenAnchorEchoesCannotBeSent) {
  FakeProber fake{plan_with_anchor({link("a")})};
  fake.run(9500ms);
  fake.behave("anchor", {Behaviour::Kind::unsent});
  fake.behave("a", {Behaviour::Kind::unsent});
  fake.run(20s);
  EXPECT_FALSE(fake.sees());
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  EXPECT_EQ(fake.since("a"), 10);
  fake.silence("a");  // sending works again, but not yet seeing
  fake.run(10s);
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
}

TEST(Sight, WithoutAnchorsAlwaysHolds) {
  FakeProber fake{plan({link("a")})};
  fake.silence("a");
  fake.run(10s);
  EXPECT_TRUE(fake.sees());
  EXPECT_EQ(fake.state("a"), LinkState::down);
}

TEST(BlindTime, OfAStoppedDaemonIsUnknownForAllFromItsBeginning) {
  FakeProber fake{plan_with_anchor({link("a"), link("b")})};
  fake.silence("b");
  fake.run(20s);
  ASSERT_EQ(fake.state("b"), LinkState::down);
  const net::Now since = fake.now();
  fake.stall(10min);
  fake.book.record_blind_time(since, fake.now());
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  EXPECT_EQ(fake.since("a"), 20);
  EXPECT_EQ(fake.state("b"), LinkState::unknown);
  fake.run(2s);
  EXPECT_EQ(fake.state("a"), LinkState::up);
  EXPECT_EQ(fake.since("a"), 620);
  EXPECT_EQ(fake.state("b"), LinkState::unknown) << "unknown until its next decision";
  fake.run(6s);
  EXPECT_EQ(fake.state("b"), LinkState::down);
  EXPECT_EQ(fake.since("b"), 620);
  EXPECT_TRUE(fake.sees()) << "a stall says nothing about the anchors";
}

TEST(BlindTime, OfASuspendIsSeenByTheClocksAlone) {
  FakeProber fake{plan({link("a")})};
  fake.run(20s);
  (void)fake.book.take_changes();
  fake.suspend(1h);
  fake.run(3s);
  EXPECT_EQ(fake.state("a"), LinkState::up);
  EXPECT_EQ(fake.since("a"), 3621) << "the echo of second 20 was on its way during the suspend";
  const std::vector<StateChange> changes = fake.book.take_changes();
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].to, LinkState::unknown);
  EXPECT_EQ(changes[0].rule, "suspend");
  EXPECT_EQ((changes[0].since - kStart) / 1s, 19);
  EXPECT_TRUE(fake.book.take_notices().empty()) << "a suspend is no step of the clock";
}

TEST(BlindTime, HoldsBackDownFromLossesSentBeforeIt) {
  FakeProber fake{plan({link("a")})};
  fake.run(9500ms);
  fake.silence("a");
  fake.run(4s);  // echoes 10 and more are on their way or lost
  const net::Now since = fake.now();
  fake.stall(1min);
  fake.book.record_blind_time(since, fake.now());
  fake.answers("a");
  fake.run(2s);
  EXPECT_EQ(fake.state("a"), LinkState::up);
  for (const StateChange& change : fake.book.take_changes()) {
    EXPECT_NE(change.to, LinkState::down);
  }
}

TEST(BlindTime, AShortStallOfTheLoopDoesNotCostSight) {
  FakeProber fake{plan_with_anchor({link("a")})};
  fake.run(20s);
  fake.stall(9s);  // longer than the window of sight; what arrived waits in the socket
  fake.book.advance(fake.now());
  EXPECT_TRUE(fake.sees());
  fake.run(20s);
  EXPECT_TRUE(fake.sees());
  EXPECT_EQ(fake.state("a"), LinkState::up);
}

}  // namespace
}  // namespace pantau::links::test
