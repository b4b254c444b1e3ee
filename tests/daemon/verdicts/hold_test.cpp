// SPDX-License-Identifier: Apache-2.0
// Waiting for a parent whose loss run is not decided yet (semantics.md 5, unreachable).
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/daemon/verdicts/county.hpp"

namespace pantau::verdicts::test {
namespace {

using Ids = std::vector<std::string>;

const std::vector<Wired> hub_and_jila{{"hub", {}}, {"jila", {{"hub"}}}};

TEST(Hold, KeepsTheStateWhileTheParentsRunIsUndecided) {
  County county(hub_and_jila);
  county.loses("hub", 105);
  county.fails("jila", 100);
  EXPECT_EQ(county.now(120), Ids{});
  EXPECT_EQ(county.told("jila"), "up 0");
  county.fails("hub", 105);
  county.now(124);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100");
}

TEST(Hold, EndsWhenTheParentAnswers) {
  County county(hub_and_jila);
  county.loses("hub", 105);
  county.fails("jila", 100);
  county.now(115);
  county.loses_no_more("hub");
  EXPECT_EQ(county.now(116), Ids{"jila"});
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
}

TEST(Hold, LastsNoLongerThanTheParentsDetectionFromItsFirstLoss) {
  County county(hub_and_jila);
  county.line("hub").detection = book::Seconds{33};
  county.loses("hub", 105);
  county.fails("jila", 100);
  county.now(120);
  EXPECT_EQ(county.now(137), Ids{});
  EXPECT_EQ(county.now(138), Ids{"jila"});
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
}

TEST(Hold, LetsAParentTakeTheChildEvenAfterItHasEnded) {
  County county(hub_and_jila);
  county.loses("hub", 105);
  county.fails("jila", 100);
  county.now(150);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
  county.fails("hub", 105);
  county.now(151);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100");
}

TEST(Hold, WaitsForARunThatBegan60SecondsAfterTheChilds) {
  County county(hub_and_jila);
  county.line("jila").detection = book::Seconds{90};
  county.loses("hub", 160);
  county.fails("jila", 100);
  EXPECT_EQ(county.now(170), Ids{});
  EXPECT_EQ(county.told("jila"), "up 0");
}

TEST(Hold, DoesNotWaitForARunThatBegan61SecondsAfterTheChilds) {
  County county(hub_and_jila);
  county.loses("hub", 161);
  county.fails("jila", 100);
  county.now(170);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
}

TEST(Hold, KeepsALinkDownThatWasToldDownBeforeTheParentsRunBegan) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.now(120);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
  county.loses("hub", 125);
  EXPECT_EQ(county.now(128), Ids{});
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
  county.fails("hub", 125);
  EXPECT_EQ(county.now(140), (Ids{"hub", "jila"}));
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 100");
}

TEST(Hold, OneLossOfAParentChangesNothingForAChildThatIsDown) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.now(120);
  for (int lost = 121; lost < 150; lost += 5) {
    county.loses("hub", lost);
    EXPECT_EQ(county.now(lost + 2), Ids{});
    county.loses_no_more("hub");
    EXPECT_EQ(county.now(lost + 4), Ids{});
  }
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
}

TEST(Hold, AHeldParentIsWaitedForToo) {
  County county({{"a", {}}, {"b", {{"a"}}}, {"c", {{"b"}}}});
  county.loses("a", 110);
  county.fails("b", 102);
  county.fails("c", 100);
  EXPECT_EQ(county.now(125), Ids{});
  EXPECT_EQ(county.told("b"), "up 0");
  EXPECT_EQ(county.told("c"), "up 0");
  EXPECT_EQ(county.now(130), (Ids{"b", "c"}));
  EXPECT_EQ(county.told("b"), "up 0, down(b) 102");
  EXPECT_EQ(county.told("c"), "up 0, unreachable(b) 100");
}

TEST(Hold, KeepsAnUnknownStateAsWell) {
  County county(hub_and_jila);
  county.blind("jila", 50);
  county.now(60);
  county.loses("hub", 105);
  county.fails("jila", 100);
  county.now(120);
  EXPECT_EQ(county.told("jila"), "up 0, unknown 50");
}

TEST(Hold, IsNotForALinkThatHadItsOwnRootBeforeABlindTime) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.now(120);
  county.blind("jila", 200);
  county.now(210);
  county.loses("hub", 300);
  county.fails("jila", 300);
  county.now(310);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100, unknown 200, down(jila) 300");
}

TEST(Hold, DoesNotHoldBackAStretchThatIsOver) {
  County county(hub_and_jila);
  county.loses("hub", 115);
  county.fails("jila", 100);
  county.answers("jila", 117);
  county.now(125);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100, up 117");
}

TEST(Hold, SettlesNothingOfTheChildsStretch) {
  County county(hub_and_jila);
  county.loses("hub", 105);
  county.fails("jila", 100);
  county.now(120);
  county.settle();
  EXPECT_EQ(county.settled("jila"), "up 0 | 100");
  EXPECT_EQ(county.settled("hub"), "up 0 | 105");
}

}  // namespace
}  // namespace pantau::verdicts::test
