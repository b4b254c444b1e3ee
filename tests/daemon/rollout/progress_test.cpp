// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/progress.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/book/site_stage.hpp"
#include "tests/daemon/rollout/phased_county.hpp"

namespace pantau::rollout::test {
namespace {

using std::chrono::days;
using testing::ElementsAre;
using enum config::Stage;

constexpr Date kToday = day(2026, 7, 1);

config::Site site_of(Stages planned, Stages actual) {
  config::Site site;
  site.phase = "tahap-1";
  site.planned = std::move(planned);
  site.actual = std::move(actual);
  return site;
}

config::Site held(HoldKind kind, std::optional<Date> since = {}) {
  config::Site site = site_of({}, {});
  site.hold.emplace();
  site.hold->kind = kind;
  site.hold->since = since;
  return site;
}

TEST(WhoCounts, ASiteOfAPhaseDoes) {
  EXPECT_TRUE(counts(site_of({}, {}), kToday));
}

TEST(WhoCounts, InfrastructureDoesNot) {
  config::Site site = site_of({}, {});
  site.phase.clear();
  EXPECT_FALSE(counts(site, kToday));
  EXPECT_FALSE(is_gone(site, kToday));
}

TEST(WhoCounts, OnHoldSuspendedAndRelocatedStay) {
  for (const HoldKind kind : {HoldKind::on_hold, HoldKind::suspended, HoldKind::relocated}) {
    EXPECT_TRUE(counts(held(kind), kToday)) << static_cast<int>(kind);
  }
}

TEST(WhoCounts, CancelledLeavesFromItsDay) {
  EXPECT_FALSE(counts(held(HoldKind::cancelled), kToday));
  EXPECT_FALSE(counts(held(HoldKind::cancelled, kToday), kToday));
  EXPECT_TRUE(counts(held(HoldKind::cancelled, day(2026, 7, 2)), kToday));
}

TEST(WhoCounts, DecommissionedLeavesFromItsDay) {
  EXPECT_FALSE(counts(site_of({}, {{decommissioned, kToday}}), kToday));
  EXPECT_TRUE(counts(site_of({}, {{decommissioned, day(2026, 7, 2)}}), kToday));
  EXPECT_TRUE(counts(site_of({{decommissioned, day(2026, 1, 1)}}, {}), kToday)) << "only planned";
}

TEST(HoldInForce, LastsUntilItIsRemovedAndNotUntilItsExpectedEnd) {
  config::Site site = held(HoldKind::on_hold, day(2026, 1, 20));
  site.hold->until = day(2026, 4, 1);
  EXPECT_EQ(book::hold_in_force(site, day(2026, 1, 19)), nullptr);
  EXPECT_EQ(book::hold_in_force(site, day(2026, 1, 20)), &*site.hold);
  EXPECT_EQ(book::hold_in_force(site, kToday), &*site.hold);
  EXPECT_EQ(book::hold_in_force(site_of({}, {}), kToday), nullptr);
}

TEST(PlannedStage, IsTheFurthestThatIsDated) {
  const config::Site site =
      site_of({{surveyed, day(2026, 2, 1)}, {installed, day(2026, 6, 1)}}, {});
  EXPECT_EQ(planned_stage(site, day(2026, 1, 31)), std::nullopt);
  EXPECT_EQ(planned_stage(site, day(2026, 2, 1)), surveyed);
  EXPECT_EQ(planned_stage(site, day(2026, 5, 31)), surveyed) << "what lies between has no date";
  EXPECT_EQ(planned_stage(site, day(2026, 6, 1)), installed);
}

TEST(PlannedStage, OfOneDayIsTheFurther) {
  const config::Site site =
      site_of({{accepted, day(2026, 6, 1)}, {in_service, day(2026, 6, 1)}}, {});
  EXPECT_EQ(planned_stage(site, day(2026, 6, 1)), in_service);
}

TEST(PlannedStage, DoesNotFallBackWhenDecommissioningIsPlanned) {
  const config::Site site =
      site_of({{in_service, day(2026, 1, 1)}, {decommissioned, day(2026, 6, 1)}}, {});
  EXPECT_EQ(planned_stage(site, kToday), in_service);
}

TEST(StageWeight, BeforeTheFirstStageIsZero) {
  const config::RolloutSettings settings;
  EXPECT_EQ(stage_weight(std::nullopt, settings), 0);
  EXPECT_EQ(stage_weight(proposed, settings), 0);
  EXPECT_EQ(stage_weight(installed, settings), 0.75);
  EXPECT_EQ(stage_weight(handed_over, settings), 1);
}

TEST(StageWeight, IsConfigurable) {
  config::RolloutSettings settings;
  settings.stage_weights[static_cast<std::size_t>(installed)] = 0.6;
  EXPECT_EQ(stage_weight(installed, settings), 0.6);
}

TEST(Slip, IsCountedInDaysFromThePlannedDate) {
  const Stages planned{{in_service, day(2026, 3, 15)}};
  EXPECT_EQ(slip(site_of(planned, {{in_service, day(2026, 3, 25)}}), kToday), days{10});
  EXPECT_EQ(slip(site_of(planned, {{in_service, day(2026, 3, 15)}}), kToday), days{0});
  EXPECT_EQ(slip(site_of(planned, {{in_service, day(2026, 2, 15)}}), kToday), days{-28});
}

TEST(Slip, GrowsWhileASiteIsDueAndNotInService) {
  const config::Site site =
      site_of({{in_service, day(2026, 6, 30)}}, {{accepted, day(2026, 6, 1)}});
  EXPECT_EQ(slip(site, day(2026, 6, 29)), days{0});
  EXPECT_EQ(slip(site, day(2026, 6, 30)), days{0});
  EXPECT_EQ(slip(site, day(2026, 7, 1)), days{1});
  EXPECT_EQ(slip(site, day(2027, 6, 30)), days{365});
}

TEST(Slip, TakesNoActualDateOfTheFuture) {
  const config::Site site =
      site_of({{in_service, day(2026, 6, 30)}}, {{in_service, day(2026, 7, 5)}});
  EXPECT_EQ(slip(site, kToday), days{1});
  EXPECT_EQ(slip(site, day(2026, 7, 5)), days{5});
}

TEST(Slip, IsEarlyFromTheVeryDayOfService) {
  const config::Site site =
      site_of({{in_service, day(2026, 7, 11)}}, {{in_service, day(2026, 7, 1)}});
  EXPECT_EQ(slip(site, day(2026, 6, 30)), days{0});
  EXPECT_EQ(slip(site, day(2026, 7, 1)), days{-10});
}

TEST(Slip, CountsTheLeapDay) {
  const config::Site site =
      site_of({{in_service, day(2028, 2, 28)}}, {{in_service, day(2028, 3, 1)}});
  EXPECT_EQ(slip(site, day(2028, 6, 1)), days{2});
}

TEST(Slip, TakesHandedOverForInServiceWhereThatIsNotDated) {
  EXPECT_EQ(
      slip(site_of({{in_service, day(2026, 3, 1)}}, {{handed_over, day(2026, 3, 4)}}), kToday),
      days{3});
  EXPECT_EQ(slip(site_of({{handed_over, day(2026, 6, 21)}}, {}), kToday), days{10});
}

TEST(Slip, IsAbsentWithoutPlanOutOfTheSumsAndForInfrastructure) {
  EXPECT_EQ(slip(site_of({{installed, day(2026, 1, 1)}}, {}), kToday), std::nullopt);
  config::Site site = held(HoldKind::cancelled);
  site.planned = {{in_service, day(2026, 1, 1)}};
  EXPECT_EQ(slip(site, kToday), std::nullopt);
  site.hold.reset();
  EXPECT_EQ(slip(site, kToday), days{181});
  site.phase.clear();
  EXPECT_EQ(slip(site, kToday), std::nullopt);
}

TEST(StandingOf, KeepsEachBorderOnItsBetterSide) {
  EXPECT_EQ(standing_of({0.30, 0.31}), Standing::on_plan);
  EXPECT_EQ(standing_of({0.30, 0.30}), Standing::on_plan);
  EXPECT_EQ(standing_of({0.30, 0.2999}), Standing::attention);
  EXPECT_EQ(standing_of({0.30, 0.25}), Standing::attention);
  EXPECT_EQ(standing_of({0.30, 0.2499}), Standing::late);
  EXPECT_EQ(standing_of({0.30, 0.20}), Standing::late);
  EXPECT_EQ(standing_of({0.30, 0.1999}), Standing::critical);
}

TEST(StandingOf, IsCriticalBelowMinus5OnceSeventyPerCentArePlanned) {
  EXPECT_EQ(standing_of({0.6999, 0.6}), Standing::late);
  EXPECT_EQ(standing_of({0.70, 0.65}), Standing::attention);
  EXPECT_EQ(standing_of({0.70, 0.6499}), Standing::critical);
  EXPECT_EQ(standing_of({1.00, 0.95}), Standing::attention);
  EXPECT_EQ(standing_of({1.00, 0.94}), Standing::critical);
}

TEST(StandingOf, TakesEveryWholePercentageForWhatItIs) {
  // Half of these differences are a little off as binary fractions: 0.55 - 0.50 > 0.05.
  for (int planned = 0; planned <= 100; ++planned) {
    for (int actual = 0; actual <= 100; ++actual) {
      const int points = actual - planned;
      const auto late = planned >= 70 ? Standing::critical : Standing::late;
      const auto expected = points >= 0     ? Standing::on_plan
                            : points >= -5  ? Standing::attention
                            : points >= -10 ? late
                                            : Standing::critical;
      EXPECT_EQ(standing_of({planned / 100.0, actual / 100.0}), expected)
          << planned << " " << actual;
    }
  }
}

TEST(StandingOf, TakesAPlanThatMissesSeventyPerCentByRoundingForSeventy) {
  EXPECT_EQ(standing_of({std::nextafter(0.70, 0), 0.62}), Standing::critical);
}

TEST(SiteWeights, AreTheSitesOwnUnlessToldOtherwise) {
  PhasedCounty county;
  county.add_site("a", "tahap-1");
  county.add_site("b", "tahap-1").weight = 2.5;
  EXPECT_THAT(site_weights(county.plan, kToday), ElementsAre(1, 2.5));
}

TEST(SiteWeights, ByPopulationAreZeroWherePeopleAreNotConfigured) {
  PhasedCounty county;
  county.plan.rollout.weights = config::SiteWeights::population;
  county.add_site("a", "tahap-1").serves_population = 2103;
  county.add_site("b", "tahap-1").weight = 2.5;
  EXPECT_THAT(site_weights(county.plan, kToday), ElementsAre(2103, 0));
}

PhasedCounty county_by_contract_value() {
  PhasedCounty county;
  county.plan.rollout.weights = config::SiteWeights::contract_value;
  for (const char* id : {"a", "b", "c", "d"}) {
    county.add_site(id, id[0] == 'd' ? "" : "tahap-1");
  }
  return county;
}

TEST(SiteWeights, ShareAContractsFeeEvenlyByItsLinks) {
  PhasedCounty county = county_by_contract_value();
  county.add_contract("k", day(2026, 1, 1), {}, 12'000'000);
  county.add_link("a-1", "a", {"k"});
  county.add_link("a-2", "a", {"k"});
  county.add_link("b-1", "b", {"k"});
  county.add_link("d-1", "d", {"k"});  // infrastructure takes its share, too
  EXPECT_THAT(site_weights(county.plan, kToday), ElementsAre(6'000'000, 3'000'000, 0, 3'000'000));
}

TEST(SiteWeights, OfALinkWithSeveralContractsAreOfTheOneInForce) {
  PhasedCounty county = county_by_contract_value();
  county.add_contract("k25", day(2025, 1, 1), day(2025, 12, 31), 5'000'000);
  county.add_contract("k26", day(2026, 1, 1), day(2026, 12, 31), 8'000'000);
  county.add_contract("k27", day(2027, 1, 1), day(2027, 12, 31), 9'000'000);
  county.add_link("a-1", "a", {"k25", "k26", "k27"});
  county.add_link("b-1", "b", {"k27", "k26"});
  // The fee of k26 is shared by both; that of k25 by a-1 alone, while it is shown for it alone.
  EXPECT_THAT(site_weights(county.plan, kToday), ElementsAre(4'000'000, 4'000'000, 0, 0));
  EXPECT_THAT(site_weights(county.plan, day(2026, 12, 31)),
              ElementsAre(4'000'000, 4'000'000, 0, 0));
  EXPECT_THAT(site_weights(county.plan, day(2027, 1, 1)), ElementsAre(4'500'000, 4'500'000, 0, 0));
  EXPECT_THAT(site_weights(county.plan, day(2025, 6, 1)), ElementsAre(5'000'000, 9'000'000, 0, 0));
}

TEST(SiteWeights, BetweenContractsAreOfTheOneThatBeganOrBeginsLast) {
  PhasedCounty county = county_by_contract_value();
  county.add_contract("k24", day(2024, 1, 1), day(2024, 12, 31), 3'000'000);
  county.add_contract("k25", day(2025, 1, 1), day(2025, 12, 31), 5'000'000);
  county.add_contract("k27", day(2027, 1, 1), {}, 9'000'000);
  county.add_link("a-1", "a", {"k24", "k25"});
  county.add_link("b-1", "b", {"k27", "k24"});
  EXPECT_THAT(site_weights(county.plan, kToday), ElementsAre(5'000'000, 9'000'000, 0, 0));
}

TEST(SiteWeights, OfAContractWithoutFeeAreZero) {
  PhasedCounty county = county_by_contract_value();
  county.add_contract("k", day(2026, 1, 1), {}, std::nullopt);
  county.add_link("a-1", "a", {"k"});
  county.add_link("b-1", "b", {});
  county.add_link("c-1", "c", {"unheard-of"});
  EXPECT_THAT(site_weights(county.plan, kToday), ElementsAre(0, 0, 0, 0));
}

}  // namespace
}  // namespace pantau::rollout::test
