// SPDX-License-Identifier: Apache-2.0
// Who is named for an outage: semantics.md 5, unreachable.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/daemon/verdicts/county.hpp"

namespace pantau::verdicts::test {
namespace {

using Ids = std::vector<std::string>;

const std::vector<Wired> hub_and_jila{{"hub", {}}, {"jila", {{"hub"}}}};

TEST(Attribution, ALinkWithoutParentsIsItsOwnRoot) {
  County county(std::vector<Wired>{{"hub", {}}});
  county.fails("hub", 100);
  EXPECT_EQ(county.now(120), Ids{"hub"});
  EXPECT_EQ(county.told("hub"), "up 0, down(hub) 100");
}

TEST(Attribution, NamesTheParentThatFailedBefore) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.now(120);
  county.fails("jila", 103);
  EXPECT_EQ(county.now(123), Ids{"jila"});
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 103");
}

TEST(Attribution, TakesAChildThatFailedFirstFromItsStart) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.now(120);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
  county.fails("hub", 160);
  EXPECT_EQ(county.now(180), (Ids{"hub", "jila"}));
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100");
}

TEST(Attribution, LeavesAChildItsOwnRootWhenTheParentFails61SecondsLater) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.now(120);
  county.fails("hub", 161);
  EXPECT_EQ(county.now(181), Ids{"hub"});
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
  county.now(400);
  county.answers("hub", 390);
  county.now(405);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
}

TEST(Attribution, IsNotTakenByAParentThatFailsAfterTheChildAnsweredAgain) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.answers("jila", 110);
  county.now(115);
  county.fails("hub", 110);
  county.now(130);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100, up 110");
}

TEST(Attribution, NeedsBothOfTwoAlternativesToFail) {
  County county({{"a", {}}, {"b", {}}, {"jila", {{"a", "b"}}}});
  county.fails("a", 100);
  county.now(110);
  county.fails("jila", 100);
  county.now(120);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
  county.fails("b", 130);
  county.now(150);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(a+b) 100");
}

TEST(Attribution, NeedsOneOfTwoConditionsToFail) {
  County county({{"a", {}}, {"b", {}}, {"jila", {{"a"}, {"b"}}}});
  county.fails("b", 100);
  county.fails("jila", 101);
  county.now(120);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(b) 101");
}

TEST(Attribution, RootsOfGroupsThatAreMetAreNotNamed) {
  County county({{"a", {}}, {"b", {}}, {"c", {}}, {"jila", {{"a", "b"}, {"c"}}}});
  county.fails("a", 100);
  county.fails("c", 100);
  county.fails("jila", 101);
  county.now(120);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(c) 101");
}

TEST(Attribution, CutsWhereTheRootsChange) {
  County county({{"a", {}}, {"b", {}}, {"jila", {{"a"}, {"b"}}}});
  county.fails("a", 100);
  county.fails("jila", 100);
  county.now(120);
  county.fails("b", 300);
  county.now(320);
  county.answers("a", 350);
  county.now(355);
  EXPECT_EQ(county.told("jila"),
            "up 0, unreachable(a) 100, unreachable(a+b) 300, unreachable(b) 350");
}

TEST(Attribution, GoesThroughAChainOfFive) {
  County county({{"a", {}}, {"b", {{"a"}}}, {"c", {{"b"}}}, {"d", {{"c"}}}, {"e", {{"d"}}}});
  for (const auto* link : {"e", "c", "b", "d"}) {
    county.fails(link, 100);
  }
  county.now(118);
  EXPECT_EQ(county.told("e"), "up 0, unreachable(b) 100");
  county.fails("a", 104);
  EXPECT_EQ(county.now(120), (Ids{"a", "b", "c", "d", "e"}));
  for (const auto* link : {"b", "c", "d", "e"}) {
    EXPECT_EQ(county.told(link), "up 0, unreachable(a) 100") << link;
  }
}

TEST(Attribution, FollowsTheParentThroughItsOwnSegments) {
  County county({{"a", {}}, {"b", {{"a"}}}, {"c", {{"b"}}}});
  county.fails("a", 100);
  county.fails("b", 100);
  county.fails("c", 100);
  county.now(120);
  county.answers("a", 200);
  county.now(205);
  EXPECT_EQ(county.told("c"), "up 0, unreachable(a) 100");
  county.now(275);
  EXPECT_EQ(county.told("b"), "up 0, unreachable(a) 100, down(b) 200");
  EXPECT_EQ(county.told("c"), "up 0, unreachable(a) 100, unreachable(b) 200");
}

// ---- the parents come back

TEST(Attribution, GivesAChildItsOwnSegmentWhenItStaysDown60SecondsAfterItsParents) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.answers("hub", 200);
  county.now(205);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100");
  EXPECT_EQ(county.now(260 + County::kLag - 1), Ids{});
  EXPECT_EQ(county.now(260 + County::kLag), Ids{"jila"});
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100, down(jila) 200");
}

