// SPDX-License-Identifier: Apache-2.0
// What the book of record says of links: absent until it is durable, and then exactly that.
#include <array>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "daemon/metrics/month_labels.hpp"
#include "tests/daemon/metrics/presence_fixture.hpp"

namespace pantau::test {
namespace {

class AccountPresence : public PresenceFixture {
 protected:
  availability::LinkAccount& vsat() { return accounts().links[kVsat].value(); }
};

constexpr std::array<const char*, 18> kOfTheBook{"pantau_link_state_seconds_total",
                                                 "pantau_link_settled_timestamp_seconds",
                                                 "pantau_link_sla_seconds_total",
                                                 "pantau_link_sla_target_ratio",
                                                 "pantau_link_sla_start_timestamp_seconds",
                                                 "pantau_link_sla_budget_seconds",
                                                 "pantau_link_sla_budget_remaining_seconds",
                                                 "pantau_link_availability_ratio",
                                                 "pantau_link_data_coverage_ratio",
                                                 "pantau_link_month_seconds",
                                                 "pantau_link_month_outages",
                                                 "pantau_link_month_outage_seconds",
                                                 "pantau_link_sla_met",
                                                 "pantau_site_state_seconds_total",
                                                 "pantau_site_availability_ratio",
                                                 "pantau_site_data_coverage_ratio",
                                                 "pantau_site_month_seconds",
                                                 "pantau_site_sla_met"};

TEST_F(AccountPresence, NothingIsShownBeforeTheFirstDurableTransaction) {
  snapshot_.accounts = nullptr;
  const auto now = page();
  for (const char* name : kOfTheBook) {
    EXPECT_EQ(now.count(name), 0U) << name;
  }
}

TEST_F(AccountPresence, ALinkThatTheJournalDoesNotKnowYetHasNone) {
  const auto now = page();
  for (const char* name : kOfTheBook) {
    EXPECT_EQ(now.count(name, {{"link", kPlannedId}}), 0U) << name;
    EXPECT_EQ(now.count(name, {{"site", kHubId}, {"link", kVsatId}}), 0U) << name;
  }
}

TEST_F(AccountPresence, SecondsStandUnderTheirStates) {
  const auto now = page();
  const auto seconds = [&](const char* state) {
    return now.value("pantau_link_state_seconds_total", {{"link", kVsatId}, {"state", state}});
  };
  EXPECT_EQ(seconds("unknown"), 100.0);
  EXPECT_EQ(seconds("up"), 2000.0);
  EXPECT_EQ(seconds("degraded"), 300.0);
  EXPECT_EQ(seconds("unreachable"), 40.0);
  EXPECT_EQ(seconds("down"), 5.0);
  EXPECT_EQ(now.value("pantau_link_settled_timestamp_seconds", {{"link", kVsatId}}), 1796083185.0);
}

TEST_F(AccountPresence, TheClockOfTheContractIsForLinksWithOne) {
  const auto now = page();
  const auto seconds = [&](const char* name) {
    return now.value("pantau_link_sla_seconds_total", {{"link", kVsatId}, {"class", name}});
  };
  EXPECT_EQ(seconds("up"), 1900.0);
  EXPECT_EQ(seconds("down"), 45.0);
  EXPECT_EQ(seconds("maintenance"), 60.0);
  EXPECT_EQ(seconds("unknown"), 95.0);
  for (const char* name : {"pantau_link_sla_seconds_total",
                           "pantau_link_sla_target_ratio",
                           "pantau_link_sla_start_timestamp_seconds",
                           "pantau_link_sla_budget_seconds",
                           "pantau_link_sla_budget_remaining_seconds",
                           "pantau_link_sla_met"}) {
    EXPECT_EQ(now.count(name, {{"link", kFibreId}}), 0U) << name;
    EXPECT_GE(now.count(name, {{"link", kVsatId}}), 1U) << name;
  }
}

TEST_F(AccountPresence, ASpentBudgetIsNegative) {
  EXPECT_EQ(of_link(kVsatId, "pantau_link_sla_target_ratio"), 0.95);
  EXPECT_EQ(of_link(kVsatId, "pantau_link_sla_start_timestamp_seconds"), 1793491200.0);
  EXPECT_EQ(of_link(kVsatId, "pantau_link_sla_budget_seconds"), 133920.0);
  EXPECT_EQ(of_link(kVsatId, "pantau_link_sla_budget_remaining_seconds"), -80.0);
}

TEST_F(AccountPresence, ClassesOfAMonthArePartsOfOne) {
  const auto now = page();
  const auto seconds = [&](const char* name) {
    return now.value(
        "pantau_link_month_seconds",
        {{"link", kVsatId}, {"month", "2026-11"}, {"contract", "bakti-2026"}, {"class", name}});
  };
  EXPECT_EQ(seconds("up"), 800.0);
  EXPECT_EQ(seconds("down"), 40.0);
  EXPECT_EQ(seconds("short"), 10.0);
  EXPECT_EQ(seconds("excluded"), 50.0);
  EXPECT_EQ(seconds("planned"), 60.0);
  EXPECT_EQ(seconds("unknown"), 40.0);
  EXPECT_EQ(now.count("pantau_link_month_seconds", {{"link", kVsatId}}), 12U);
}

TEST_F(AccountPresence, OnlyAContractHasShortAndExcludedTime) {
  const auto now = page();
  EXPECT_EQ(now.count("pantau_link_month_seconds", {{"link", kFibreId}}), 4U);
  for (const char* name : {"short", "excluded"}) {
    EXPECT_EQ(now.count("pantau_link_month_seconds", {{"link", kFibreId}, {"class", name}}), 0U);
  }
  EXPECT_EQ(now.value("pantau_link_month_seconds",
                      {{"link", kFibreId}, {"contract", ""}, {"class", "down"}}),
            100.0);
}

TEST_F(AccountPresence, AvailabilityIsGrossAndWithAContractNet) {
  const auto now = page();
  const auto ratio = [&](const char* link, const char* basis, const char* month) {
    return now.value("pantau_link_availability_ratio",
                     {{"link", link}, {"basis", basis}, {"month", month}});
  };
  EXPECT_EQ(ratio(kVsatId, "gross", "2026-11"), 0.9);
  EXPECT_EQ(ratio(kVsatId, "net", "2026-11"), 0.96);
  EXPECT_EQ(ratio(kFibreId, "gross", "2026-12"), 0.8);
  EXPECT_EQ(ratio(kFibreId, "net", "2026-12"), std::nullopt);
  EXPECT_EQ(now.value("pantau_link_data_coverage_ratio",
                      {{"link", kVsatId}, {"month", "2026-12"}, {"contract", "bakti-2026"}}),
            0.5);
}

TEST_F(AccountPresence, AMonthWithoutASecondHasNoValue) {
  vsat().months[1].account = {};
  const auto now = page();
  for (const char* name : {"pantau_link_availability_ratio",
                           "pantau_link_data_coverage_ratio",
                           "pantau_link_month_seconds"}) {
    EXPECT_EQ(now.count(name, {{"link", kVsatId}, {"month", "2026-12"}}), 0U) << name;
    EXPECT_GE(now.count(name, {{"link", kVsatId}, {"month", "2026-11"}}), 1U) << name;
  }
}

TEST_F(AccountPresence, ARatioWithoutADivisorIsAbsent) {
  availability::MonthAccount& month = vsat().months[0];
  month.account = {};
  month.account.excluded = 60;
  month.formula = config::AvailabilityFormula::net_b;
  const auto now = page();
  EXPECT_EQ(now.value("pantau_link_availability_ratio",
                      {{"link", kVsatId}, {"month", "2026-11"}, {"basis", "gross"}}),
            0.0);
  EXPECT_EQ(now.count("pantau_link_availability_ratio",
                      {{"link", kVsatId}, {"month", "2026-11"}, {"basis", "net"}}),
            0U);
}

TEST_F(AccountPresence, NothingIsJudgedUnderTooLittleCoverage) {
  const Labels december{{"month", "2026-12"}};
  EXPECT_EQ(of_link(kVsatId, "pantau_link_sla_met", {{"month", "2026-11"}}), 1.0);
  EXPECT_EQ(of_link(kVsatId, "pantau_link_sla_met", december), std::nullopt);
  vsat().months[1].judgement = availability::Judgement::missed;
  EXPECT_EQ(of_link(kVsatId, "pantau_link_sla_met", december), 0.0);
  vsat().months[1].judgement = availability::Judgement::none;
  EXPECT_EQ(of_link(kVsatId, "pantau_link_sla_met", december), std::nullopt);
}

TEST_F(AccountPresence, AMonthBeforeTheShownOnesIsInNoFamily) {
  accounts().shown_since = "2026-12";
  accounts().restitution.clear();  // these are of shown months alone
  const auto now = page();
  for (const Family& family : now.families) {
    EXPECT_EQ(now.count(family.name, {{"month", "2026-11"}}), 0U) << family.name;
  }
  EXPECT_GE(now.count("pantau_link_month_seconds", {{"month", "2026-12"}}), 1U);
}

TEST_F(AccountPresence, AMonthWithTwoContractsHasTwoRows) {
  vsat().months[1].month = "2026-11";
  vsat().months[1].contract = "bakti-2025";
  const auto now = page();
  EXPECT_EQ(now.count("pantau_link_data_coverage_ratio", {{"month", "2026-11"}}), 2U);
  EXPECT_EQ(now.value("pantau_link_data_coverage_ratio", {{"contract", "bakti-2025"}}), 0.5);
}

TEST_F(AccountPresence, CausesComeWithTheirOutages) {
  const auto now = page();
  EXPECT_EQ(now.count("pantau_link_month_outages"), 2U);
  const Labels grid{{"link", kVsatId}, {"month", "2026-11"}, {"cause", "power_grid"}};
  EXPECT_EQ(now.value("pantau_link_month_outages", grid), 2.0);
  EXPECT_EQ(now.value("pantau_link_month_outage_seconds", grid), 90.0);
  const Labels upstream{{"link", kVsatId}, {"month", "2026-12"}, {"cause", "upstream"}};
  EXPECT_EQ(now.value("pantau_link_month_outages", upstream), 1.0);
  EXPECT_EQ(now.value("pantau_link_month_outage_seconds", upstream), 7.0);
}

TEST_F(AccountPresence, AReloadHidesNoAccountAndMovesNone) {
  config::Plan& next = plan();  // the accounts are still of the plan before
  next.links.erase(next.links.begin());
  snapshot_.links.erase(snapshot_.links.begin());
  snapshot_.carried_this_month.erase(snapshot_.carried_this_month.begin());
  next.sites.erase(next.sites.begin());
  snapshot_.sites.erase(snapshot_.sites.begin());
  const auto now = page();
  EXPECT_EQ(now.count("pantau_link_state_seconds_total"), 5U);
  EXPECT_EQ(now.value("pantau_link_state_seconds_total", {{"link", kFibreId}, {"state", "up"}}),
            500.0);
  EXPECT_EQ(now.count("pantau_site_state_seconds_total"), 0U);
}

TEST_F(AccountPresence, HostileContractsStayLabels) {
  vsat().months[0].contract = "a\"b\n\xFF";
  EXPECT_EQ(of_link(kVsatId,
                    "pantau_link_data_coverage_ratio",
                    {{"month", "2026-11"}, {"contract", "a\"b\xEF\xBF\xBD"}}),
            0.96);
}

TEST(MonthLabels, NumberEachPairOnce) {
  metrics::MonthLabels labels("contract");
  const auto first = labels.place("2026-11", "a");
  const auto second = labels.place("2026-12", "a");
  EXPECT_EQ(labels.place("2026-11", "b"), 2U);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(labels.place("2026-11", "a"), first);
    EXPECT_EQ(labels.place("2026-12", "a"), second);
  }
  EXPECT_EQ(labels.place("2026-12", "a"), second) << "the same twice";
  EXPECT_EQ(labels.size(), 3U);
  EXPECT_EQ(labels.text(2), ",month=\"2026-11\",contract=\"b\"");
}

}  // namespace
}  // namespace pantau::test
