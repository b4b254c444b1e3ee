// SPDX-License-Identifier: Apache-2.0
// The run rule of semantics.md 5. The fake's echoes of a link leave on whole seconds after the
// start.
#include <gtest/gtest.h>

#include "tests/daemon/links/book_fixture.hpp"

namespace pantau::links::test {
namespace {

TEST(LinkState, IsUnknownUntilEnoughAnswersAndThenDatedBackToTheFirst) {
  FakeProber fake{plan({link("a")})};
  fake.by_hand("a");
  const net::SteadyTime first = fake.now().steady + 2s;
  fake.run(5s);
  fake.answer("a", 0, first, 20ms);
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  fake.answer("a", 1, first + 1s, 20ms);
  EXPECT_EQ(fake.state("a"), LinkState::up);
  EXPECT_EQ(fake.since("a"), 2);
}

TEST(LinkState, OfNewLinkIsDownAfterEnoughLossesDatedBackToTheFirst) {
  FakeProber fake{plan({link("a")})};
  fake.silence("a");
  fake.run(4s);
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  fake.run(2s);
  EXPECT_EQ(fake.state("a"), LinkState::down);
  EXPECT_EQ(fake.since("a"), 0);
}

TEST(LinkState, GoesDownAfterConsecutiveLossesAtTheSendTimeOfTheFirst) {
  FakeProber fake{plan({link("a")})};
  fake.run(9500ms);
  fake.silence("a");
  fake.run(10s);
  EXPECT_EQ(fake.state("a"), LinkState::down);
  EXPECT_EQ(fake.since("a"), 10);
  EXPECT_GE(fake.numbers("a").losing_run, 3U);
}

TEST(LinkState, IsCountedOverAllLinks) {
  FakeProber fake{plan({link("a"), link("b"), link("c")})};
  fake.silence("b");
  fake.run(30s);
  const StateCounts counts = fake.book.count_states();
  EXPECT_EQ(counts.at(static_cast<std::size_t>(LinkState::up)), 2U);
  EXPECT_EQ(counts.at(static_cast<std::size_t>(LinkState::down)), 1U);
  EXPECT_FALSE(fake.book.sight_lost());
}

TEST(LinkState, StaysUpWhenAnAnswerBreaksTheLossRun) {
  FakeProber fake{plan({link("a")})};
  fake.run(9500ms);
  for (int round = 0; round < 5; ++round) {
    fake.silence("a");
    fake.run(2s);
    fake.answers("a");
    fake.run(1s);
  }
  fake.run(5s);
  EXPECT_EQ(fake.state("a"), LinkState::up);
  EXPECT_EQ(fake.numbers("a").lost, 10U);
  EXPECT_EQ(fake.numbers("a").loss_runs.counts[1], 5U);
  EXPECT_EQ(fake.numbers("a").loss_runs.sum_probes, 10U);
}

TEST(LinkState, IsUpAgainFromTheFirstOfEnoughAnswers) {
  FakeProber fake{plan({link("a")})};
  fake.run(9500ms);
  fake.silence("a");
  fake.run(20s);
  fake.answers("a");
  fake.run(1s);
  fake.silence("a");
  fake.run(1s);
  fake.answers("a");
  fake.run(6s);
  EXPECT_EQ(fake.state("a"), LinkState::up);
  EXPECT_EQ(fake.since("a"), 32) << "the lone answer at second 30 is no run";
}

TEST(LinkState, IsDetectedDownWithinThePromisedTime) {
  // (down_after - 1) x interval + timeout + 1 s after the first lost echo was sent.
  FakeProber fake{plan({link("a")})};
  fake.run(9500ms);
  fake.silence("a");
  fake.run(500ms + 2 * 1s + 3s + 1s);
  EXPECT_EQ(fake.state("a"), LinkState::down);
}

TEST(LinkState, BordersAreCutDownToWholeSeconds) {
  FakeProber fake{plan({link("a")})};
  fake.by_hand("a");
  const net::SteadyTime at = fake.now().steady + 749ms;  // 08:00:00.999
  fake.run(10s);
  for (std::uint32_t number = 0; number < 3; ++number) {
    fake.lose("a", number, at + number * 1s);
  }
  EXPECT_EQ(fake.since("a"), 0);
}

TEST(LinkState, FollowsTheOrderOfSendingNotOfArrival) {
  FakeProber fake{plan({link("a")})};
  fake.by_hand("a");
  const net::SteadyTime t0 = fake.now().steady;
  fake.run(10s);
  // Sent: loss, answer, loss, loss. Arrived: three losses in a row, the answer last.
  fake.lose("a", 0, t0);
  fake.lose("a", 2, t0 + 2s);
  fake.lose("a", 3, t0 + 3s);
  EXPECT_EQ(fake.numbers("a").losing_run, 1U) << "echo 1 is undecided and holds back those behind";
  fake.answer("a", 1, t0 + 1s, 2900ms);
  EXPECT_EQ(fake.numbers("a").losing_run, 2U);
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
}

TEST(LinkState, SkipsUnsentAndVoidEchoesInRuns) {
  FakeProber fake{plan({link("a")})};
  fake.by_hand("a");
  const net::SteadyTime t0 = fake.now().steady;
  fake.run(10s);
  fake.lose("a", 0, t0);
  fake.unsent("a", 1, t0 + 1s);
  fake.lose("a", 2, t0 + 2s);
  fake.record({fake.event("a", icmp::EchoEvent::Kind::voided, 3, t0 + 3s)});
  fake.lose("a", 4, t0 + 4s);
  EXPECT_EQ(fake.state("a"), LinkState::down);
  const LinkNumbers numbers = fake.numbers("a");
  EXPECT_EQ(numbers.probes, 3U);
  EXPECT_EQ(numbers.unsent, 1U);
  EXPECT_EQ(numbers.voided, 1U);
}

TEST(LinkState, IsUnknownFromTheFirstOfThreeUnsentEchoesToTheNextDecidedOne) {
  FakeProber fake{plan({link("a")})};
  fake.run(9500ms);
  fake.behave("a", {Behaviour::Kind::unsent});
  fake.run(2s);
  EXPECT_EQ(fake.state("a"), LinkState::up) << "two are not three";
  fake.run(8s);
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  EXPECT_EQ(fake.since("a"), 10);
  fake.answers("a");
  fake.run(1s);
  EXPECT_EQ(fake.state("a"), LinkState::up);
  EXPECT_EQ(fake.since("a"), 20);
}

TEST(LinkState, GoesOnAsBeforeWhenTheFirstDecidedEchoAfterUnsentOnesIsLost) {
  FakeProber fake{plan({link("a")})};
  fake.silence("a");
  fake.run(9500ms);
  fake.behave("a", {Behaviour::Kind::voided});
  fake.run(10s);
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  EXPECT_EQ(fake.since("a"), 10);
  fake.silence("a");
  fake.run(4s);
  EXPECT_EQ(fake.state("a"), LinkState::down);
  EXPECT_EQ(fake.since("a"), 20);
}

TEST(LinkState, OfPlannedLinkIsUnknownAndItHasNoTarget) {
  config::Link planned = link("a");
  planned.address.clear();
  LinkBook book{net::WallTime{}};
  const auto plan_of_one = std::make_shared<const config::Plan>(plan({planned}));
  const net::Now now{{}, kStart, {}};
  EXPECT_TRUE(book.apply(plan_of_one, now).empty());
  EXPECT_EQ(book.snapshot(now).links.at(0).state, LinkState::unknown);
}

TEST(LinkState, ChangesAreToldOnceWithTheRuleThatDecided) {
  FakeProber fake{plan({link("a")})};
  fake.run(9500ms);
  fake.silence("a");
  fake.run(10s);
  const std::vector<StateChange> changes = fake.book.take_changes();
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].rule, "up_after");
  EXPECT_EQ(changes[0].from, LinkState::unknown);
  EXPECT_EQ(changes[1].rule, "down_after");
  EXPECT_EQ(changes[1].link, "a");
  EXPECT_EQ(changes[1].to, LinkState::down);
  EXPECT_TRUE(fake.book.take_changes().empty());
}

}  // namespace
}  // namespace pantau::links::test