TEST(Attribution, DoesNotWaitForMinutesToGiveAChildItsOwnSegment) {
  County county(hub_and_jila);
  county.line("jila").minutes_since = second(60);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.answers("hub", 200);
  county.now(260 + County::kLag - 1);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100");
  county.now(260 + County::kLag);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100, down(jila) 200");
  EXPECT_EQ(county.horizon("jila"), 60) << "the book waits for them";
}

TEST(Attribution, WaitsForASlowLinkAsLongAsItsDetection) {
  County county(hub_and_jila);
  county.line("jila").detection = book::Seconds{90};
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.answers("hub", 200);
  county.now(205);
  county.now(290 + County::kLag - 1);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100");
  county.now(290 + County::kLag);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100, down(jila) 200");
}

TEST(Attribution, EndsWithoutAnOwnSegmentWhenTheChildAnswers) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.answers("hub", 200);
  county.now(205);
  county.answers("jila", 259);
  county.now(400);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100, up 259");
}

TEST(Attribution, GoesOnWithItsParentsWhenTheyFailAgainInTime) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.answers("hub", 200);
  county.now(205);
  county.fails("hub", 259);
  county.now(400);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100");
  county.answers("hub", 500);
  county.now(600);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100, down(jila) 500");
}

TEST(Attribution, KeepsItsOwnRootWhenTheParentsFailAgainTooLate) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.answers("hub", 200);
  county.now(205);
  county.fails("hub", 260);
  county.now(400);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100, down(jila) 200");
}

TEST(Attribution, LooksAgainOnlyAtThoseThatWaitForTime) {
  County county({{"hub", {}}, {"jila", {{"hub"}}}, {"agats", {{"hub"}}}});
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.answers("hub", 200);
  county.now(205);
  static_cast<void>(county.take_looks());
  county.now(259);
  EXPECT_EQ(county.take_looks(), 0);
  county.now(300);
  EXPECT_GT(county.take_looks(), 0);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100, down(jila) 200");
  static_cast<void>(county.take_looks());
  county.now(400);
  EXPECT_EQ(county.take_looks(), 0);
}

TEST(Attribution, TakesTouchingSpansOfALineForOneStretch) {
  County county(hub_and_jila);
  county.line("jila").spans = {{second(0), book::LinkState::up},
                               {second(100), book::LinkState::down},
                               {second(150), book::LinkState::down}};
  county.fails("hub", 155);
  county.verdicts().touch(county.place("jila"));
  county.now(181);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100");
}

// ---- parents of whom nothing is known

TEST(Attribution, IsUnknownWhileNothingIsKnownOfTheParents) {
  County county(hub_and_jila);
  county.blind("hub", 90);
  county.fails("jila", 100);
  county.now(120);
  EXPECT_EQ(county.told("jila"), "up 0, unknown 100");
  county.answers("hub", 300);
  county.now(400);
  EXPECT_EQ(county.told("jila"), "up 0, unknown 100, down(jila) 300");
}

TEST(Attribution, NamesAParentFoundDownInTimeFromTheChildsStart) {
  County county(hub_and_jila);
  county.blind("hub", 90);
  county.fails("jila", 100);
  county.now(120);
  county.fails("hub", 160);
  county.now(180);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100");
}

TEST(Attribution, NamesAParentFoundDownLaterFromThenOn) {
  County county(hub_and_jila);
  county.blind("hub", 90);
  county.fails("jila", 100);
  county.now(120);
  county.fails("hub", 161);
  county.now(180);
  EXPECT_EQ(county.told("jila"), "up 0, unknown 100, unreachable(hub) 161");
}

TEST(Attribution, StaysDownWhenAParentOnlyBecomesUnknown) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.now(120);
  county.blind("hub", 130);
  county.now(150);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
}

TEST(Attribution, NamesTheKnownOfTwoConditions) {
  County county({{"a", {}}, {"b", {}}, {"jila", {{"a"}, {"b"}}}});
  county.blind("a", 90);
  county.fails("b", 90);
  county.fails("jila", 100);
  county.now(120);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(b) 100");
}

TEST(Attribution, BecomesUnknownWithItsParentsWhileAttached) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.blind("hub", 200);
  county.now(210);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100, unknown 200");
}

// ---- unknown time of the link itself

TEST(Attribution, KeepsItsOwnRootOverABlindTime) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.now(120);
  county.blind("jila", 200);
  county.blind("hub", 200);
  county.now(210);
  county.fails("hub", 300);
  county.fails("jila", 300);
  county.now(320);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100, unknown 200, down(jila) 300");
}

TEST(Attribution, JudgesAnAttachedLinkAnewAfterABlindTime) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.blind("jila", 200);
  county.answers("hub", 220);
  county.fails("jila", 300);
  county.now(320);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100, unknown 200, down(jila) 300");
}

TEST(Attribution, ForgetsItsOwnRootWithAnAnswer) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.blind("jila", 200);
  county.answers("jila", 210);
  county.fails("hub", 300);
  county.fails("jila", 300);
  county.now(320);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100, unknown 200, up 210, unreachable(hub) 300");
}

}  // namespace
}  // namespace pantau::verdicts::test
