// SPDX-License-Identifier: Apache-2.0
// The ratio rule of semantics.md 5, in whole lines. down_after is out of reach where it would
// decide first.
#include "daemon/links/ratio_rule.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/links/line_fixture.hpp"

namespace pantau::links::test {
namespace {

// 48 of 60 echoes lost (80 %), never more than 4 in a row.
constexpr std::string_view kFourOfFive = "LLLLA";
// 45 of 60: exactly at 75 %.
constexpr std::string_view kThreeOfFour = "LLLA";

/// A link that was up for two minutes.
LineFeed up_for_two_minutes() {
  LineFeed feed;
  feed.minutes(2, "A");
  return feed;
}

TEST(RatioRule, BeginsWithTheFirstOfFiveMinutes) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(5, kFourOfFive);
  feed.feed('A', 12);
  EXPECT_EQ(feed.line.state(), LinkState::degraded) << "the fifth completes 13 s after its end";
  feed.feed('A', 1);
  EXPECT_EQ(feed.line.state(), LinkState::down);
  EXPECT_EQ(feed.line.rule(), Rule::loss_ratio);
  EXPECT_EQ(feed.course(), "up 0, down 120");
}

TEST(RatioRule, NeedsFiveMinutesInARow) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(4, kFourOfFive);
  feed.minutes(1, kThreeOfFour);
  feed.minutes(4, kFourOfFive);
  feed.minutes(2, "A");
  EXPECT_EQ(feed.course().find("down"), std::string::npos) << feed.course();
}

TEST(RatioRule, EndsAtTheStartOfTheFirstMinuteAtTheThreshold) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(6, kFourOfFive);
  feed.minutes(1, kThreeOfFour);
  feed.feed('A', 13);
  EXPECT_TRUE(book::is_working(feed.line.state()));
  EXPECT_NE(feed.course().find("down 120, up 480"), std::string::npos) << feed.course();
}

TEST(RatioRule, TakesTheThresholdOfTheContract) {
  LineSettings settings;
  settings.minutes.loss_threshold = 0.2;
  LineFeed feed{settings};
  feed.minutes(2, "A");
  feed.minutes(5, "LLAAA");
  feed.feed('A', 13);
  EXPECT_EQ(feed.line.state(), LinkState::down);
}

TEST(RatioRule, DoesNotJudgeMinutesWithFewerThanFourDecidedEchoes) {
  LineSettings settings{.interval = 20, .runs = {.down_after = 100, .up_after = 1}};
  LineFeed three{settings};
  three.feed('A', 60);
  three.minutes(8, "L");
  EXPECT_EQ(three.course(), "up 0, degraded 313");
  settings.interval = 15;
  LineFeed four{settings};
  four.feed('A', 60);
  four.minutes(6, "L");
  EXPECT_EQ(four.course(), "up 0, down 60");
}

TEST(RatioRule, TakesAMinuteWithoutADecidedEchoAsTheEndOfASeries) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(4, kFourOfFive);
  feed.feed('-', 60);
  feed.minutes(4, kFourOfFive);
  feed.feed('A', 20);
  EXPECT_EQ(feed.course().find("down"), std::string::npos) << feed.course();
}

TEST(RatioRule, JoinsItsStretchWithThatOfTheRunRule) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(5, kFourOfFive);
  feed.feed('L', 90);  // run rule: from 420, ratio rule: from 120
  feed.feed('A', 30);  // the minute 480 loses 50 %: the ratio rule ends at 480, the run at 510
  feed.feed('A', 80);
  EXPECT_NE(feed.course().find("down 120, up 510"), std::string::npos) << feed.course();
}

TEST(RatioRule, LastsLongerThanTheRunWhenTheMinuteOfTheEndIsOver) {
  LineFeed feed = up_for_two_minutes();
  feed.feed("AAAAAAAA");
  feed.feed('L', 6 * 60 - 16);  // 128 to 472
  feed.feed('A', 8);
  feed.minutes(2, "A");
  // Minute 120: 52 of 60 lost. Earliest start and latest end, as semantics.md 5 has it.
  EXPECT_NE(feed.course().find("down 120, up 480"), std::string::npos) << feed.course();
}

TEST(RatioRule, DecidesALinkThatNoRunHasDecided) {
  LineSettings settings;
  settings.runs.up_after = 3;
  LineFeed feed{settings};
  feed.minutes(5, kFourOfFive);
  feed.feed('-', 13);
  EXPECT_EQ(feed.course(), "down 0");
  EXPECT_EQ(feed.line.rule(), Rule::loss_ratio);
  feed.feed('-', 47);
  feed.minutes(1, "LA");
  feed.feed("LALALALALALALA");
  EXPECT_TRUE(book::is_working(feed.line.state())) << feed.course();
}

