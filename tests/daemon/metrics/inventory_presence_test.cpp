// SPDX-License-Identifier: Apache-2.0
// What was configured, as series to join others with.
#include <chrono>
#include <cstdint>

#include <gtest/gtest.h>

#include "tests/daemon/metrics/presence_fixture.hpp"

namespace pantau::test {
namespace {

using InventoryPresence = PresenceFixture;

TEST_F(InventoryPresence, AttributesNotConfiguredAreEmptyLabels) {
  EXPECT_EQ(page().value("pantau_link_info",
                         {{"site", "timika-hub"},
                          {"link", kPlannedId},
                          {"district", "mimika-baru"},
                          {"phase", ""},
                          {"technology", "lte"},
                          {"role", "backup"},
                          {"provider", ""},
                          {"contract", ""},
                          {"address", ""}}),
            1.0);
  EXPECT_EQ(page().value("pantau_site_info",
                         {{"site", "timika-hub"},
                          {"name", "Hub Timika"},
                          {"district", "mimika-baru"},
                          {"district_name", "Mimika Baru"},
                          {"phase", ""},
                          {"class", ""},
                          {"latitude", ""},
                          {"longitude", ""}}),
            1.0);
}

TEST_F(InventoryPresence, InventoryIsShownAsConfigured) {
  const auto now = page();
  EXPECT_EQ(
      now.value("pantau_gateway_info", {{"gateway", "timika-1"}, {"timezone", "Asia/Jayapura"}}),
      1.0);
  EXPECT_EQ(now.value("pantau_district_info",
                      {{"district", "jila"},
                       {"name", "Jila"},
                       {"class", "highland"},
                       {"code", "94.04.06"},
                       {"latitude", "-4.247"},
                       {"longitude", "137.6"}}),
            1.0);
  EXPECT_EQ(now.value("pantau_phase_info", {{"phase", "tahap-2"}, {"name", "Tahap II"}}), 1.0);
  EXPECT_EQ(now.value("pantau_provider_info", {{"provider", "bakti"}, {"name", "BAKTI"}}), 1.0);
  EXPECT_EQ(now.value("pantau_contract_info",
                      {{"contract", "bakti-2026"},
                       {"provider", "bakti"},
                       {"number", "SPK-017/2026"},
                       {"formula", "net-a"}}),
            1.0);
  EXPECT_EQ(now.count("pantau_site_service_info", {{"site", "jila-kantor-distrik"}}), 2U);
}

TEST_F(InventoryPresence, LinkIsShownUnderTheContractInForceOnTheLocalDate) {
  const auto contract_at = [this](std::int64_t unix_seconds, const char* contract) {
    snapshot_.now.wall = net::WallTime(std::chrono::seconds(unix_seconds));
    return of_link(kVsatId, "pantau_link_info", {{"contract", contract}}) == 1.0;
  };
  EXPECT_TRUE(contract_at(1767193199, "bakti-2025"));  // 2025-12-31T23:59:59+09:00
  EXPECT_TRUE(contract_at(1767193200, "bakti-2026"));  // 2026-01-01T00:00:00+09:00
  EXPECT_TRUE(contract_at(1798729200, "bakti-2026"));  // ended: the one that began last
}

TEST_F(InventoryPresence, AContractIsNotInForceBeforeItsStart) {
  plan().links[kVsat].contracts = {"bakti-2026", "bakti-2025"};
  snapshot_.now.wall = net::WallTime(std::chrono::seconds(1767193199));
  EXPECT_EQ(of_link(kVsatId, "pantau_link_info", {{"contract", "bakti-2025"}}), 1.0);
}

TEST_F(InventoryPresence, PeopleAreCountedWhereConfigured) {
  EXPECT_EQ(page().value("pantau_site_population", {{"site", "jila-kantor-distrik"}}), 2103.0);
  EXPECT_EQ(page().count("pantau_site_population"), 2U);
  EXPECT_EQ(page().count("pantau_site_population", {{"site", "timika-hub"}}), 0U);
  EXPECT_EQ(page().value("pantau_district_population", {{"district", "jila"}}), 2103.0);
  EXPECT_EQ(page().value("pantau_population"), 145103.0);
  plan().districts[0].population.reset();
  plan().districts[1].population.reset();
  EXPECT_EQ(page().count("pantau_district_population"), 0U);
  EXPECT_EQ(page().count("pantau_population"), 0U);
  EXPECT_EQ(page().count("pantau_population_served"), 0U);
  EXPECT_EQ(page().count("pantau_district_population_served"), 0U);
  EXPECT_EQ(page().count("pantau_district_state"), 12U);
  EXPECT_EQ(page().value("pantau_districts", {{"state", "degraded"}}), 1.0);
}

}  // namespace
}  // namespace pantau::test
