// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/curve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/rollout/phased_county.hpp"

namespace pantau::rollout::test {
namespace {

using std::chrono::sys_days;
using testing::ElementsAre;
using testing::Optional;
using enum config::Stage;

constexpr Date kToday = day(2026, 7, 15);
constexpr double kExact = 1e-12;

std::vector<Date> dates_of(const Curve& curve) {
  std::vector<Date> dates;
  for (const CurvePoint& point : curve.points) {
    dates.push_back(point.date);
  }
  return dates;
}

const Curve& curve_of(const std::vector<Curve>& list, const std::string& phase) {
  const auto found = std::find_if(
      list.begin(), list.end(), [&](const auto& curve) { return curve.phase == phase; });
  return *found;
}

Baseline frozen(const PhasedCounty& county) {
  return freeze(county.plan, "awal", "engineer", sys_days{day(2026, 1, 1)});
}

/// One site of tahap-1: surveyed in May, installed in June, in service in September.
PhasedCounty one_site() {
  PhasedCounty county;
  county.add_site(
      "a",
      "tahap-1",
      {{surveyed, day(2026, 5, 10)}, {installed, day(2026, 6, 30)}, {in_service, day(2026, 9, 1)}},
      {{surveyed, day(2026, 5, 31)}, {on_site, day(2026, 7, 15)}});
  return county;
}

TEST(ProgressAt, TakesStagesAsTheyWereOnTheDay) {
  const PhasedCounty county = one_site();
  const auto at = [&county](Date date) {
    return *progress_at(county.plan, "tahap-1", date, kToday);
  };
  EXPECT_EQ(at(day(2026, 5, 9)).planned, 0);
  EXPECT_EQ(at(day(2026, 5, 30)).planned, 0.10);
  EXPECT_EQ(at(day(2026, 5, 30)).actual, 0);
  EXPECT_EQ(at(day(2026, 5, 31)).actual, 0.10);
  EXPECT_EQ(at(kToday).planned, 0.75);
  EXPECT_EQ(at(kToday).actual, 0.55);
}

TEST(ProgressAt, KnowsNoActualStageAfterToday) {
  PhasedCounty county = one_site();
  county.site("a").actual[in_service] = day(2026, 8, 1);  // a slip of the pen: it is not yet August
  EXPECT_EQ(progress_at(county.plan, "tahap-1", day(2026, 12, 31), kToday)->actual, 0.55);
  EXPECT_EQ(progress_at(county.plan, "tahap-1", day(2026, 12, 31), kToday)->planned, 1);
}

TEST(ProgressAt, OfAllPhasesWeighsSitesNotPhases) {
  PhasedCounty county;
  const Stages done{{in_service, day(2026, 1, 1)}};
  county.add_site("a", "tahap-1", done, done);
  for (const char* id : {"b", "c", "d"}) {
    county.add_site(id, "tahap-2", done, {});
  }
  EXPECT_EQ(progress_at(county.plan, "tahap-1", kToday, kToday)->actual, 1);
  EXPECT_EQ(progress_at(county.plan, "tahap-2", kToday, kToday)->actual, 0);
  EXPECT_EQ(progress_at(county.plan, "", kToday, kToday)->actual, 0.25)
      << "the phases' mean is 0.5";
}

TEST(ProgressAt, KeepsSitesOnHoldInTheSum) {
  PhasedCounty county = one_site();
  county.add_site("b", "tahap-1", {}, {{in_service, day(2026, 1, 1)}});
  county.hold("a", HoldKind::on_hold, day(2026, 6, 1));
  EXPECT_NEAR(progress_at(county.plan, "tahap-1", kToday, kToday)->actual, 1.55 / 2, kExact);
}

TEST(ProgressAt, LeavesOutAtAllDatesWhoIsCancelledToday) {
  PhasedCounty county = one_site();
  county.add_site("b", "tahap-1", {}, {{in_service, day(2026, 1, 1)}});
  county.hold("b", HoldKind::cancelled, day(2026, 7, 1));
  EXPECT_EQ(progress_at(county.plan, "tahap-1", day(2026, 6, 1), kToday)->actual, 0.10);
}

TEST(ProgressAt, IsNothingWithoutSitesOrWeight) {
  PhasedCounty county;
  EXPECT_FALSE(progress_at(county.plan, "tahap-1", kToday, kToday));
  EXPECT_FALSE(progress_at(county.plan, "", kToday, kToday));
  county.add_site("a", "tahap-1").weight = 0;
  EXPECT_FALSE(progress_at(county.plan, "tahap-1", kToday, kToday));
  county.add_site("hub", "");
  EXPECT_FALSE(progress_at(county.plan, "", kToday, kToday)) << "infrastructure";
}

TEST(ProgressAt, OfFinishedSitesIsExactlyOneWhateverTheyWeigh) {
  PhasedCounty county;
  for (const char* id : {"a", "b", "c", "d", "e"}) {
    county.add_site(id, "tahap-1", {}, {{id[0] < 'd' ? in_service : handed_over, kToday}}).weight =
        0.1 * (id[0] - 'a' + 1);
  }
  EXPECT_EQ(progress_at(county.plan, "tahap-1", kToday, kToday)->actual, 1);
}

TEST(Curve, RunsByMonthEndsFromTheFirstToTheLastPlannedDate) {
  const auto list = curves(one_site().plan, nullptr, kToday);
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0].phase, "");
  EXPECT_EQ(list[1].phase, "tahap-1");
  EXPECT_EQ(list[2].phase, "tahap-2");
  EXPECT_THAT(dates_of(list[1]),
              ElementsAre(day(2026, 5, 31),
                          day(2026, 6, 30),
                          day(2026, 7, 31),
                          day(2026, 8, 31),
                          day(2026, 9, 30)));
  EXPECT_EQ(list[0].points, list[1].points) << "one phase is all of it";
  EXPECT_TRUE(list[2].points.empty());
}

