// SPDX-License-Identifier: Apache-2.0
// Phases, curves, baseline and contracts; and that what is kept between pages is never stale.
#include <chrono>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/daemon/metrics/council_county.hpp"
#include "tests/daemon/metrics/page_query.hpp"
#include "tests/daemon/metrics/presence_fixture.hpp"
#include "tests/daemon/metrics/small_county_parts.hpp"

namespace pantau::test {
namespace {

using config::Stage;
using std::chrono::days;

constexpr const char* kPhase = "tahap-2";

class PhasePresence : public PresenceFixture {
 protected:
  [[nodiscard]] std::optional<double> of_phase(const std::string& name, Labels labels = {}) const {
    labels["phase"] = kPhase;
    return page().value(name, labels);
  }

  [[nodiscard]] std::optional<double> of_contract(const std::string& id,
                                                  const std::string& name) const {
    return page().value(name, {{"contract", id}});
  }

  rollout::Findings& findings() {
    auto copy = std::make_shared<rollout::Findings>(*snapshot_.rollout);
    rollout::Findings& changed = *copy;
    snapshot_.rollout = std::move(copy);
    return changed;
  }
};

TEST_F(PhasePresence, DatesAreWholeLocalDays) {
  EXPECT_EQ(of_phase("pantau_phase_start_timestamp_seconds"),
            1767193200.0);  // 2026-01-01T00:00:00+09:00
  EXPECT_EQ(of_phase("pantau_phase_end_timestamp_seconds"),
            1798729200.0);  // 2027-01-01T00:00:00+09:00
  plan().phases[0].start.reset();
  plan().phases[0].end.reset();
  EXPECT_EQ(page().count("pantau_phase_start_timestamp_seconds"), 0U);
  EXPECT_EQ(page().count("pantau_phase_end_timestamp_seconds"), 0U);
}

/// The office (90 %) and the clinic (30 %); both were to be in service by now.
TEST_F(PhasePresence, ProgressIsThatOfToday) {
  EXPECT_EQ(of_phase("pantau_phase_planned_progress_ratio"), 1.0);
  EXPECT_EQ(of_phase("pantau_phase_actual_progress_ratio"), 0.6);
  EXPECT_EQ(of_phase("pantau_phase_baseline_progress_ratio"), 1.0);
  EXPECT_EQ(page().value("pantau_rollout_actual_progress_ratio"), 0.6);
  plan().sites[0].weight = 3;
  EXPECT_EQ(of_phase("pantau_phase_actual_progress_ratio"), (3 * 0.9 + 0.3) / 4);
}

TEST_F(PhasePresence, ACurveGoesFromTheFirstToTheLastPlannedDate) {
  const auto point = [&](const char* curve, const char* date) {
    return of_phase("pantau_phase_curve_ratio", {{"curve", curve}, {"date", date}});
  };
  EXPECT_EQ(point("planned", "2026-01-31"), std::nullopt);
  EXPECT_EQ(point("planned", "2026-02-28"), 0.375) << "the office was to be installed";
  EXPECT_EQ(point("planned", "2026-10-31"), 0.5);
  EXPECT_EQ(point("planned", "2026-11-30"), 1.0);
  EXPECT_EQ(point("planned", "2026-12-31"), std::nullopt);
  EXPECT_EQ(point("actual", "2026-06-30"), 0.2) << "surveyed, contracted";
  EXPECT_EQ(point("actual", "2026-11-30"), 0.6);
  EXPECT_EQ(point("baseline", "2026-09-30"), 0.0);
  EXPECT_EQ(point("baseline", "2026-10-31"), 1.0);
  EXPECT_EQ(page().count("pantau_phase_curve_ratio"), 30U);
  EXPECT_EQ(
      page().value("pantau_rollout_curve_ratio", {{"curve", "planned"}, {"date", "2026-02-28"}}),
      0.375);
  EXPECT_EQ(page().count("pantau_rollout_curve_ratio"), 30U);
}

TEST_F(PhasePresence, WithoutABaselineNoneIsShown) {
  EXPECT_EQ(page().value("pantau_rollout_baseline_info", {{"name", "rapat-iii"}}), 1.0);
  EXPECT_EQ(page().value("pantau_rollout_baseline_timestamp_seconds"), 1794268800.0);
  findings().baseline = nullptr;
  const Page now = page();
  EXPECT_EQ(now.count("pantau_rollout_baseline_info"), 0U);
  EXPECT_EQ(now.count("pantau_rollout_baseline_timestamp_seconds"), 0U);
  EXPECT_EQ(now.count("pantau_phase_baseline_progress_ratio"), 0U);
  EXPECT_EQ(now.count("pantau_rollout_baseline_progress_ratio"), 0U);
  EXPECT_EQ(now.count("pantau_phase_curve_ratio", {{"curve", "baseline"}}), 0U);
  EXPECT_EQ(now.count("pantau_phase_curve_ratio", {{"curve", "planned"}}), 10U);
}

TEST_F(PhasePresence, ContractsShowWhatIsConfigured) {
  EXPECT_EQ(of_contract("bakti-2026", "pantau_contract_end_timestamp_seconds"),
            1798729200.0);  // 2027-01-01T00:00:00+09:00
  EXPECT_EQ(of_contract("bakti-2026", "pantau_contract_free_until_timestamp_seconds"),
            1782831600.0);  // 2026-07-01T00:00:00+09:00
  EXPECT_EQ(of_contract("bakti-2026", "pantau_contract_fee_rupiah"), 12500000.0);
  EXPECT_EQ(of_contract("bakti-2025", "pantau_contract_free_until_timestamp_seconds"),
            std::nullopt);
  EXPECT_EQ(of_contract("bakti-2025", "pantau_contract_fee_rupiah"), std::nullopt);
  plan().contracts[1].has_end = false;
  EXPECT_EQ(of_contract("bakti-2026", "pantau_contract_end_timestamp_seconds"), std::nullopt);
}

TEST_F(PhasePresence, RestitutionIsWhatTheJournalSays) {
  EXPECT_EQ(page().value("pantau_contract_restitution_rupiah",
                         {{"contract", "bakti-2026"}, {"month", "2026-11"}}),
            225414.0);
  EXPECT_EQ(page().count("pantau_contract_restitution_rupiah"), 1U);
  accounts().restitution.clear();
  EXPECT_EQ(page().count("pantau_contract_restitution_rupiah"), 0U);
  snapshot_.accounts = nullptr;
  EXPECT_EQ(page().count("pantau_contract_restitution_rupiah"), 0U);
}

TEST_F(PhasePresence, AnUnknownTimeZoneCountsInUtc) {
  plan().daemon.timezone = "Mars/Olympus";
  EXPECT_EQ(of_phase("pantau_phase_start_timestamp_seconds"), 1767225600.0);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_stage", {{"stage", "acceptance_test"}}), 1.0);
}

/// One that goes on from page to page beside one that begins anew each time.
class KeptExposition : public testing::Test {
 protected:
  void expect_same_as_anew(const char* what) {
    const auto format = metrics::Format::text_0_0_4;
    const std::string anew = metrics::render(snapshot_, {}, format);
    EXPECT_NE(anew, last_) << what << " changes nothing: this proves nothing";
    EXPECT_EQ(kept_.render(snapshot_, {}, format), anew) << what;
    last_ = anew;
  }

