// SPDX-License-Identifier: Apache-2.0
// Sites over their links, and the journal: which series exist when, and what they say.
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "tests/daemon/metrics/presence_fixture.hpp"

namespace pantau::test {
namespace {

using SitePresence = PresenceFixture;

TEST_F(SitePresence, StateIsThatOfTheSite) {
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_up"), 0.0);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_state_code"), 3.0);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_state", {{"state", "unreachable"}}), 1.0);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_state", {{"state", "down"}}), 0.0);
  EXPECT_EQ(of_site(kHubId, "pantau_site_up"), 1.0);
  site(1).state = links::LinkState::unknown;
  EXPECT_EQ(of_site(kHubId, "pantau_site_up"), std::nullopt);
  EXPECT_EQ(of_site(kHubId, "pantau_site_state", {{"state", "unknown"}}), 1.0);
}

TEST_F(SitePresence, ASiteWithoutLinksIsOnlyLiveOrNot) {
  site(1).measured = false;
  const auto now = page();
  for (const char* name : {"pantau_site_up",
                           "pantau_site_state",
                           "pantau_site_state_code",
                           "pantau_site_maintenance",
                           "pantau_site_on_backup",
                           "pantau_site_outage_info",
                           "pantau_site_root_cause"}) {
    EXPECT_EQ(now.count(name, {{"site", kHubId}}), 0U) << name;
  }
  EXPECT_EQ(now.value("pantau_site_live", {{"site", kHubId}}), 1.0);
}

TEST_F(SitePresence, BackupAndMaintenanceAreFlags) {
  EXPECT_EQ(of_site(kHubId, "pantau_site_on_backup"), 1.0);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_on_backup"), 0.0);
  EXPECT_EQ(of_site(kHubId, "pantau_site_maintenance"), 0.0);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_maintenance"), 1.0);
}

TEST_F(SitePresence, AnOpenOutageIsShownOnce) {
  EXPECT_EQ(of_site(kOfficeId,
                    "pantau_site_outage_info",
                    {{"attribution", "upstream"},
                     {"root", kFibreId},
                     {"cause", "upstream"},
                     {"planned", "false"}}),
            1.0);
  EXPECT_EQ(page().count("pantau_site_outage_info"), 1U);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_outage_start_timestamp_seconds"), 1796082700.0);
  EXPECT_EQ(page().count("pantau_site_outage_start_timestamp_seconds"), 1U);
}

TEST_F(SitePresence, OnlyARootOutsideIsNamed) {
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_root_cause", {{"root", kFibreId}}), 1.0);
  EXPECT_EQ(page().count("pantau_site_root_cause"), 1U);
  site(0).outside_root = links::kNowhere;
  EXPECT_EQ(page().count("pantau_site_root_cause"), 0U);
}

TEST_F(SitePresence, TheBookOfASiteIsShownAsItIs) {
  const auto now = page();
  const Labels office{{"site", kOfficeId}};
  const auto seconds = [&](const char* name, const char* state) {
    return now.value(name, {{"site", kOfficeId}, {"state", state}});
  };
  EXPECT_EQ(seconds("pantau_site_state_seconds_total", "unknown"), 10.0);
  EXPECT_EQ(seconds("pantau_site_state_seconds_total", "down"), 50.0);
  EXPECT_EQ(seconds("pantau_site_month_seconds", "up"), 800.0);
  EXPECT_EQ(seconds("pantau_site_month_seconds", "down"), 10.0);
  EXPECT_EQ(now.value("pantau_site_availability_ratio",
                      {{"site", kOfficeId}, {"basis", "gross"}, {"month", "2026-11"}}),
            0.95);
  EXPECT_EQ(now.value("pantau_site_availability_ratio",
                      {{"site", kOfficeId}, {"basis", "service_hours"}, {"month", "2026-11"}}),
            0.75);
  EXPECT_EQ(now.value("pantau_site_data_coverage_ratio", office), 0.9);
  EXPECT_EQ(now.value("pantau_site_sla_met", office), 0.0);
}

TEST_F(SitePresence, FiguresOfAMonthThatDoNotExistAreAbsent) {
  availability::SiteMonth& month = accounts().sites[0].value().months[0];
  month.service_hours.reset();
  month.judgement = availability::Judgement::not_enough_data;
  EXPECT_EQ(page().count("pantau_site_availability_ratio"), 1U);
  EXPECT_EQ(page().count("pantau_site_sla_met"), 0U);
  accounts().sites[0].value().months[0].seconds = {};
  EXPECT_EQ(page().count("pantau_site_month_seconds"), 0U);
  EXPECT_EQ(page().count("pantau_site_availability_ratio"), 0U);
}

TEST_F(SitePresence, TheJournalTellsOfItself) {
  EXPECT_EQ(page().value("pantau_journal_write_errors_total"), 2.0);
  EXPECT_EQ(page().value("pantau_journal_bytes"), 409600.0);
  EXPECT_EQ(page().value("pantau_journal_oldest_timestamp_seconds"), 1792627200.0);
  snapshot_.journal = {};
  EXPECT_EQ(page().value("pantau_journal_write_errors_total"), 0.0);
  EXPECT_EQ(page().count("pantau_journal_bytes"), 0U);
  EXPECT_EQ(page().count("pantau_journal_oldest_timestamp_seconds"), 0U);
}

}  // namespace
}  // namespace pantau::test
