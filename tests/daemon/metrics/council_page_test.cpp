// SPDX-License-Identifier: Apache-2.0
// The council's one page from the metrics alone; every figure was worked out by hand.
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/metrics/exposition.hpp"
#include "tests/daemon/metrics/council_county.hpp"
#include "tests/daemon/metrics/page_query.hpp"

namespace pantau::test {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 86400;

Page page_of(const links::Snapshot& snapshot) {
  auto page = parse_page(metrics::render(snapshot, {}, metrics::Format::text_0_0_4), Syntax::text);
  EXPECT_EQ(page.errors, std::vector<std::string>{});
  return page;
}

Page page_at(std::int64_t unix_time) {
  auto snapshot = council_snapshot();
  snapshot.now.wall = net::WallTime(seconds(unix_time));
  return page_of(snapshot);
}

/// By the last word of the family's name; "" are the planned ones.
std::map<std::string, double> counts(const Page& page, const std::string& phase) {
  std::map<std::string, double> found;
  for (const char* suffix : {"",
                             "_due",
                             "_built",
                             "_on_air",
                             "_accepted",
                             "_meeting_sla",
                             "_not_measured",
                             "_on_hold"}) {
    const auto value = page.value("pantau_phase_sites" + std::string(suffix), {{"phase", phase}});
    EXPECT_TRUE(value) << suffix;
    found[suffix] = value.value_or(-1);
  }
  return found;
}

double deviation(const Page& page, const std::string& phase) {
  return sum(page, "pantau_phase_actual_progress_ratio", {{"phase", phase}}) -
         sum(page, "pantau_phase_planned_progress_ratio", {{"phase", phase}});
}

/// Late, and not in service for all that.
std::vector<std::string> late(const Page& page) {
  std::vector<std::string> sites;
  for (const std::string& site : above(page, "pantau_site_slip_seconds", 0, "site")) {
    if (sum(page, "pantau_site_stage", {{"site", site}, {"stage", "in_service"}}) +
            sum(page, "pantau_site_stage", {{"site", site}, {"stage", "handed_over"}}) <
        1) {
      sites.push_back(site);
    }
  }
  return sites;
}

TEST(CouncilPage, SaysHowManyPeopleAndDistrictsAreServed) {
  const Page page = page_at(kCouncilDay);
  EXPECT_EQ(page.value("pantau_population"), 1500.0) << "neither the old district nor the next";
  EXPECT_EQ(sum(page, "pantau_districts"), 2.0);
  const auto people = [&](const char* state) {
    return page.value("pantau_population_served", {{"state", state}});
  };
  EXPECT_EQ(people("up"), 600.0);
  EXPECT_EQ(people("degraded"), 400.0) << "700 are more than live there";
  EXPECT_EQ(people("down"), 200.0);
  EXPECT_EQ(people("not_in_service"), 300.0);
  EXPECT_EQ(sum(page, "pantau_population_served"), 1500.0);
  EXPECT_EQ(page.value("pantau_districts", {{"state", "up"}}), 1.0);
  EXPECT_EQ(page.value("pantau_districts", {{"state", "down"}}), 1.0);
}

TEST(CouncilPage, SaysTheSameByDistrict) {
  const Page page = page_at(kCouncilDay);
  const auto served = [&](const char* district, const char* state) {
    return page.value("pantau_district_population_served",
                      {{"district", district}, {"state", state}});
  };
  EXPECT_EQ(served("agimuga", "up"), 600.0);
  EXPECT_EQ(served("agimuga", "degraded"), 400.0);
  EXPECT_EQ(served("agimuga", "not_in_service"), 0.0);
  EXPECT_EQ(served("jila", "down"), 200.0);
  EXPECT_EQ(served("jila", "not_in_service"), 300.0);
  EXPECT_EQ(served("old", "not_in_service"), 300.0) << "its series stay";
  for (const char* district : {"agimuga", "jila", "old", "yet"}) {
    EXPECT_EQ(sum(page, "pantau_district_population_served", {{"district", district}}),
              page.value("pantau_district_population", {{"district", district}}));
    EXPECT_EQ(sum(page, "pantau_district_state", {{"district", district}}), 1.0);
  }
  EXPECT_EQ(page.value("pantau_district_state", {{"district", "agimuga"}, {"state", "up"}}), 1.0);
  EXPECT_EQ(page.value("pantau_district_state", {{"district", "jila"}, {"state", "down"}}), 1.0);
}

TEST(CouncilPage, SaysTheSameByPhaseAndService) {
  const Page page = page_at(kCouncilDay);
  const auto served = [&](const char* phase, const char* state) {
    return page.value("pantau_phase_population_served", {{"phase", phase}, {"state", state}});
  };
  EXPECT_EQ(served("tahap-1", "up"), 600.0);
  EXPECT_EQ(served("tahap-1", "degraded"), 400.0);
  EXPECT_EQ(served("tahap-1", "down"), 200.0);
  EXPECT_EQ(served("tahap-1", "not_in_service"), 100.0);
  EXPECT_EQ(served("tahap-2", "not_in_service"), 150.0) << "nobody is promised a cancelled site";
  EXPECT_EQ(sum(page, "pantau_phase_population_served", {{"phase", "tahap-3"}}), 0.0);
  const auto sites = [&](const char* service, const char* state) {
    return page.value("pantau_service_sites", {{"service", service}, {"state", state}});
  };
  EXPECT_EQ(sites("disdukcapil", "up"), 1.0);
  EXPECT_EQ(sites("disdukcapil", "down"), 1.0);
  EXPECT_EQ(sites("puskesmas", "down"), 1.0);
  EXPECT_EQ(sites("puskesmas", "up"), 0.0);
}

TEST(CouncilPage, HasTheFourCountsOfEveryPhase) {
  const Page page = page_at(kCouncilDay);
  using Counts = std::map<std::string, double>;
  EXPECT_EQ(counts(page, "tahap-1"),
            (Counts{{"", 4},
                    {"_due", 4},
                    {"_built", 4},
                    {"_on_air", 3},
                    {"_accepted", 3},
                    {"_meeting_sla", 1},
                    {"_not_measured", 1},
                    {"_on_hold", 0}}));
  EXPECT_EQ(counts(page, "tahap-2"),
            (Counts{{"", 2},
                    {"_due", 1},
                    {"_built", 0},
                    {"_on_air", 0},
                    {"_accepted", 0},
                    {"_meeting_sla", 0},
                    {"_not_measured", 0},
                    {"_on_hold", 1}}));
  for (const auto& [name, count] : counts(page, "tahap-3")) {
    EXPECT_EQ(count, 0.0) << "a phase without sites: " << name;
  }
}

TEST(CouncilPage, HasTheDeviationByPhaseAndInTotal) {
  const Page page = page_at(kCouncilDay);
  EXPECT_DOUBLE_EQ(deviation(page, "tahap-1"), (3 + 0.75) / 4 - 1);
  EXPECT_DOUBLE_EQ(deviation(page, "tahap-2"), (0.3 + 0.55) / 2 - (0.75 + 1) / 2);
  EXPECT_EQ(page.count("pantau_phase_actual_progress_ratio", {{"phase", "tahap-3"}}), 0U)
      << "nothing to weigh";
  EXPECT_DOUBLE_EQ(sum(page, "pantau_rollout_planned_progress_ratio"), 5.75 / 6);
  EXPECT_DOUBLE_EQ(sum(page, "pantau_rollout_actual_progress_ratio"), 4.6 / 6);
}

TEST(CouncilPage, NamesTheSitesThatAreLate) {
  const Page page = page_at(kCouncilDay);
  EXPECT_THAT(late(page), ElementsAre("j2"));
  const auto slip = [&](const char* site) {
    return page.value("pantau_site_slip_seconds", {{"site", site}});
  };
  EXPECT_EQ(slip("j2"), 20 * 86400.0);
  EXPECT_EQ(slip("j1"), 40 * 86400.0) << "in service by now";
  EXPECT_EQ(slip("a2"), -2 * 86400.0);
  EXPECT_EQ(slip("k1"), 0.0) << "not due";
  EXPECT_EQ(slip("k3"), std::nullopt) << "cancelled";
  EXPECT_EQ(slip("timika-hub"), std::nullopt) << "infrastructure";
}

/// 2026-11-19, 23:59:59 and the second after it in Jayapura.
TEST(CouncilPage, TurnsWithTheLocalDay) {
  constexpr std::int64_t kMidnight = kCouncilDay - 9 * kHour;
  const Page before = page_at(kMidnight - 1);
  const Page after = page_at(kMidnight);
  const std::map<std::string, std::string> phase{{"phase", "tahap-2"}};
  EXPECT_EQ(before.value("pantau_phase_sites_due", phase), 0.0);
  EXPECT_EQ(after.value("pantau_phase_sites_due", phase), 1.0);
  EXPECT_NEAR(deviation(before, "tahap-2"), 0.425 - 0.375, 1e-12);
  EXPECT_NEAR(deviation(after, "tahap-2"), 0.425 - 0.875, 1e-12);
  EXPECT_THAT(late(after), ElementsAre("j2"));
  EXPECT_THAT(late(page_at(kMidnight + kDay)), ElementsAre("j2", "k2"));
}

/// With November over, its judgements are the last full month's.
TEST(CouncilPage, TurnsWithTheLocalMonth) {
  constexpr std::int64_t kDecember = kCouncilDay + 11 * kDay - 9 * kHour;
  const auto met = [](std::int64_t time) {
    return page_at(time).value("pantau_phase_sites_meeting_sla", {{"phase", "tahap-1"}});
  };
  EXPECT_EQ(met(kDecember - 1), 1.0);
  EXPECT_EQ(met(kDecember), 3.0);
  EXPECT_EQ(met(kDecember + 31 * kDay), 0.0) << "nobody has judged December";
}

/// The district that ends on the 30th of June counts on that day, the new one from its first.
TEST(CouncilPage, CountsTheDistrictsThatExist) {
  constexpr std::int64_t kJuly = 1782831600;  // 2026-07-01T00:00:00+09:00
  constexpr std::int64_t kNewYear = 1798729200;  // 2027-01-01T00:00:00+09:00
  EXPECT_EQ(page_at(kJuly - 1).value("pantau_population"), 1800.0);
  EXPECT_EQ(page_at(kJuly).value("pantau_population"), 1500.0);
  EXPECT_EQ(page_at(kNewYear - 1).value("pantau_population"), 1500.0);
  EXPECT_EQ(page_at(kNewYear).value("pantau_population"), 2400.0);
  EXPECT_EQ(sum(page_at(kNewYear), "pantau_districts"), 3.0);
  EXPECT_EQ(page_at(kNewYear).count("pantau_district_info"), 4U);
}

/// While we are blind people are unknown, not unserved.
TEST(CouncilPage, CallsNobodyUnservedWhileWeAreBlind) {
  auto snapshot = council_snapshot();
  for (auto& site : snapshot.sites) {
    site.state = links::LinkState::unknown;
  }
  const Page page = page_of(snapshot);
  EXPECT_EQ(page.value("pantau_population_served", {{"state", "unknown"}}), 1200.0);
  EXPECT_EQ(page.value("pantau_districts", {{"state", "unknown"}}), 2.0);
}

}  // namespace
}  // namespace pantau::test
