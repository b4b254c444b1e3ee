// SPDX-License-Identifier: Apache-2.0
// degraded (semantics.md 5): five complete minutes, begun and ended when one completes.
#include "daemon/links/degraded.hpp"

#include <gtest/gtest.h>

#include "daemon/links/link_numbers.hpp"
#include "tests/daemon/links/line_fixture.hpp"

namespace pantau::links::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kLoss = static_cast<std::uint8_t>(DegradedReason::loss);
constexpr auto kRtt = static_cast<std::uint8_t>(DegradedReason::rtt);
constexpr auto kVariation = static_cast<std::uint8_t>(DegradedReason::delay_variation);

constexpr MinuteLimits kLimits{.rtt = {0.1, 0.2}, .variation = {0.01, 0.03}, .loss = {0.03, 0.1}};

MinuteSummary minute(std::uint32_t sent,
                     std::uint32_t lost,
                     net::Nanoseconds median = 20ms,
                     net::Nanoseconds variation = 1ms) {
  MinuteSummary summary;
  summary.sent = sent;
  summary.lost = lost;
  summary.min = 5ms;
  summary.median = median;
  summary.p95 = summary.min + variation;
  summary.max = summary.p95;
  return summary;
}

QualityJudgement after(const std::vector<MinuteSummary>& minutes) {
  QualityRule rule;
  QualityJudgement judgement;
  for (const MinuteSummary& summary : minutes) {
    judgement = rule.complete(summary, kLimits);
  }
  return judgement;
}

TEST(QualityRule, SaysNothingBeforeFiveMinutes) {
  const MinuteSummary bad = minute(60, 30, 1s, 1s);
  EXPECT_EQ(after({bad, bad, bad, bad}).bad, 0);
  EXPECT_EQ(after({bad, bad, bad, bad}).warn, 0);
  EXPECT_EQ(after({bad, bad, bad, bad, bad}).bad, kLoss | kRtt | kVariation);
}

TEST(QualityRule, TakesLossOverAllEchoesOfTheFiveNotTheMeanOfRatios) {
  // 10 of 100 lost are 10 %, the mean of the ratios is another.
  const MinuteSummary none = minute(20, 0);
  EXPECT_EQ(after({minute(60, 0), minute(60, 0), minute(60, 0), minute(60, 0), minute(10, 6)}).bad,
            0)
      << "6 of 250; the mean of the ratios is 12 %";
  EXPECT_EQ(after({minute(20, 10), none, none, none, none}).bad, kLoss);
  EXPECT_EQ(after({minute(20, 9), none, none, none, none}).bad, 0);
  EXPECT_EQ(after({minute(20, 9), none, none, none, none}).warn, kLoss);
  EXPECT_EQ(after({minute(20, 2), none, none, none, none}).warn, 0);
}

TEST(QualityRule, TakesTheMedianOfTheMinutesValuesAndBadIncludesItsLimit) {
  const MinuteSummary fast = minute(60, 0, 20ms);
  const MinuteSummary slow = minute(60, 0, 200ms);
  EXPECT_EQ(after({slow, slow, fast, fast, fast}).warn, 0);
  EXPECT_EQ(after({slow, fast, slow, fast, slow}).bad, kRtt);
  const MinuteSummary nearly = minute(60, 0, 199999us);
  EXPECT_EQ(after({slow, fast, slow, fast, nearly}).bad, 0);
  EXPECT_EQ(after({slow, fast, slow, fast, nearly}).warn, kRtt);
}

TEST(QualityRule, LeavesOutMinutesWithoutAValueAndTakesTheLowerOfTwo) {
  const MinuteSummary lost = minute(1, 1, 0ms);
  const MinuteSummary none = minute(0, 0, 0ms);
  const MinuteSummary fast = minute(600, 0, 20ms);
  const MinuteSummary slow = minute(600, 0, 300ms);
  EXPECT_EQ(after({lost, slow, none, fast, none}).bad, 0) << "the 1st of 2";
  EXPECT_EQ(after({lost, slow, none, slow, none}).bad, kRtt);
  EXPECT_EQ(after({none, none, none, none, none}).bad, 0);
}

