// SPDX-License-Identifier: Apache-2.0
#include "daemon/outages/outage_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/outages/outage_fixture.hpp"

namespace pantau::outages::test {
namespace {

using book::Cause;
using book::EndedBy;
using std::chrono_literals::operator""s;
using testing::ElementsAre;
using testing::IsEmpty;
using enum LinkState;

using Legs = std::vector<Leg>;

const std::vector<std::string> kSelf{"child"};

TEST(OutageBook, OpensAtDetectionAndKeepsTheStart) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  const book::Outage outage = only(one.book->take_changed());
  EXPECT_EQ(outage.id, 1U);
  EXPECT_EQ(outage.link, "child");
  EXPECT_EQ(outage.site, "jila");
  EXPECT_EQ(outage.start, at(100));
  EXPECT_EQ(outage.detected, at(130));
  EXPECT_FALSE(outage.end);
  ASSERT_EQ(outage.segments.size(), 1U);
  EXPECT_EQ(outage.segments[0].start, at(100));
  EXPECT_FALSE(outage.segments[0].end);
  EXPECT_EQ(outage.segments[0].state, down);
  EXPECT_EQ(outage.segments[0].roots, kSelf);
  EXPECT_EQ(outage.segments[0].proposed, Cause::unknown);
  ASSERT_NE(one.book->open("child"), nullptr);
  EXPECT_EQ(*one.book->open("child"), outage);
  EXPECT_EQ(one.book->open("hub"), nullptr);
}

TEST(OutageBook, TellsNothingTwice) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  (void)one.book->take_changed();
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 131);
  one.follow("child", {{110, down, kSelf}}, 110, 140);
  EXPECT_THAT(one.book->take_changed(), IsEmpty());
}

TEST(OutageBook, EndsByAnswersAndIsForgottenByOpen) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  one.follow("child", {{110, down, kSelf}, {200, up}}, 110, 215);
  const book::Outage outage = only(one.book->take_changed());
  EXPECT_EQ(outage.id, 1U);
  EXPECT_EQ(outage.detected, at(130));
  EXPECT_EQ(outage.end, at(200));
  EXPECT_EQ(outage.ended_by, EndedBy::answers);
  EXPECT_EQ(outage.segments.back().end, at(200));
  EXPECT_EQ(outage.length(at(1000)), 100s);
  EXPECT_EQ(one.book->open("child"), nullptr);
}

TEST(OutageBook, DegradedEndsAnOutageToo) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}, {200, degraded}}, 90, 230);
  EXPECT_EQ(only(one.book->take_changed()).end, at(200));
}

TEST(OutageBook, UnknownTimeNeitherEndsNorSplitsNorCounts) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}, {150, unknown}}, 90, 170);
  EXPECT_FALSE(only(one.book->take_changed()).end);
  EXPECT_NE(one.book->open("child"), nullptr);
  one.follow("child", {{100, down, kSelf}, {150, unknown}, {180, down, kSelf}}, 100, 200);
  const book::Outage outage = only(one.book->take_changed());
  EXPECT_EQ(outage.id, 1U);
  ASSERT_EQ(outage.segments.size(), 2U);
  EXPECT_EQ(outage.segments[0].end, at(150));
  EXPECT_EQ(outage.segments[1].start, at(180));
  EXPECT_EQ(outage.length(at(200)), 70s);
}

TEST(OutageBook, EndsWhereUnknownTimeBeganWhenAnAnswerIsTheFirstNews) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}, {150, unknown}}, 90, 170);
  one.follow("child", {{160, unknown}, {300, up}}, 160, 310);
  const book::Outage outage = only(one.book->take_changed());
  EXPECT_EQ(outage.end, at(150));
  EXPECT_EQ(outage.ended_by, EndedBy::answers);
}

TEST(OutageBook, CutsSegmentsWhereStateAndRootsChange) {
  BookUnderTest one;
  one.follow("child",
             {{0, up},
              {100, unreachable, {"hub"}},
              {150, unreachable, {"hub-2", "hub"}},
              {200, down, kSelf}},
             90,
             230);
  const book::Outage outage = only(one.book->take_changed());
  ASSERT_EQ(outage.segments.size(), 3U);
  EXPECT_THAT(outage.segments[1].roots, ElementsAre("hub", "hub-2"));
  EXPECT_EQ(outage.segments[0].end, outage.segments[1].start);
  EXPECT_EQ(outage.segments[1].end, outage.segments[2].start);
  EXPECT_EQ(outage.segments[0].proposed, Cause::upstream);
  EXPECT_EQ(outage.segments[2].proposed, Cause::unknown);
}

TEST(OutageBook, KeepsIdAndDetectionWhenTheStartIsFoundEarlier) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {400, down, kSelf}}, 30, 430);
  (void)one.book->take_changed();
  one.follow("child", {{0, up}, {60, down, kSelf}}, 30, 440);
  const book::Outage outage = only(one.book->take_changed());
  EXPECT_EQ(outage.id, 1U);
  EXPECT_EQ(outage.start, at(60));
  EXPECT_EQ(outage.detected, at(430));
}

