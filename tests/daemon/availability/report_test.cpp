// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/report.hpp"

#include <map>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "tests/daemon/availability/book_of_one.hpp"

namespace pantau::availability::test {
namespace {

Period whole_august() {
  return {at(2025, 8, 1), at(2025, 9, 1)};
}

Second noon() {
  return at(2025, 8, 10) + hours{12};
}

constexpr std::int64_t kMonth = 744L * 3600;

/// Site jila (district jila, phase-1) with a link of contract c; hub: infrastructure in town,
/// without a contract.
struct ReportTest : testing::Test {
  County county;
  std::map<std::string, History> links;
  std::map<std::string, History> sites;
  std::vector<book::Window> windows;
  std::vector<JudgedMonth> judged;

  ReportTest() {
    county.add_hub();
    links["jila"] = Course(at(2025, 6, 1)).fail(noon(), hours{40}).until(at(2025, 10, 5));
    links["hub"] = Course(at(2025, 6, 1), "hub").fail(noon(), hours{4}).until(at(2025, 10, 5));
    sites["jila"] = Course(at(2025, 6, 1)).fail(noon(), hours{30}).until(at(2025, 10, 5));
    sites["jila"].outages.clear();
    sites["hub"] = Course(at(2025, 6, 1), "hub").fail(noon(), hours{4}).until(at(2025, 10, 5));
    sites["hub"].outages.clear();
  }

  std::vector<ReportRow> rows(Grouping grouping, Period period = whole_august()) {
    const auto find = [](const std::map<std::string, History>& map) {
      return [&map](const std::string& id) -> const History* {
        const auto found = map.find(id);
        return found == map.end() ? nullptr : &found->second;
      };
    };
    return report(county.plan, grouping, period, {find(links), find(sites)}, windows, judged);
  }
};

TEST_F(ReportTest, LinksStandById) {
  const auto found = rows(Grouping::link);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].id, "hub");
  EXPECT_FALSE(found[0].net) << "it has no contract";
  EXPECT_FALSE(found[0].target);
  EXPECT_EQ(found[0].judgement, Judgement::none);
  EXPECT_EQ(found[1].id, "jila");
  EXPECT_EQ(found[1].account.down, 40 * 3600);
  EXPECT_EQ(found[1].target, 0.95);
  EXPECT_EQ(found[1].judgement, Judgement::missed);
  EXPECT_EQ(found[1].period, whole_august());
}

TEST_F(ReportTest, ASiteUsesItsOwnState) {
  const auto found = rows(Grouping::site);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].account.down, 30 * 3600);
  EXPECT_EQ(found[1].judgement, Judgement::missed) << "its link did";
  EXPECT_FALSE(found[1].net);
}

/// In service since June, in the book since the 21st: 20 days of 31 are unknown, as for its link.
TEST_F(ReportTest, ASiteIsUnknownUntilTheBookBegins) {
  const Second begun = at(2025, 8, 21);
  links["jila"] = Course(begun).until(at(2025, 10, 5));
  sites["jila"] = Course(begun).until(at(2025, 10, 5));
  const Account site = rows(Grouping::site)[1].account;
  EXPECT_EQ(site.unknown, 20 * 86400);
  EXPECT_EQ(site.up, 11 * 86400);
  EXPECT_EQ(site.all(), kMonth);
  EXPECT_EQ(rows(Grouping::link)[1].account.unknown, site.unknown);
}

TEST_F(ReportTest, ASiteKeepsAJudgedMonthWhateverItsDatesSay) {
  JudgedMonth august;
  august.link = "jila";
  august.month = "2025-08";
  august.site = "jila";
  august.terms = std::make_shared<const config::Contract>(county.contract());
  august.runs = {whole_august()};
  judged = {august};
  county.site().actual[config::Stage::in_service] = day(2025, 9, 1);
  const auto found = rows(Grouping::site);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].account.all(), kMonth);
  EXPECT_EQ(found[1].account.down, 30 * 3600);
  EXPECT_EQ(found[1].judgement, Judgement::missed);
}

TEST_F(ReportTest, ABackupLinkDoesNotMissASitesSla) {
  config::Link backup = county.plan.links[1];
  backup.id = "jila-2";
  county.plan.links[1].role = config::Role::backup;  // it missed
  county.plan.links.push_back(backup);
  links["jila-2"] = Course(at(2025, 6, 1), "jila-2").until(at(2025, 10, 5));
  EXPECT_EQ(rows(Grouping::site)[1].judgement, Judgement::met);
  county.plan.links[2].role = config::Role::backup;
  EXPECT_EQ(rows(Grouping::site)[1].judgement, Judgement::missed) << "no primary: all count";
}