TEST(QualityRule, ForgetsWhatIsOlderThanFiveMinutes) {
  const MinuteSummary bad = minute(60, 60);
  const MinuteSummary good = minute(60, 0);
  EXPECT_EQ(after({bad, good, good, good, good}).bad, kLoss);
  EXPECT_EQ(after({bad, good, good, good, good, good}).warn, 0);
}

TEST(Degraded, BeginsAndEndsWhenAMinuteCompletesAndIsNeverDatedBack) {
  LineFeed feed;
  feed.minutes(5, "A");
  feed.minutes(1, "LAAA");  // 300 to 359: 15 of 300 lost is 5 %
  feed.minutes(1, "LAAA");  // 10 %
  feed.feed('A', 12);
  EXPECT_EQ(feed.line.state(), LinkState::up);
  feed.feed('A', 1);
  EXPECT_EQ(feed.line.state(), LinkState::degraded);
  EXPECT_EQ(feed.line.degraded(), kLoss);
  EXPECT_EQ(feed.line.rule(), Rule::minutes);
  EXPECT_EQ(feed.course(), "up 0, degraded 433");
  feed.feed('A', 47);
  feed.minutes(4, "A");
  // Minutes 360 to 660: 5 %, still warned. Minutes 420 to 720: none.
  feed.feed('A', 12);
  EXPECT_EQ(feed.line.state(), LinkState::degraded);
  feed.feed('A', 1);
  EXPECT_EQ(feed.course(), "up 0, degraded 433, up 733");
  EXPECT_EQ(feed.line.degraded(), 0);
}

TEST(Degraded, NamesWhatIsBadAtFirstAndThenWhatIsWarned) {
  LineSettings settings;
  settings.minutes = {.rtt = {0.01, 0.5}, .variation = {1, 2}, .loss = {0.03, 0.1}};
  LineFeed feed{settings};
  feed.minutes(4, "A");
  feed.minutes(1, "LA");
  feed.feed('A', 13);
  EXPECT_EQ(feed.line.degraded(), kLoss) << "20 ms is only warned";
  feed.feed('A', 60);
  EXPECT_EQ(feed.line.degraded(), kLoss | kRtt);
}

TEST(Degraded, IsGoneWhenTheLinkGoesDownAndBeginsWithALaterMinute) {
  LineFeed feed;
  feed.minutes(5, "AAAAL");
  feed.feed('A', 20);
  ASSERT_EQ(feed.line.state(), LinkState::degraded);
  feed.feed('L', 20);  // from 320
  ASSERT_EQ(feed.line.state(), LinkState::down);
  EXPECT_EQ(feed.line.degraded(), 0);
  feed.feed('A', 20);  // from 340
  EXPECT_EQ(feed.course(), "up 0, degraded 313, down 320, up 340");
  feed.feed('A', 13);
  EXPECT_EQ(feed.course(), "up 0, degraded 313, down 320, up 340, degraded 373");
}

TEST(Degraded, IsNotBegunWhileDown) {
  LineFeed feed;
  feed.minutes(5, "A");
  feed.feed('L', 80);  // the minute 300 completes at 373
  EXPECT_EQ(feed.course(), "up 0, down 300");
}

TEST(Degraded, IsJudgedByTheStateThatRunsGiveLater) {
  LineFeed feed;
  feed.minutes(5, "A");
  feed.feed('L', 71);  // 300 to 370
  feed.feed("AAAA");  // up from 371, known at 373, when the minute 300 is complete too
  EXPECT_EQ(feed.course(), "up 0, down 300, up 371, degraded 373");
  LineFeed other;
  other.minutes(5, "A");
  other.feed('L', 60);
  other.feed('A', 12);  // up from 360; slow answers hide it until the minute is complete
  other.feed('A', 2);
  EXPECT_EQ(other.course(), "up 0, down 300, up 360, degraded 373");
}

TEST(Degraded, GoesOnAfterTimeThatTheBookPassedOver) {
  LineFeed feed;
  feed.minutes(5, "AAAAL");
  feed.feed('A', 20);
  ASSERT_EQ(feed.line.state(), LinkState::degraded);
  feed.skip(100);
  EXPECT_EQ(feed.course(), "up 0, degraded 313, unknown 320, degraded 420");
}

}  // namespace
}  // namespace pantau::links::test