TEST(Curve, ShowsActualUpToTodayTheRunningMonthSoFar) {
  const Curve curve = curves(one_site().plan, nullptr, kToday)[1];
  EXPECT_EQ(curve.points[0], (CurvePoint{day(2026, 5, 31), 0.10, 0.10, {}}));
  EXPECT_EQ(curve.points[1], (CurvePoint{day(2026, 6, 30), 0.75, 0.10, {}}));
  EXPECT_EQ(curve.points[2], (CurvePoint{day(2026, 7, 31), 0.75, 0.55, {}}));
  EXPECT_EQ(curve.points[3], (CurvePoint{day(2026, 8, 31), 0.75, {}, {}}));
  EXPECT_EQ(curve.points[4], (CurvePoint{day(2026, 9, 30), 1.00, {}, {}}));
}

TEST(Curve, HasNoStageOfTomorrowInTheRunningMonth) {
  const PhasedCounty county = one_site();
  EXPECT_EQ(curves(county.plan, nullptr, day(2026, 7, 14))[1].points[2].actual, 0.10);
  EXPECT_EQ(curves(county.plan, nullptr, day(2026, 7, 15))[1].points[2].actual, 0.55);
}

TEST(Curve, OnAMonthsLastDayHasThatMonthAndNoMore) {
  const Curve curve = curves(one_site().plan, nullptr, day(2026, 6, 30))[1];
  EXPECT_EQ(curve.points[1].actual, 0.10);
  EXPECT_FALSE(curve.points[2].actual);
}

TEST(Curve, BeforeItsFirstMonthHasNoActualAndAfterItsLastAllOfIt) {
  const Curve before = curves(one_site().plan, nullptr, day(2026, 4, 30))[1];
  const Curve after = curves(one_site().plan, nullptr, day(2027, 4, 30))[1];
  for (std::size_t i = 0; i < before.points.size(); ++i) {
    EXPECT_FALSE(before.points[i].actual);
    EXPECT_TRUE(after.points[i].actual);
  }
}

TEST(Curve, KnowsTheLeapDay) {
  PhasedCounty county;
  county.add_site("a", "tahap-1", {{surveyed, day(2028, 2, 29)}, {in_service, day(2028, 3, 1)}});
  EXPECT_THAT(dates_of(curves(county.plan, nullptr, kToday)[1]),
              ElementsAre(day(2028, 2, 29), day(2028, 3, 31)));
  county.site("a").planned = {{surveyed, day(2100, 2, 1)}};
  EXPECT_THAT(dates_of(curves(county.plan, nullptr, kToday)[1]), ElementsAre(day(2100, 2, 28)));
}

