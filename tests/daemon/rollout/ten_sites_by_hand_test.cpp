// SPDX-License-Identifier: Apache-2.0
// A phase of ten sites, worked out on paper for 1 July 2026 (semantics.md 8).
//
//       planned stage      actual stage     by plan  in truth  people
//   s01 in_service         handed_over        1.00     1.00     2,000   in service 5 days early
//   s02 in_service         in_service         1.00     1.00     1,000   20 days late
//   s03 in_service         in_service         1.00     1.00       500   on the day
//   s04 in_service         in_service         1.00     1.00     1,500   suspended; 5 days late
//   s05 accepted           accepted           0.95     0.95     1,000
//   s06 installed          on_site            0.75     0.55       800
//   s07 installed          contracted         0.75     0.30       700   on hold
//   s08 surveyed           surveyed           0.10     0.10     1,500   cleared tomorrow: not yet
//   s09 no planned date    shipped            0.00     0.40         -   people not configured
//   s10 surveyed (today)   nothing            0.10     0.00     1,000
//   ------------------------------------------------------------------
//   10 sites                                  6.65     6.30    10,000
//   s11 cancelled, s12 decommissioned today, s13 infrastructure: in no sum
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "daemon/rollout/counts.hpp"
#include "daemon/rollout/curve.hpp"
#include "daemon/rollout/progress.hpp"
#include "tests/daemon/rollout/phased_county.hpp"

namespace pantau::rollout::test {
namespace {

using availability::Judgement;

constexpr Date kToday = day(2026, 7, 1);
constexpr double kExact = 1e-12;

PhasedCounty ten_sites_by_population() {
  PhasedCounty county = ten_sites();
  county.plan.rollout.weights = config::SiteWeights::population;
  const std::map<std::string, int> people{{"s01", 2000},
                                          {"s02", 1000},
                                          {"s03", 500},
                                          {"s04", 1500},
                                          {"s05", 1000},
                                          {"s06", 800},
                                          {"s07", 700},
                                          {"s08", 1500},
                                          {"s10", 1000},
                                          {"s11", 9000},
                                          {"s12", 9000},
                                          {"s13", 9000}};
  for (const auto& [site, count] : people) {
    county.site(site).serves_population = count;
  }
  return county;
}

TEST(TenSitesByHand, ProgressIs63OfPlanned66AndAHalf) {
  // 4 x 1.00 + 0.95 + 2 x 0.75 + 2 x 0.10 = 6.65 of 10
  // 4 x 1.00 + 0.95 + 0.55 + 0.30 + 0.10 + 0.40 = 6.30 of 10
  const auto progress = progress_at(ten_sites().plan, "tahap-2", kToday, kToday);
  ASSERT_TRUE(progress);
  EXPECT_NEAR(progress->planned, 0.665, kExact);
  EXPECT_NEAR(progress->actual, 0.630, kExact);
  EXPECT_NEAR(progress->deviation(), -0.035, kExact);
  EXPECT_EQ(standing_of(*progress), Standing::attention);
}

TEST(TenSitesByHand, WeighedByPeopleTheSamePhaseIsCritical) {
  // by plan:  5,000 x 1 + 1,000 x 0.95 + 800 x 0.75 + 700 x 0.75 + 1,500 x 0.10 + 1,000 x 0.10
  //         = 5,000 + 950 + 600 + 525 + 150 + 100 = 7,325 of 10,000
  // in truth: 5,000 + 950 + 800 x 0.55 + 700 x 0.30 + 1,500 x 0.10 + 0 (s09) + 0 (s10)
  //         = 5,000 + 950 + 440 + 210 + 150 = 6,750 of 10,000
  const auto progress = progress_at(ten_sites_by_population().plan, "tahap-2", kToday, kToday);
  ASSERT_TRUE(progress);
  EXPECT_NEAR(progress->planned, 0.7325, kExact);
  EXPECT_NEAR(progress->actual, 0.6750, kExact);
  EXPECT_NEAR(progress->deviation(), -0.0575, kExact);
  EXPECT_EQ(standing_of(*progress), Standing::critical);  // 70 % planned, below -5 points
}

TEST(TenSitesByHand, FourCountsStandTogether) {
  const PhasedCounty county = ten_sites();
  std::vector<Judgement> last_month(county.plan.sites.size(), Judgement::none);
  last_month[0] = Judgement::met;  // s01
  last_month[1] = Judgement::not_enough_data;  // s02
  last_month[2] = Judgement::missed;  // s03
  last_month[3] = Judgement::met;  // s04, which was suspended since
  const auto phases = counts_by_phase(county.plan, kToday, last_month);
  ASSERT_EQ(phases.size(), 2U);
  EXPECT_EQ(phases[0].counts, Counts{}) << "tahap-1 has no site";
  const Counts& counts = phases[1].counts;
  EXPECT_EQ(counts.planned, 10U);
  EXPECT_EQ(counts.due, 4U);  // s01 to s04
  EXPECT_EQ(counts.built, 5U);  // s01 to s05
  EXPECT_EQ(counts.accepted, 5U);  // s01 to s05
  EXPECT_EQ(counts.on_air, 3U);  // s01 to s03; s04 is suspended
  EXPECT_EQ(counts.meeting_sla, 1U);  // s01
  EXPECT_EQ(counts.not_measured, 1U);  // s02
  EXPECT_EQ(counts.on_hold, 1U);  // s07
}

TEST(TenSitesByHand, SlipsAreWholeDays) {
  const PhasedCounty county = ten_sites();
  const std::map<std::string, int> slips{{"s01", -5},
                                         {"s02", 20},
                                         {"s03", 0},
                                         {"s04", 5},
                                         {"s05", 0},
                                         {"s06", 0},
                                         {"s08", 0},
                                         {"s10", 0}};
  for (const config::Site& site : county.plan.sites) {
    const auto found = slips.find(site.id);
    const auto expected =
        found == slips.end() ? std::nullopt : std::optional(std::chrono::days{found->second});
    EXPECT_EQ(slip(site, kToday), expected) << site.id;
  }
}

TEST(TenSitesByHand, AtTheEndOfMarchStagesAreAsTheyWereThen) {
  // by plan:  s01, s02 1.00, s07 0.30, s08 0.10 = 2.40; in truth: s01 1.00, s07 0.30, s08 0.10
  // = 1.40. s12 was in service then and stands in no sum all the same: today decides who does.
  const auto progress = progress_at(ten_sites().plan, "tahap-2", day(2026, 3, 31), kToday);
  ASSERT_TRUE(progress);
  EXPECT_NEAR(progress->planned, 0.240, kExact);
  EXPECT_NEAR(progress->actual, 0.140, kExact);
}

}  // namespace
}  // namespace pantau::rollout::test
