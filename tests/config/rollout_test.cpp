// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.hpp"

namespace pantau::config {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals only
using testing::ElementsAre;
using testing::IsEmpty;

LoadOutcome good(const std::string& name) {
  return load(PANTAU_TEST_DATA "/config/good/" + name, {});
}

// semantics.md 8.
TEST(Rollout, HasTheWeightsOfTheContractUnlessItSaysOthers) {
  const auto usual = good("empty.toml").plan.value();
  EXPECT_EQ(usual.rollout.weights, SiteWeights::site);
  EXPECT_THAT(usual.rollout.stage_weights,
              ElementsAre(0, 0.1, 0.2, 0.3, 0.4, 0.55, 0.75, 0.85, 0.9, 0.95, 1, 1, 0));
  EXPECT_EQ(usual.acceptance.duration, 72h);
  const auto own = good("rollout.toml").plan.value();
  EXPECT_EQ(own.rollout.weights, SiteWeights::population);
  EXPECT_THAT(own.rollout.stage_weights,
              ElementsAre(0, 0.05, 0.2, 0.3, 0.4, 0.55, 0.8, 0.85, 0.9, 0.95, 1, 1, 0));
  EXPECT_EQ(own.acceptance.duration, 48h);
}

TEST(District, MayComeAndGo) {
  const auto plan = good("rollout.toml").plan.value();
  EXPECT_EQ(plan.find_district("jila")->until, 2026y / 6 / 30);
  EXPECT_FALSE(plan.find_district("jila")->since.has_value());
  EXPECT_EQ(plan.find_district("jila-pusat")->since, 2026y / 7 / 1);
  EXPECT_EQ(plan.find_district("jila-pusat")->split_from, "jila");
}

TEST(District, OfTwentyWhereEighteenWereKnownNeedsNoCode) {
  const auto outcome = good("twenty-districts.toml");
  EXPECT_THAT(outcome.warnings, IsEmpty());
  const auto& plan = outcome.plan.value();
  ASSERT_EQ(plan.districts.size(), 20U);
  const auto* fresh = plan.find_district("example-tsinga");
  EXPECT_EQ(fresh->code, "");
  EXPECT_EQ(fresh->split_from, "tembagapura");
  EXPECT_EQ(fresh->since, 2026y / 7 / 1);
}

TEST(Site, ThatMovedNamesTheOneThatTookItsPlace) {
  const auto plan = good("rollout.toml").plan.value();
  const auto hold = plan.find_site("old-school")->hold.value();
  EXPECT_EQ(hold.kind, HoldKind::relocated);
  EXPECT_EQ(hold.to, "new-school");
}

}  // namespace
}  // namespace pantau::config