// The case that semantics.md leaves open: a minute that cannot be judged inside a running stretch.
TEST(RatioRule, EndsWithAMinuteThatCannotBeJudgedButHasAnAnswer) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(5, kFourOfFive);
  feed.feed('-', 58);
  feed.feed("LA");
  ASSERT_EQ(feed.line.state(), LinkState::down);
  feed.feed('-', 13);
  EXPECT_NE(feed.course().find("down 120, up 420"), std::string::npos) << feed.course();
}

TEST(RatioRule, LeavesTheLinkUnknownFromAMinuteThatHasNeitherJudgementNorAnswer) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(5, kFourOfFive);
  feed.feed('-', 58);
  feed.feed("LL");
  feed.feed('-', 13);
  EXPECT_EQ(feed.line.state(), LinkState::unknown);
  EXPECT_NE(feed.course().find("down 120, unknown 420"), std::string::npos) << feed.course();
  feed.feed("A");  // second 493
  EXPECT_NE(feed.course().find("unknown 420, degraded 493"), std::string::npos) << feed.course();
}

TEST(RatioRule, LeavesUnknownUntilAnAnswerThatCameBeforeTheMinuteWasFinal) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(5, kFourOfFive);
  feed.feed('-', 60);
  feed.feed("---LLALL");
  feed.feed('-', 5);
  EXPECT_NE(feed.course().find("down 120, unknown 420, up 485"), std::string::npos)
      << feed.course();
}

TEST(RatioRule, EndsWhereSightIsLostAndNeedsFiveNewMinutes) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(5, kFourOfFive);
  feed.feed("LLLLALLLLALLLLALLLLALLLL");  // 420 to 443
  ASSERT_EQ(feed.line.state(), LinkState::down);
  feed.blind();  // 444
  feed.feed('L', 20);
  EXPECT_EQ(feed.line.state(), LinkState::unknown);
  EXPECT_EQ(feed.line.rule(), Rule::sight_lost);
  EXPECT_NE(feed.course().find("down 120, unknown 444"), std::string::npos) << feed.course();
  feed.see();
  feed.feed("A---");  // 464
  EXPECT_NE(feed.course().find("unknown 444, up 464"), std::string::npos) << feed.course();
  feed.feed('A', 12);
  feed.minutes(4, kFourOfFive);
  feed.feed('A', 20);
  EXPECT_TRUE(book::is_working(feed.line.state())) << feed.course();
}

TEST(RatioRule, KeepsWhatWasDownBeforeSightWasLostInTheMiddleOfAMinute) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(5, kFourOfFive);
  feed.feed("LLLLALLLLALLLLALLLLALLLL");  // 420 to 443
  feed.blind();
  feed.feed('L', 100);  // the minute 420 is final
  EXPECT_NE(feed.course().find("down 120, unknown 444"), std::string::npos) << feed.course();
}

TEST(RatioRule, OpensNothingWhenSightIsLostBeforeTheFifthMinuteIsFinal) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(5, kFourOfFive);
  feed.blind();  // 420; found out at 426, the minute 360 is final at 433
  feed.feed('L', 30);
  EXPECT_EQ(feed.course().find("down"), std::string::npos) << feed.course();
  LineFeed stalled = up_for_two_minutes();
  stalled.minutes(5, kFourOfFive);
  stalled.feed("LLLLA");
  stalled.stall(20);
  stalled.feed('L', 3);
  EXPECT_EQ(stalled.course().find("down"), std::string::npos) << stalled.course();
}

TEST(RatioRule, OfANewLinkDoesNotReachAcrossUnsentEchoes) {
  LineFeed feed;
  feed.minutes(1, kFourOfFive);
  feed.feed("vvvvv");
  for (int round = 0; round < 11; ++round) {
    feed.feed(kFourOfFive);
  }
  feed.minutes(3, kFourOfFive);
  feed.feed('-', 20);
  EXPECT_EQ(feed.course(), "unknown 0");
}

TEST(RatioRule, GoesOnAfterUnsentEchoesWhenTheNextOneIsLost) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(5, kFourOfFive);
  feed.feed("LLLLALLLLALLLLALLLLA");  // 420 to 439
  feed.feed("vvvv");
  EXPECT_EQ(feed.line.state(), LinkState::unknown);
  feed.feed("LLLL");
  EXPECT_EQ(feed.line.state(), LinkState::down);
  EXPECT_NE(feed.course().find("down 120, unknown 440, down 444"), std::string::npos)
      << feed.course();
}