TEST(Curve, PassesOverTheTurnOfTheYear) {
  PhasedCounty county;
  county.add_site("a", "tahap-1", {{surveyed, day(2025, 12, 31)}, {in_service, day(2026, 1, 1)}});
  EXPECT_THAT(dates_of(curves(county.plan, nullptr, kToday)[1]),
              ElementsAre(day(2025, 12, 31), day(2026, 1, 31)));
}

TEST(Curve, HasAtMost600Points) {
  PhasedCounty county;
  county.add_site("a", "tahap-1", {{surveyed, day(2000, 1, 1)}, {in_service, day(9999, 12, 31)}});
  const Curve curve = curves(county.plan, nullptr, kToday)[1];
  ASSERT_EQ(curve.points.size(), 600U);
  EXPECT_EQ(curve.points.back().date, day(2049, 12, 31));
}

TEST(Curve, HasNoPointsWithoutPlannedDatesOrWeight) {
  PhasedCounty county;
  county.add_site("a", "tahap-1", {}, {{in_service, day(2026, 1, 1)}});
  EXPECT_TRUE(curves(county.plan, nullptr, kToday)[1].points.empty());
  county.site("a").planned = {{in_service, day(2026, 1, 1)}};
  EXPECT_FALSE(curves(county.plan, nullptr, kToday)[1].points.empty());
  county.site("a").weight = 0;
  EXPECT_TRUE(curves(county.plan, nullptr, kToday)[1].points.empty());
}

TEST(Curve, IsNotStretchedByADecommissioningOfLongAfter) {
  PhasedCounty county = one_site();
  county.site("a").planned[decommissioned] = day(2036, 12, 31);
  EXPECT_EQ(curves(county.plan, nullptr, kToday)[1].points.back().date, day(2026, 9, 30));
}

TEST(Curve, OfAPhaseRunsOverItsOwnDates) {
  PhasedCounty county = one_site();
  county.add_site("b", "tahap-2", {{in_service, day(2026, 11, 5)}});
  const auto list = curves(county.plan, nullptr, kToday);
  EXPECT_EQ(dates_of(curve_of(list, "")).size(), 7U);
  EXPECT_EQ(dates_of(curve_of(list, "tahap-1")).size(), 5U);
  EXPECT_THAT(dates_of(curve_of(list, "tahap-2")), ElementsAre(day(2026, 11, 30)));
}

TEST(Curve, ReachesOverTheDatesOfTheBaseline) {
  PhasedCounty county = one_site();
  const Baseline baseline = frozen(county);
  county.site("a").planned = {{in_service, day(2026, 10, 20)}};  // planned anew
  const auto points = curves(county.plan, &baseline, kToday)[1].points;
  ASSERT_EQ(points.size(), 6U);  // May, where the baseline begins, to October
  EXPECT_THAT(points[0].baseline, Optional(0.10));
  EXPECT_EQ(points[0].planned, 0);
  EXPECT_THAT(points[4].baseline, Optional(1.0));
  EXPECT_EQ(points[4].planned, 0);
  EXPECT_EQ(points[5].planned, 1);
}

TEST(Curve, ReckonsTheBaselineWithTheStageWeightsOfThen) {
  PhasedCounty county = one_site();
  const Baseline baseline = frozen(county);
  county.plan.rollout.stage_weights[static_cast<std::size_t>(installed)] = 0.60;
  const Curve curve = curves(county.plan, &baseline, kToday)[1];
  EXPECT_EQ(curve.points[1].planned, 0.60);
  EXPECT_THAT(curve.points[1].baseline, Optional(0.75));
}

TEST(Curve, HasNoBaselineOfAPhaseThatTheBaselineDoesNotHave) {
  PhasedCounty county = one_site();
  const Baseline baseline = frozen(county);
  county.add_site("b", "tahap-2", {{in_service, day(2026, 11, 5)}});
  const Curve curve = curves(county.plan, &baseline, kToday)[2];
  ASSERT_EQ(curve.points.size(), 1U);
  for (const CurvePoint& point : curve.points) {
    EXPECT_FALSE(point.baseline);
  }
}

}  // namespace
}  // namespace pantau::rollout::test
