// SPDX-License-Identifier: Apache-2.0
// A whole line: what decides, how far back, and how far it is known.
#include "daemon/links/line.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/links/line_fixture.hpp"

namespace pantau::links::test {
namespace {

TEST(Line, OfNewLinkIsDatedBackToTheFirstOfTheRun) {
  LineFeed feed;
  feed.feed("LLAAA");
  feed.feed('-', 3);
  EXPECT_EQ(feed.course(), "unknown 0, up 2");
  EXPECT_EQ(feed.line.rule(), Rule::up_after);
}

TEST(Line, KeepsTheSpansBeforeUntilTheySettle) {
  LineFeed feed;
  feed.feed('A', 10);
  feed.feed('L', 10);
  feed.feed('A', 10);
  EXPECT_EQ(feed.course(), "up 0, down 10, up 20");
  feed.line.settle(second(15));
  EXPECT_EQ(feed.course(), "down 10, up 20");
  feed.line.settle(second(20));
  EXPECT_EQ(feed.course(), "up 20");
}

TEST(Line, DatesNothingBeforeWhatHasSettled) {
  LineFeed feed;
  feed.feed('A', 10);
  feed.feed('L', 8);
  feed.line.settle(second(12));  // beyond what is known
  feed.feed('L', 2);
  EXPECT_EQ(feed.course(), "down 12");
}

TEST(Line, AfterARestartIsUnknownUntilItsFirstAnswer) {
  LineFeed feed;
  feed.line.restore(second(0), LinkState::unreachable);
  EXPECT_EQ(feed.line.rule(), Rule::blind_time);
  feed.feed("LLA");
  feed.feed('-', 3);
  EXPECT_EQ(feed.course(), "unknown 0, up 2");
  EXPECT_EQ(feed.line.rule(), Rule::first_answer);
}

TEST(Line, AfterARestartIsUnknownUntilTheNextDecision) {
  LineFeed feed;
  feed.line.restore(second(0), LinkState::down);
  feed.feed('L', 8);
  EXPECT_EQ(feed.course(), "unknown 0");
  feed.feed('L', 1);
  EXPECT_EQ(feed.course(), "down 0");
}

TEST(Line, AfterARestartOfALinkNeverDecidedNeedsARun) {
  LineFeed feed;
  feed.line.restore(second(0), LinkState::unknown);
  feed.feed("AA");
  EXPECT_EQ(feed.course(), "unknown 0");
  feed.feed("A");
  EXPECT_EQ(feed.course(), "up 0");
}

TEST(Line, IsUnknownWhereTheBookPassedOverAndThenGoesOn) {
  LineFeed feed;
  feed.feed('A', 30);
  feed.skip(100);
  feed.feed('A', 5);
  EXPECT_EQ(feed.course(), "up 0, unknown 30, up 130");
  feed.feed('L', 20);
  EXPECT_EQ(feed.course(), "up 0, unknown 30, up 130, down 135");
}

TEST(Line, KeepsPassedOverTimeUnknownInsideARunThatIsDecidedLater) {
  LineFeed feed;
  feed.feed('A', 30);
  feed.feed('L', 4);
  feed.skip(100);
  feed.feed('L', 10);
  EXPECT_EQ(feed.course(), "up 0, down 30, unknown 34, down 134");
}

TEST(Line, IsUnknownForGoodWithoutAnAddress) {
  LineFeed feed;
  feed.feed('A', 30);
  feed.stop();
  feed.feed('-', 100);
  EXPECT_EQ(feed.course(), "up 0, unknown 30");
  EXPECT_EQ(feed.line.rule(), Rule::no_address);
  feed.feed("AA");
  EXPECT_EQ(feed.line.state(), LinkState::unknown) << "as a new one";
  feed.feed("A");
  EXPECT_EQ(feed.course(), "up 0, unknown 30, up 130");
}

TEST(Line, KeepsItsStateWhenItsAddressChanges) {
  LineFeed feed;
  feed.feed('A', 10);
  feed.feed('L', 20);
  ASSERT_EQ(feed.line.state(), LinkState::down);
  feed.feed("AA");
  feed.change_address();
  feed.feed("A");
  EXPECT_EQ(feed.line.state(), LinkState::down) << "two answers were of the old address";
  feed.feed("AA");
  EXPECT_EQ(feed.course(), "up 0, down 10, up 32");
}

TEST(Line, TellsTheFirstEchoOfALossRunThatIsNotDecided) {
  LineFeed feed;
  feed.feed('A', 10);
  EXPECT_EQ(feed.line.undecided_since(), std::nullopt);
  feed.feed("LLLL");
  EXPECT_EQ(feed.line.undecided_since(), second(10));
  feed.feed('L', 10);
  EXPECT_EQ(feed.line.state(), LinkState::down);
  EXPECT_EQ(feed.line.undecided_since(), std::nullopt) << "decided";
}

TEST(Line, TellsALossRunAlsoWhileItWaitsForTheProofOfSight) {
  LineSettings settings;
  settings.runs.down_after = 2;
  LineFeed feed{settings};
  feed.feed('A', 10);
  feed.blind();
  feed.feed("LLLLL");  // 10 and 11 are lost at 13 and 14; blindness is found out at 16
  ASSERT_TRUE(feed.line.awaits_sight());
  EXPECT_EQ(feed.line.state(), LinkState::up);
  EXPECT_EQ(feed.line.undecided_since(), second(10));
  feed.feed("LL");
  EXPECT_EQ(feed.course(), "up 0, unknown 10");
  EXPECT_EQ(feed.line.undecided_since(), std::nullopt);
}

TEST(KnownUntil, FollowsTheCapOfALinkWithoutTroubleAfterTwoSecondsOfEachMinute) {
  LineFeed feed;
  feed.minutes(1, "A");
  for (int at = 60; at < 400; ++at) {
    feed.feed("A");
    const int cap = feed.now() - 13;
    // 15 of 60 answered: it cannot be over 75 % any more. The cap is 13 s behind.
    const bool held = cap % 60 < 2;
    EXPECT_EQ(feed.known(), held ? cap / 60 * 60 : cap) << at;
  }
}

TEST(KnownUntil, IsNeverHeldLongerThanAQuarterOfAMinuteWithoutTrouble) {
  LineSettings settings{.timeout = 1, .late_window = 0};
  LineFeed feed{settings};
  feed.minutes(1, "A");
  for (int at = 60; at < 400; ++at) {
    feed.feed("A");
    EXPECT_LE(feed.now() - 1 - feed.known(), 15) << at;
  }
}

TEST(KnownUntil, WaitsForTheOldestUndecidedEcho) {
  LineSettings settings{.timeout = 30, .late_window = 0};
  LineFeed feed{settings};
  feed.minutes(1, "A");
  feed.feed('A', 45);
  Outlook outlook = feed.outlook();
  outlook.cap = second(104);
  EXPECT_EQ(feed.line.known_until(outlook), second(104));
  outlook.open = BookedTime{{}, net::WallTime{std::chrono::milliseconds{99'900}}};
  EXPECT_EQ(feed.line.known_until(outlook), second(99));
}

TEST(KnownUntil, WaitsForALossRunAndForAnAnswerRunWhileDown) {
  LineSettings settings{.late_window = 0, .runs = {.down_after = 20, .up_after = 20}};
  LineFeed feed{settings};
  feed.minutes(1, "A");
  feed.feed('A', 20);
  feed.feed('L', 15);  // from 80
  EXPECT_EQ(feed.known(), 80);
  feed.feed('L', 20);  // decided: now the minute that may be over holds
  ASSERT_EQ(feed.line.state(), LinkState::down);
  EXPECT_EQ(feed.known(), 112) << "20 of 60 answered";
  feed.feed('A', 15);  // from 115
  EXPECT_EQ(feed.known(), 115);
}

TEST(KnownUntil, WaitsForUnsentEchoes) {
  LineSettings settings{.timeout = 1, .late_window = 0};
  LineFeed feed{settings};
  feed.minutes(1, "A");
  feed.feed('A', 30);
  feed.feed("vv");
  Outlook outlook = feed.outlook();
  outlook.cap = second(95);
  EXPECT_EQ(feed.line.known_until(outlook), second(90));
}

TEST(KnownUntil, WaitsForASeriesAndInAStretchForItsLastMinute) {
  LineFeed feed;
  feed.minutes(2, "A");
  feed.minutes(3, "LLLLA");
  EXPECT_EQ(feed.known(), 120);
  feed.minutes(2, "LLLLA");
  feed.feed("LLLLALLLLALL");
  EXPECT_EQ(feed.known(), 120);
  feed.feed("L");
  ASSERT_EQ(feed.line.rule(), Rule::loss_ratio);
  EXPECT_EQ(feed.known(), 420);
}

TEST(KnownUntil, OfADownLinkWaitsForWhatAnchorsHaveSeen) {
  LineSettings settings{.late_window = 0};
  LineFeed feed{settings};
  feed.minutes(1, "A");
  feed.feed('A', 20);
  feed.feed('L', 30);
  ASSERT_EQ(feed.line.state(), LinkState::down);
  Outlook outlook = feed.outlook();
  outlook.seen = second(95);
  EXPECT_EQ(feed.line.known_until(outlook), second(95));
  feed.line.lose_sight(
      {net::SteadyTime{std::chrono::seconds{96}}, net::WallTime{std::chrono::seconds{96}}});
  EXPECT_EQ(feed.course(), "up 0, down 80, unknown 96");
}

}  // namespace
}  // namespace pantau::links::test
