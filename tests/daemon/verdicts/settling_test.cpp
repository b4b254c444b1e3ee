// SPDX-License-Identifier: Apache-2.0
// How far the verdicts of a link are certain, and what is handed out of them.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/verdicts/topology.hpp"
#include "tests/daemon/verdicts/county.hpp"

namespace pantau::verdicts::test {
namespace {

const std::vector<Wired> hub_and_jila{{"hub", {}}, {"jila", {{"hub"}}}};

TEST(Settling, FollowsTheLineOfALinkThatIsUp) {
  County county(hub_and_jila);
  county.loses("hub", 100);
  county.now(200);
  county.settle();
  EXPECT_EQ(county.settled("hub"), "up 0 | 100");
  EXPECT_EQ(county.settled("jila"), "up 0 | 185");
}

TEST(Settling, WaitsUntilNoParentCanTakeTheStretchAnyMore) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.now(175);
  county.settle();
  EXPECT_EQ(county.settled("jila"), "up 0 | 100");
  county.now(160 + County::kLag);
  county.settle();
  EXPECT_EQ(county.settled("jila"), "up 0 | 100");
  county.now(161 + County::kLag);
  county.settle();
  EXPECT_EQ(county.settled("jila"), "up 0, down(jila) 100 | 161");
}

TEST(Settling, OfALinkWithoutParentsWaitsForNothing) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.now(120);
  county.settle();
  EXPECT_EQ(county.settled("hub"), "up 0, down(hub) 100 | 105");
}

TEST(Settling, OfAnAttachedLinkGoesAsFarAsItsParents) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 110);
  county.now(130);
  county.settle();
  EXPECT_EQ(county.settled("jila"), "up 0, unreachable(hub) 110 | 115");
  county.loses("hub", 140);
  county.now(200);
  county.settle();
  EXPECT_EQ(county.settled("jila"), "up 0, unreachable(hub) 110 | 140");
}

TEST(Settling, OfALinkWithItsOwnRootDoesNotAskTheParents) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.now(200);
  county.settle();
  county.loses("hub", 190);
  county.now(400);
  county.settle();
  EXPECT_EQ(county.settled("jila"), "up 0, down(jila) 100 | 385");
}

TEST(Settling, WaitsForTheProofAfterTheParentsCameBack) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.answers("hub", 200);
  county.now(259 + County::kLag);
  county.settle();
  EXPECT_EQ(county.settled("jila"), "up 0, unreachable(hub) 100 | 200");
  county.now(260 + County::kLag);
  county.settle();
  EXPECT_EQ(county.settled("jila"), "up 0, unreachable(hub) 100, down(jila) 200 | 260");
}

TEST(Settling, EndsTheWaitWithTheFirstAnswer) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.answers("hub", 200);
  county.answers("jila", 210);
  county.now(250);
  county.settle();
  EXPECT_EQ(county.settled("jila"), "up 0, unreachable(hub) 100, up 210 | 235");
}

TEST(Settling, HandsOutASpanOnceAndTheCourseGoesOnInIt) {
  County county(hub_and_jila);
  for (const auto time : {100, 200, 300}) {
    county.now(time);
    county.settle();
  }
  EXPECT_EQ(county.settled("hub"), "up 0 | 285");
  EXPECT_EQ(county.told("hub"), "up 0");
  county.fails("hub", 290);
  county.now(400);
  county.settle();
  EXPECT_EQ(county.settled("hub"), "up 0, down(hub) 290 | 385");
  EXPECT_EQ(county.told("hub"), "down(hub) 290");
}

TEST(Settling, HandsOutASpanThatBeginsWhereItSettledTheNextTime) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.now(100 + County::kLag);
  county.settle();
  EXPECT_EQ(county.settled("hub"), "up 0 | 100");
  EXPECT_EQ(county.told("hub"), "down(hub) 100");
  county.now(101 + County::kLag);
  county.settle();
  EXPECT_EQ(county.settled("hub"), "up 0, down(hub) 100 | 101");
}

TEST(Settling, NeverGoesBeyondTheHorizon) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.now(150);
  EXPECT_EQ(county.horizon("jila"), 100);
  EXPECT_EQ(county.verdicts().settle(county.place("jila"), second(140)).until, second(100));
  EXPECT_EQ(county.verdicts().settled(county.place("jila")), second(100));
}