TEST(RatioRule, EndsWhereEchoesWereUnsentWhenTheNextOneIsAnswered) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(5, kFourOfFive);
  feed.feed("LLLLALLLLALLLLALLLLA");
  feed.feed("vvvvA");
  EXPECT_NE(feed.course().find("down 120, unknown 440, up 444"), std::string::npos)
      << feed.course();
}

TEST(RatioRule, OfANewAddressBeginsWithItsFirstWholeMinute) {
  LineFeed feed = up_for_two_minutes();
  feed.minutes(4, kFourOfFive);
  feed.feed("LLLLA");
  feed.change_address();
  for (int round = 0; round < 11; ++round) {
    feed.feed(kFourOfFive);
  }
  feed.minutes(4, kFourOfFive);
  feed.feed('A', 13);
  EXPECT_EQ(feed.course().find("down"), std::string::npos) << feed.course();
  LineFeed longer = up_for_two_minutes();
  longer.feed("LLLLA");
  longer.change_address();
  for (int round = 0; round < 11; ++round) {
    longer.feed(kFourOfFive);
  }
  longer.minutes(5, kFourOfFive);
  longer.feed('A', 13);
  EXPECT_NE(longer.course().find("down 180"), std::string::npos) << longer.course();
}

TEST(RatioRule, AloneTellsWhatAMinuteDid) {
  RatioRule rule{second(0)};
  const auto minute = [&rule](int number, std::uint32_t sent, std::uint32_t lost) {
    FinalMinute final_minute;
    final_minute.start = second(number * 60);
    final_minute.end = second(number * 60 + 60);
    final_minute.summary.sent = sent;
    final_minute.summary.lost = lost;
    return rule.complete(final_minute, 0.75);
  };
  for (int number = 0; number < 4; ++number) {
    EXPECT_EQ(minute(number, 60, 46), RatioRule::Turn::none);
  }
  EXPECT_EQ(minute(4, 60, 46), RatioRule::Turn::began);
  EXPECT_EQ(rule.first(), second(0));
  EXPECT_EQ(minute(5, 60, 60), RatioRule::Turn::none);
  EXPECT_EQ(minute(6, 60, 45), RatioRule::Turn::ended);
  EXPECT_FALSE(rule.open());
  for (int number = 7; number < 11; ++number) {
    (void)minute(number, 4, 4);
  }
  EXPECT_EQ(minute(11, 4, 4), RatioRule::Turn::began);
  EXPECT_EQ(minute(12, 3, 3), RatioRule::Turn::ended_unjudged);
}

TEST(RatioRule, CountsNoMinutesAcrossTimeThatTheBookPassedOver) {
  RatioRule rule{second(0)};
  FinalMinute minute;
  minute.summary.sent = 60;
  minute.summary.lost = 60;
  for (int number = 0; number < 8; ++number) {
    minute.start = second(number * 60 + (number < 3 ? 0 : 600));
    minute.end = minute.start + book::Seconds{60};
    EXPECT_EQ(rule.complete(minute, 0.75),
              number == 7 ? RatioRule::Turn::began : RatioRule::Turn::none);
  }
  EXPECT_EQ(rule.first(), second(780));
}

TEST(RatioRule, HoldsTheBookOnlyAsLongAsAMinuteCanBeOver) {
  RatioRule rule{second(0)};
  OpenMinute minute{.start = second(0), .end = second(60), .sent = 14, .lost = 0, .rest = 46};
  EXPECT_EQ(rule.hold(minute, 0.75), second(0)) << "46 > 0.75 x 60";
  minute = {.start = second(0), .end = second(60), .sent = 15, .lost = 0, .rest = 45};
  EXPECT_EQ(rule.hold(minute, 0.75), second(60));
  minute = {.start = second(0), .end = second(60), .sent = 0, .lost = 0, .rest = 3};
  EXPECT_EQ(rule.hold(minute, 0.75), second(60)) << "never four echoes";
  minute = {
      .start = second(0), .end = second(60), .sent = 9, .lost = 9, .rest = 46, .sight = false};
  EXPECT_EQ(rule.hold(minute, 0.75), second(60));
  EXPECT_EQ(rule.hold(std::nullopt, 0.75), Second::max());
}

}  // namespace
}  // namespace pantau::links::test