TEST(OutageBook, JoinsWhatTheRatioRuleFindsToBeOne) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}, {150, up}}, 30, 170);
  one.follow("child", {{0, up}, {100, down, kSelf}, {150, up}, {200, down, kSelf}}, 30, 230);
  EXPECT_EQ(one.book->take_changed().size(), 2U);
  one.follow("child", {{0, up}, {60, down, kSelf}}, 30, 400);
  const auto changed = one.book->take_changed();
  ASSERT_EQ(changed.size(), 2U);
  EXPECT_EQ(changed[0].id, 1U);
  EXPECT_EQ(changed[0].start, at(60));
  EXPECT_FALSE(changed[0].end);
  EXPECT_EQ(changed[1].id, 2U);
  EXPECT_TRUE(changed[1].taken_back());
  EXPECT_EQ(changed[1].length(at(400)), 0s);
  EXPECT_EQ(one.book->open("child")->id, 1U);
  one.follow("child", {{0, up}, {60, down, kSelf}, {500, up}, {600, down, kSelf}}, 30, 640);
  EXPECT_EQ(one.book->open("child")->id, 3U);
}

TEST(OutageBook, LeavesAnOutageThatEndedBeforeTheSettledPoint) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}, {150, up}}, 30, 170);
  (void)one.book->take_changed();
  one.follow("child", {{160, up}, {170, down, kSelf}}, 160, 200);
  const book::Outage outage = only(one.book->take_changed());
  EXPECT_EQ(outage.id, 2U);
  EXPECT_EQ(outage.start, at(170));
}

TEST(OutageBook, EndsAtTheReloadThatRemovesTheLink) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  (void)one.book->take_changed();
  one.book->remove("child", at(300));
  const book::Outage outage = only(one.book->take_changed());
  EXPECT_EQ(outage.end, at(300));
  EXPECT_EQ(outage.ended_by, EndedBy::removed);
  EXPECT_EQ(outage.segments.back().end, at(300));
  EXPECT_EQ(one.book->open("child"), nullptr);
}

TEST(OutageBook, GoesOnAsTheSameOutageAfterARestart) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  one.restart(one.book->take_changed());
  one.follow("child", {{120, unknown}}, 120, 400);
  const book::Outage blind = only(one.book->take_changed());
  EXPECT_FALSE(blind.end);
  EXPECT_EQ(blind.segments.back().end, at(120));
  one.follow("child", {{120, unknown}, {410, down, kSelf}}, 120, 440);
  const book::Outage outage = only(one.book->take_changed());
  EXPECT_EQ(outage.id, 1U);
  EXPECT_EQ(outage.start, at(100));
  EXPECT_EQ(outage.length(at(440)), 50s);
}

TEST(OutageBook, KeepsAnOutageWhoseSecondsWereLostInARestart) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  one.restart(one.book->take_changed());
  one.follow("child", {{90, unknown}}, 90, 200);
  const book::Outage blind = only(one.book->take_changed());
  EXPECT_EQ(blind.id, 1U);
  EXPECT_FALSE(blind.end);
  EXPECT_FALSE(blind.taken_back());
  ASSERT_EQ(blind.segments.size(), 1U) << "root and cause stay known";
  EXPECT_EQ(blind.length(at(200)), 0s);
  one.follow("child", {{90, unknown}, {210, up}}, 90, 220);
  const book::Outage ended = only(one.book->take_changed());
  EXPECT_EQ(ended.end, at(100));
  EXPECT_EQ(ended.length(at(220)), 0s);
}

TEST(OutageBook, CountsIdsOnAfterARestart) {
  BookUnderTest one;
  one.book->restore(41);
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  EXPECT_EQ(only(one.book->take_changed()).id, 42U);
}

TEST(OutageBook, KeepsTheSiteThatTheLinkHadWhenItBegan) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  one.plan.links[0].site = "twin";
  one.follow("child", {{100, down, kSelf}, {150, unreachable, {"hub"}}}, 100, 160);
  EXPECT_EQ(only(one.book->take_changed()).site, "jila");
}

TEST(OutageBook, KeepsACorrectionToItselfAndOutOfWhatIsWritten) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  (void)one.book->take_changed();
  book::Correction correction;
  correction.cause = Cause::rain_fade;
  one.book->correct(1, correction);
  one.book->correct(1, correction);
  EXPECT_THAT(one.book->take_changed(), IsEmpty());
  const auto open = one.book->open("child");
  EXPECT_EQ(open->corrections.size(), 1U);
  EXPECT_EQ(open->effective(open->segments.back()), Cause::rain_fade);
  one.follow("child", {{100, down, kSelf}, {150, unreachable, {"hub"}}}, 100, 160);
  EXPECT_EQ(one.book->open("child")->effective(open->segments.back()), Cause::rain_fade);
  EXPECT_THAT(only(one.book->take_changed()).corrections, IsEmpty());
}

}  // namespace
}  // namespace pantau::outages::test