TEST(Settling, AsksTheParentsAboutTimesThatTheyHaveSettled) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.loses("jila", 100);
  county.fails("hub", 100);
  county.now(120);
  county.answers("hub", 140);
  county.now(400);
  county.settle();
  EXPECT_EQ(county.settled("hub"), "up 0, down(hub) 100, up 140 | 385");
  EXPECT_EQ(county.settled("jila"), "up 0 | 100");
  county.answers("jila", 130);
  county.now(401);
  EXPECT_EQ(county.told("jila"), "unreachable(hub) 100, up 130");
}

TEST(Settling, AsksAParentAboutASpanThatEndedJustWhereItHadSettled) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.loses("jila", 90);
  county.now(140 + County::kLag);
  county.settle();
  EXPECT_EQ(county.settled("hub"), "up 0, down(hub) 100 | 140");
  county.answers("hub", 140);
  county.now(160);
  county.fails("jila", 110);
  county.now(161);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(hub) 110");
}

/// What a line says later, before anybody has swept again.
LineView later(County& county, const std::string& id, std::int64_t known_until) {
  const auto& line = county.line(id);
  return {&line.spans, second(known_until), line.undecided_since, line.detection};
}

TEST(Settling, IsNoMoreCertainOfALinkThatIsToBeJudgedAnew) {
  County county(hub_and_jila);
  county.now(200);
  EXPECT_EQ(county.horizon("jila"), 185);
  county.fails("jila", 190);
  const auto jila = county.place("jila");
  EXPECT_EQ(county.verdicts().horizon(jila, later(county, "jila", 300)), second(185));
}

TEST(Settling, DoesNotTakeTheProofForGivenBeforeItHasBeenSwept) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.answers("hub", 200);
  county.now(259 + County::kLag);
  const auto& verdicts = county.verdicts();
  EXPECT_EQ(verdicts.horizon(county.place("hub"), later(county, "hub", 300)), second(300));
  EXPECT_EQ(verdicts.horizon(county.place("jila"), later(county, "jila", 300)), second(200));
}

TEST(Settling, OfAnOwnSegmentAfterTheParentsCameBackDoesNotAskThem) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.answers("hub", 200);
  county.loses("hub", 270);
  county.now(400);
  county.settle();
  EXPECT_EQ(county.settled("jila"), "up 0, unreachable(hub) 100, down(jila) 200 | 385");
}

TEST(Settling, GoesUpToAStretchThatBeginsAfterItsParentsHaveSettled) {
  County county({{"a", {}}, {"b", {}}, {"jila", {{"a"}, {"b"}}}});
  county.fails("a", 50);
  county.now(80);
  county.loses("b", 90);
  county.fails("jila", 110);
  county.now(130);
  county.settle();
  EXPECT_EQ(county.settled("b"), "up 0 | 90");
  EXPECT_EQ(county.settled("jila"), "up 0 | 110");
}

// ---- restart

TEST(Restore, BeginsUnknownAtTheSettledPoint) {
  County county(hub_and_jila);
  const auto jila = county.place("jila");
  county.verdicts().restore(jila, {second(500), false, false});
  county.line("jila").spans = {{second(500), book::LinkState::unknown}};
  EXPECT_EQ(county.verdicts().settled(jila), second(500));
  county.now(600);
  EXPECT_EQ(county.told("jila"), "unknown 500");
  county.settle();
  EXPECT_EQ(county.settled("jila"), "unknown 500 | 585");
}

TEST(Restore, AnOutageThatWasItsOwnStaysIts) {
  County county(hub_and_jila);
  county.verdicts().restore(county.place("jila"), {second(500), true, true});
  county.line("jila").spans = {{second(500), book::LinkState::unknown}};
  county.fails("hub", 590);
  county.fails("jila", 600);
  county.now(620);
  EXPECT_EQ(county.told("jila"), "unknown 500, down(jila) 600");
}

TEST(Restore, AnOutageThatWasNotItsOwnIsJudgedAnew) {
  County county(hub_and_jila);
  county.verdicts().restore(county.place("jila"), {second(500), true, false});
  county.line("jila").spans = {{second(500), book::LinkState::unknown}};
  county.fails("hub", 590);
  county.fails("jila", 600);
  county.now(620);
  EXPECT_EQ(county.told("jila"), "unknown 500, unreachable(hub) 600");
}

