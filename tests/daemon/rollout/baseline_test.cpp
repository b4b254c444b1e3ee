// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/rollout/curve.hpp"
#include "tests/daemon/rollout/phased_county.hpp"

namespace pantau::rollout::test {
namespace {

using std::chrono::sys_days;
using testing::DoubleNear;
using testing::Optional;
using enum config::Stage;

constexpr double kExact = 1e-12;

Baseline frozen(const PhasedCounty& county) {
  return freeze(county.plan, "awal", "engineer", sys_days{day(2026, 1, 1)});
}

/// One site of tahap-1: surveyed in May, in service in September.
PhasedCounty one_site() {
  PhasedCounty county;
  county.add_site("a", "tahap-1", {{surveyed, day(2026, 5, 10)}, {in_service, day(2026, 9, 1)}});
  return county;
}

TEST(Baseline, IsThePlanAtTheDayOfItsFreezing) {
  const PhasedCounty county = ten_sites();
  const auto now = sys_days{day(2026, 6, 30)} + std::chrono::hours{15};  // 1 July, 00:00 local
  const Baseline baseline = freeze(county.plan, "rev-1", "engineer", now);
  EXPECT_EQ(baseline.name, "rev-1");
  EXPECT_EQ(baseline.user, "engineer");
  EXPECT_EQ(baseline.frozen, now);
  ASSERT_EQ(baseline.sites.size(), 10U) << "s12 is decommissioned from 1 July on";
  EXPECT_EQ(baseline.sites[5].site, "s06");
  EXPECT_EQ(baseline.sites[5].phase, "tahap-2");
  EXPECT_EQ(baseline.sites[5].weight, 1);
  EXPECT_EQ(baseline.sites[5].planned, county.plan.sites[5].planned);
  EXPECT_EQ(freeze(county.plan, "", "", now - std::chrono::seconds{1}).sites.size(), 11U)
      << "30 June, 23:59:59 local";
}

TEST(Baseline, KeepsPlanWeightsAndStageWeightsOfThen) {
  PhasedCounty county = one_site();
  county.plan.rollout.stage_weights[static_cast<std::size_t>(surveyed)] = 0.2;
  county.add_site("b", "tahap-1").weight = 3;
  const Baseline baseline = frozen(county);
  EXPECT_THAT(baseline_at(baseline, "tahap-1", day(2026, 5, 31)),
              Optional(DoubleNear(0.05, kExact)));
  county.plan.rollout.stage_weights[static_cast<std::size_t>(surveyed)] = 0.1;
  county.site("b").weight = 1;
  county.hold("a", HoldKind::cancelled);
  EXPECT_THAT(baseline_at(baseline, "tahap-1", day(2026, 5, 31)),
              Optional(DoubleNear(0.05, kExact)));
}

TEST(Baseline, OfAllPhasesWeighsSites) {
  PhasedCounty county = one_site();
  for (const char* id : {"b", "c", "d"}) {
    county.add_site(id, "tahap-2");
  }
  const Baseline baseline = frozen(county);
  EXPECT_THAT(baseline_at(baseline, "", day(2026, 12, 31)), Optional(0.25));
  EXPECT_THAT(baseline_at(baseline, "tahap-2", day(2026, 12, 31)), Optional(0.0));
}

TEST(Baseline, IsNothingForAPhaseThatItDoesNotHaveOrThatWeighsNothing) {
  PhasedCounty county = one_site();
  county.add_site("b", "tahap-2").weight = 0;
  const Baseline baseline = frozen(county);
  EXPECT_FALSE(baseline_at(baseline, "tahap-3", day(2026, 7, 15)));
  EXPECT_FALSE(baseline_at(baseline, "tahap-2", day(2026, 7, 15)));
  EXPECT_FALSE(baseline_at(Baseline{}, "", day(2026, 7, 15)));
}

}  // namespace
}  // namespace pantau::rollout::test