TEST_F(ReportTest, AFaultOfTheMonitoringHidesItsSite) {
  links["jila"] = Course(at(2025, 6, 1))
                      .fail(noon(), hours{10})
                      .correct(book::Cause::monitoring_fault)
                      .until(at(2025, 10, 5));
  const auto found = rows(Grouping::site);
  EXPECT_EQ(found[1].account.unknown, 10 * 3600);
  EXPECT_EQ(found[1].account.down, 20 * 3600);
}

TEST_F(ReportTest, InfrastructureCountsInItsDistrictAndInNoPhase) {
  const auto districts = rows(Grouping::district);
  ASSERT_EQ(districts.size(), 2U);
  EXPECT_EQ(districts[1].id, "town");
  EXPECT_EQ(districts[1].account.down, 4 * 3600);
  const auto phases = rows(Grouping::phase);
  ASSERT_EQ(phases.size(), 1U);
  EXPECT_EQ(phases[0].id, "phase-1");
  EXPECT_EQ(phases[0].account.down, 30 * 3600);
}

TEST_F(ReportTest, GroupsPoolSeconds) {
  county.plan.links[0].provider = "p";
  county.plan.sites[0].district = "jila";
  const auto providers = rows(Grouping::provider);
  ASSERT_EQ(providers.size(), 1U);
  EXPECT_EQ(providers[0].account.all(), 2 * kMonth);
  EXPECT_EQ(providers[0].account.down, 44 * 3600);
  EXPECT_FALSE(providers[0].net) << "one pooled link has no contract";
  const auto districts = rows(Grouping::district);
  ASSERT_EQ(districts.size(), 1U);
  EXPECT_EQ(districts[0].account.down, 34 * 3600);
}

TEST_F(ReportTest, NetCountsEachSecondAsItsContractDoes) {
  county.plan.links[0].provider = "p";
  county.plan.links[0].contracts = {"d"};
  config::Contract other = county.contract();
  other.id = "d";
  other.formula = config::AvailabilityFormula::net_b;
  other.exclude = {"unknown"};
  other.target = 0.98;
  county.plan.contracts.push_back(other);
  const auto found = rows(Grouping::provider);
  ASSERT_EQ(found.size(), 1U);
  ASSERT_TRUE(found[0].net);
  const double whole = kMonth + (kMonth - 4L * 3600);
  EXPECT_DOUBLE_EQ(*found[0].net, (whole - 40 * 3600) / whole);
  EXPECT_FALSE(found[0].target) << "two targets are none";
}

TEST_F(ReportTest, AContractSumsItsOwnDays) {
  county.contract().end = day(2025, 8, 15);
  county.contract().has_end = true;
  county.plan.links[1].contracts = {"c", "d"};
  config::Contract other = county.contract();
  other.id = "d";
  other.start = day(2025, 8, 16);
  other.has_end = false;
  county.plan.contracts.push_back(other);
  const auto found = rows(Grouping::contract);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].account.all(), 15 * 86400);
  EXPECT_EQ(found[0].account.down, 40 * 3600);
  EXPECT_EQ(found[1].account.all(), 16 * 86400);
  EXPECT_EQ(found[1].account.down, 0);
}

TEST_F(ReportTest, AQuarterIsMetWhenAllItsMonthsAre) {
  links["jila"] = Course(at(2025, 6, 1)).fail(noon(), hours{110}).until(at(2025, 10, 5));
  const auto quarter = rows(Grouping::link, {at(2025, 7, 1), at(2025, 10, 1)});
  EXPECT_EQ(percent_cut(*quarter[1].account.gross()), "95.018");
  EXPECT_EQ(quarter[1].judgement, Judgement::missed) << "August did";
  EXPECT_EQ(rows(Grouping::link, {at(2025, 9, 1), at(2025, 10, 1)})[1].judgement, Judgement::met);
}

TEST_F(ReportTest, WhatIsNotInServiceHasNoRow) {
  county.plan.sites[1].actual.clear();
  EXPECT_EQ(rows(Grouping::link).size(), 1U);
  EXPECT_EQ(rows(Grouping::site).size(), 1U);
  EXPECT_TRUE(rows(Grouping::phase).empty());
}

TEST_F(ReportTest, WhatTheJournalDoesNotHaveHasNoRow) {
  links.clear();
  sites.clear();
  for (const Grouping grouping : {Grouping::link,
                                  Grouping::site,
                                  Grouping::district,
                                  Grouping::phase,
                                  Grouping::provider,
                                  Grouping::contract}) {
    EXPECT_TRUE(rows(grouping).empty());
  }
}

}  // namespace
}  // namespace pantau::availability::test
