// SPDX-License-Identifier: Apache-2.0
// Live verdicts of links: which series exist when, and what they say.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "daemon/metrics/link_heads.hpp"
#include "daemon/metrics/open_outage.hpp"
#include "tests/daemon/metrics/presence_fixture.hpp"

namespace pantau::test {
namespace {

using VerdictPresence = PresenceFixture;

TEST_F(VerdictPresence, EveryReasonOfDegradedIsThere) {
  EXPECT_EQ(of_link(kVsatId, "pantau_link_degraded", {{"reason", "loss"}}), 1.0);
  EXPECT_EQ(of_link(kVsatId, "pantau_link_degraded", {{"reason", "rtt"}}), 0.0);
  EXPECT_EQ(of_link(kVsatId, "pantau_link_degraded", {{"reason", "delay_variation"}}), 1.0);
  link(kVsat).degraded = static_cast<std::uint8_t>(links::DegradedReason::rtt);
  EXPECT_EQ(of_link(kVsatId, "pantau_link_degraded", {{"reason", "rtt"}}), 1.0);
  EXPECT_EQ(of_link(kVsatId, "pantau_link_degraded", {{"reason", "loss"}}), 0.0);
  EXPECT_EQ(page().count("pantau_link_degraded", {{"link", kPlannedId}}), 3U);
}

TEST_F(VerdictPresence, LiveFollowsTheSite) {
  EXPECT_EQ(of_link(kVsatId, "pantau_link_live"), 0.0) << "a phase and no stage yet";
  EXPECT_EQ(of_link(kFibreId, "pantau_link_live"), 1.0) << "infrastructure";
  plan().sites[0].actual[config::Stage::in_service] =
      std::chrono::year(2026) / std::chrono::December / 1;
  EXPECT_EQ(of_link(kVsatId, "pantau_link_live"), 1.0);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_live"), 1.0);
}

TEST_F(VerdictPresence, LiveBeginsWithTheLocalDay) {
  plan().sites[0].actual[config::Stage::in_service] =
      std::chrono::year(2026) / std::chrono::December / 2;
  snapshot_.now.wall = net::WallTime(std::chrono::seconds(1796137199));  // 23:59:59+09:00
  EXPECT_EQ(of_link(kVsatId, "pantau_link_live"), 0.0);
  snapshot_.now.wall += std::chrono::seconds(1);
  EXPECT_EQ(of_link(kVsatId, "pantau_link_live"), 1.0);
}

TEST_F(VerdictPresence, MaintenanceIsAlwaysThereAndItsWindowWhenThereIsOne) {
  EXPECT_EQ(of_link(kFibreId, "pantau_link_maintenance"), 1.0);
  EXPECT_EQ(of_link(kVsatId, "pantau_link_maintenance"), 0.0);
  EXPECT_EQ(of_link(kFibreId, "pantau_link_maintenance_start_timestamp_seconds"), 1796079600.0);
  EXPECT_EQ(of_link(kFibreId, "pantau_link_maintenance_end_timestamp_seconds"), 1796086800.0);
  EXPECT_EQ(page().count("pantau_link_maintenance_start_timestamp_seconds"), 1U);
  EXPECT_EQ(page().count("pantau_link_maintenance_end_timestamp_seconds"), 1U);
}

TEST_F(VerdictPresence, OutagesOpenedAreCountedFromTheStart) {
  EXPECT_EQ(of_link(kVsatId, "pantau_link_outages_opened_total"), 9.0);
  EXPECT_EQ(of_link(kPlannedId, "pantau_link_outages_opened_total"), 0.0);
}

TEST_F(VerdictPresence, AnOpenOutageIsShownOnce) {
  EXPECT_EQ(page().count("pantau_link_outage_info"), 1U);
  EXPECT_EQ(of_link(kFibreId,
                    "pantau_link_outage_info",
                    {{"attribution", "own"},
                     {"root", kFibreId},
                     {"cause", "provider_core"},
                     {"planned", "true"}}),
            1.0);
  EXPECT_EQ(of_link(kFibreId, "pantau_link_outage_start_timestamp_seconds"), 1796082600.0);
  EXPECT_EQ(page().count("pantau_link_outage_start_timestamp_seconds"), 1U);
}

TEST_F(VerdictPresence, AnOpenOutageStaysWhileTheLinkIsUnknown) {
  link(kFibre).state = links::LinkState::unknown;
  EXPECT_EQ(page().count("pantau_link_outage_info", {{"link", kFibreId}}), 1U);
  EXPECT_EQ(page().count("pantau_link_outage_start_timestamp_seconds", {{"link", kFibreId}}), 1U);
  EXPECT_EQ(page().count("pantau_link_root_cause"), 0U);
}

TEST_F(VerdictPresence, AnUpstreamOutageNamesItsRoot) {
  link(kVsat).state = links::LinkState::unreachable;
  link(kVsat).root = static_cast<std::uint32_t>(kFibre);
  link(kVsat).outage = links::OpenOutage{};
  link(kVsat).outage->upstream = true;
  link(kVsat).outage->root = static_cast<std::uint32_t>(kFibre);
  link(kVsat).outage->cause = book::Cause::upstream;
  EXPECT_EQ(of_link(kVsatId,
                    "pantau_link_outage_info",
                    {{"attribution", "upstream"},
                     {"root", kFibreId},
                     {"cause", "upstream"},
                     {"planned", "false"}}),
            1.0);
  EXPECT_EQ(of_link(kVsatId, "pantau_link_root_cause", {{"root", kFibreId}}), 1.0);
}

TEST_F(VerdictPresence, ARootNamesItself) {
  EXPECT_EQ(of_link(kFibreId, "pantau_link_root_cause", {{"root", kFibreId}}), 1.0);
  EXPECT_EQ(page().count("pantau_link_root_cause"), 1U);
}

TEST_F(VerdictPresence, ARootThatIsConfiguredNoMoreIsEmpty) {
  link(kFibre).outage->root = links::kNowhere;
  link(kFibre).root = links::kNowhere;
  EXPECT_EQ(of_link(kFibreId, "pantau_link_outage_info", {{"root", ""}}), 1.0);
  EXPECT_EQ(page().count("pantau_link_root_cause"), 0U);
}

TEST_F(VerdictPresence, WhatIsAffectedIsZeroWithoutAnOutage) {
  EXPECT_EQ(of_link(kFibreId, "pantau_link_affected_links"), 1.0);
  EXPECT_EQ(of_link(kFibreId, "pantau_link_affected_sites"), 2.0);
  EXPECT_EQ(of_link(kFibreId, "pantau_link_affected_population"), 2103.0);
  EXPECT_EQ(of_link(kPlannedId, "pantau_link_affected_links"), 0.0);
  EXPECT_EQ(of_link(kPlannedId, "pantau_link_affected_sites"), 0.0);
  EXPECT_EQ(of_link(kPlannedId, "pantau_link_affected_population"), 0.0);
}

TEST(LinkHeads, GiveTheIdAsTheLabelHasIt) {
  auto plan = std::make_shared<config::Plan>(small_plan());
  plan->links[0].id = "a\"b\\c\n" + std::string("\xFF");
  plan->links[1].id = "";
  const metrics::LinkHeads heads(plan);
  EXPECT_EQ(heads.id(0), "a\\\"b\\\\c\xEF\xBF\xBD");
  EXPECT_EQ(heads.id(1), "");
  EXPECT_EQ(heads.id(2), kPlannedId);
  EXPECT_EQ(metrics::RootLabel(heads).of(0), ",root=\"a\\\"b\\\\c\xEF\xBF\xBD\"");
}

TEST_F(VerdictPresence, HostileIdsStayLabels) {
  plan().links[kFibre].id = "x\",root=\"y\n";
  EXPECT_EQ(page().value("pantau_link_root_cause", {{"root", "x\",root=\"y"}}), 1.0);
}

}  // namespace
}  // namespace pantau::test