  void freeze(const char* name) {
    auto findings = std::make_shared<rollout::Findings>();
    findings->plan = snapshot_.plan;
    auto baseline =
        std::make_shared<rollout::Baseline>(rollout::freeze(*snapshot_.plan, name, "", {}));
    findings->baseline = std::move(baseline);
    findings->acceptance.resize(snapshot_.plan->sites.size());
    snapshot_.rollout = std::move(findings);
  }

  void replan() {
    config::Plan plan = *snapshot_.plan;
    plan.sites[3].actual[Stage::in_service] = date(2026, 11, 20);
    snapshot_.plan = std::make_shared<const config::Plan>(std::move(plan));
  }

  links::Snapshot snapshot_ = council_snapshot();
  metrics::Exposition kept_;
  std::string last_;
};

TEST_F(KeptExposition, IsNeverStale) {
  expect_same_as_anew("the first page");
  snapshot_.now.wall += days{1};
  expect_same_as_anew("a new day");
  snapshot_.now.wall += days{20};
  expect_same_as_anew("a new month");
  snapshot_.sites[0].state = links::LinkState::unreachable;
  expect_same_as_anew("another state");
  snapshot_.sites[0].measured = false;
  expect_same_as_anew("a site that lost its links");
  auto accounts = std::make_shared<availability::Accounts>(*snapshot_.accounts);
  accounts->sites[2]->months[1].judgement = availability::Judgement::missed;
  snapshot_.accounts = std::move(accounts);
  expect_same_as_anew("another judgement");
  freeze("rapat-iii");
  expect_same_as_anew("a plan frozen later");
  replan();
  expect_same_as_anew("a new plan");
  freeze("rapat-iv");
  expect_same_as_anew("another frozen plan");
  snapshot_.rollout = nullptr;
  expect_same_as_anew("no frozen plan");
}

}  // namespace
}  // namespace pantau::test
