// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/site_stage.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace pantau::book {
namespace {

using config::Stage;
using std::chrono::year;

constexpr config::Date kToday = year(2026) / 11 / 20;

TEST(SiteStage, IsTheFurthestThatIsNotInTheFuture) {
  config::Site site;
  EXPECT_EQ(present_stage(site, kToday), std::nullopt);
  site.actual[Stage::surveyed] = kToday;
  site.actual[Stage::contracted] = year(2026) / 1 / 1;
  site.actual[Stage::installed] = year(2026) / 11 / 21;
  EXPECT_EQ(present_stage(site, kToday), Stage::contracted);
}

TEST(SiteStage, HasTheWordOfTheConfiguration) {
  EXPECT_EQ(stage_name(Stage::proposed), "proposed");
  EXPECT_EQ(stage_name(Stage::in_service), "in_service");
  EXPECT_EQ(stage_name(Stage::decommissioned), "decommissioned");
}

TEST(Live, IsASiteInServiceWithoutAHold) {
  config::Site site;
  EXPECT_TRUE(is_live(site, kToday)) << "infrastructure";
  site.phase = "tahap-2";
  EXPECT_FALSE(is_live(site, kToday)) << "no stage yet";
  site.actual[Stage::accepted] = year(2026) / 1 / 1;
  EXPECT_FALSE(is_live(site, kToday)) << "accepted only";
  site.actual[Stage::in_service] = year(2026) / 11 / 21;
  EXPECT_FALSE(is_live(site, kToday)) << "from tomorrow";
  site.actual[Stage::in_service] = kToday;
  EXPECT_TRUE(is_live(site, kToday)) << "from today";
  site.actual[Stage::handed_over] = kToday;
  EXPECT_TRUE(is_live(site, kToday)) << "handed over";
  site.hold = config::Hold{};
  EXPECT_FALSE(is_live(site, kToday)) << "on hold";
  site.hold.reset();
  site.actual[Stage::decommissioned] = kToday;
  EXPECT_FALSE(is_live(site, kToday)) << "decommissioned";
  site.phase.clear();
  EXPECT_FALSE(is_live(site, kToday)) << "infrastructure, decommissioned";
}

TEST(Live, EndsWithTheFirstDayOfAHold) {
  config::Site site;
  site.hold = config::Hold{};
  site.hold->since = year(2026) / 11 / 21;
  EXPECT_TRUE(is_live(site, kToday)) << "held from tomorrow";
  EXPECT_EQ(hold_in_force(site, kToday), nullptr);
  site.hold->since = kToday;
  EXPECT_FALSE(is_live(site, kToday));
  EXPECT_EQ(hold_in_force(site, kToday), &*site.hold);
  site.hold->until = kToday;
  EXPECT_FALSE(is_live(site, year(2026) / 12 / 31)) << "until is expected, no more";
}

}  // namespace
}  // namespace pantau::book