// ---- a new plan

TEST(NewPlan, KeepsTheCourseOfALinkThatStays) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(120);
  county.settle();
  county.change_plan({{"agats", {}}, {"jila", {{"hub"}}}, {"hub", {}}});
  county.now(130);
  EXPECT_EQ(county.told("jila"), "unreachable(hub) 100");
  EXPECT_EQ(county.told("agats"), "up 120");
}

TEST(NewPlan, LetsNewParentsJudgeWhatHasNotSettled) {
  County county({{"a", {}}, {"b", {}}, {"jila", {{"a"}}}});
  county.fails("b", 100);
  county.fails("jila", 100);
  county.now(120);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
  county.change_plan({{"a", {}}, {"b", {}}, {"jila", {{"b"}}}});
  county.now(121);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(b) 100");
}

TEST(NewPlan, IsNotCertainOfWhatOldParentsWouldHaveLeftAsItWas) {
  County county({{"a", {}}, {"b", {}}, {"jila", {{"a"}}}});
  county.fails("jila", 100);
  county.fails("b", 150);
  county.now(200);
  EXPECT_EQ(county.horizon("a"), 185);
  EXPECT_EQ(county.horizon("jila"), 185);
  county.change_plan({{"a", {}}, {"b", {}}, {"jila", {{"b"}}}});
  county.now(201);
  EXPECT_EQ(county.told("jila"), "up 0, unreachable(b) 100");
  EXPECT_EQ(county.horizon("jila"), 100);
}

TEST(NewPlan, DoesNotAskANewParentAboutTheTimeBeforeIt) {
  County county(hub_and_jila);
  county.fails("jila", 100);
  county.now(120);
  county.change_plan({{"hub", {}}, {"relay", {}}, {"jila", {{"relay"}}}});
  county.line("relay").spans = {{second(120), book::LinkState::unknown}};
  county.now(121);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
}

TEST(NewPlan, GivesAChildWhoseParentIsGoneItsOwnSegment) {
  County county(hub_and_jila);
  county.fails("hub", 100);
  county.fails("jila", 100);
  county.now(130);
  county.settle();
  county.change_plan(std::vector<Wired>{{"jila", {}}});
  county.now(131);
  EXPECT_EQ(county.told("jila"), "unreachable(hub) 100");
  county.now(115 + 60 + County::kLag);
  EXPECT_EQ(county.told("jila"), "unreachable(hub) 100, down(jila) 115");
}

TEST(NewPlan, KeepsWaitingLinksWaiting) {
  County county(hub_and_jila);
  county.loses("hub", 105);
  county.fails("jila", 100);
  county.now(115);
  county.change_plan(hub_and_jila);
  county.now(120);
  EXPECT_EQ(county.told("jila"), "up 0");
  county.now(125);
  EXPECT_EQ(county.told("jila"), "up 0, down(jila) 100");
}

// ---- topology

TEST(Topology, PutsParentsBeforeTheirChildren) {
  const Topology topology(
      plan_of({{"e", {{"d", "a"}, {"b"}}}, {"d", {{"b"}}}, {"c", {}}, {"b", {{"c"}}}, {"a", {}}}));
  ASSERT_EQ(topology.order().size(), 5U);
  for (std::uint32_t link = 0; link < topology.size(); ++link) {
    EXPECT_EQ(topology.order()[topology.rank(link)], link);
    for (const auto& group : topology.groups(link)) {
      for (const auto parent : group) {
        EXPECT_LT(topology.rank(parent), topology.rank(link));
      }
    }
  }
}

TEST(Topology, KnowsAChildOnceThoughItsParentStandsInTwoGroups) {
  const Topology topology(plan_of({{"a", {}}, {"b", {}}, {"c", {{"a"}, {"a", "b"}}}}));
  ASSERT_EQ(topology.groups(2).size(), 2U);
  EXPECT_EQ(topology.groups(2)[1], (Group{0, 1}));
  ASSERT_EQ(topology.children(0).size(), 1U);
  EXPECT_EQ(topology.children(0)[0], 2U);
  EXPECT_TRUE(topology.children(2).empty());
}

}  // namespace
}  // namespace pantau::verdicts::test
