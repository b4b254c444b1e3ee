// SPDX-License-Identifier: Apache-2.0
// How far sites have come: which series exist when, and what they say.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/daemon/metrics/page_query.hpp"
#include "tests/daemon/metrics/presence_fixture.hpp"
#include "tests/daemon/metrics/small_county_parts.hpp"

namespace pantau::test {
namespace {

using config::Stage;
using std::chrono::days;
using std::chrono::seconds;

constexpr const char* kClinicId = "wakia-puskesmas";
constexpr std::size_t kOffice = 0;
constexpr std::size_t kClinic = 2;

class RolloutPresence : public PresenceFixture {
 protected:
  config::Site& office() { return plan().sites[kOffice]; }

  config::Site& clinic() { return plan().sites[kClinic]; }

  [[nodiscard]] std::optional<double> stage(const std::string& name) const {
    return of_site(kOfficeId, "pantau_site_stage", {{"stage", name}});
  }

  [[nodiscard]] std::optional<double> milestone(const std::string& name,
                                                const std::string& kind) const {
    return of_site(
        kOfficeId, "pantau_site_stage_timestamp_seconds", {{"stage", name}, {"kind", kind}});
  }

  void at(std::int64_t unix_time) { snapshot_.now.wall = net::WallTime(seconds(unix_time)); }
};

TEST_F(RolloutPresence, OneOfThirteenStagesIsPresent) {
  const Page now = page();
  EXPECT_EQ(now.count("pantau_site_stage", {{"site", kOfficeId}}), 13U);
  EXPECT_EQ(sum(now, "pantau_site_stage", {{"site", kOfficeId}}), 1.0);
  EXPECT_EQ(stage("acceptance_test"), 1.0);
  EXPECT_EQ(now.count("pantau_site_stage", {{"site", kHubId}}), 0U) << "infrastructure";
  office().actual.clear();
  EXPECT_EQ(page().count("pantau_site_stage", {{"site", kOfficeId}}), 13U);
  EXPECT_EQ(sum(page(), "pantau_site_stage", {{"site", kOfficeId}}), 0.0) << "before the first";
}

TEST_F(RolloutPresence, AStageBeginsWithItsLocalDay) {
  office().actual[Stage::accepted] = date(2026, 12, 2);
  at(1796137199);  // 23:59:59+09:00
  EXPECT_EQ(stage("acceptance_test"), 1.0);
  EXPECT_EQ(stage("accepted"), 0.0);
  at(1796137200);
  EXPECT_EQ(stage("acceptance_test"), 0.0);
  EXPECT_EQ(stage("accepted"), 1.0);
}

TEST_F(RolloutPresence, MilestonesAreLocalMidnightsOrTheInstantGiven) {
  EXPECT_EQ(milestone("installed", "planned"), 1771081200.0);  // 2026-02-15T00:00:00+09:00
  EXPECT_EQ(milestone("installed", "actual"), 1795100400.0);  // 2026-11-20T00:00:00+09:00
  EXPECT_EQ(milestone("acceptance_test", "actual"), 1795921200.0);  // 2026-11-29T12:00:00+09:00
  EXPECT_EQ(milestone("acceptance_test", "planned"), std::nullopt);
  EXPECT_EQ(page().count("pantau_site_stage_timestamp_seconds", {{"site", kOfficeId}}), 5U);
  office().acceptance_start.reset();
  EXPECT_EQ(milestone("acceptance_test", "actual"), 1795878000.0);  // 2026-11-29T00:00:00+09:00
}

TEST_F(RolloutPresence, SlipGrowsByTheLocalDayUntilInService) {
  office().planned = {{Stage::in_service, date(2026, 12, 1)}};
  at(1796137199);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_slip_seconds"), 0.0);
  at(1796137200);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_slip_seconds"), 86400.0);
  office().actual[Stage::in_service] = date(2026, 11, 28);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_slip_seconds"), -3 * 86400.0);
  office().planned.clear();
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_slip_seconds"), std::nullopt);
}

TEST_F(RolloutPresence, ASideStateIsThereFromItsFirstDay) {
  EXPECT_EQ(
      of_site(kClinicId, "pantau_site_side_state", {{"state", "on_hold"}, {"reason", "weather"}}),
      1.0);
  EXPECT_EQ(page().count("pantau_site_side_state"), 1U);
  EXPECT_EQ(of_site(kClinicId, "pantau_site_hold_until_timestamp_seconds"),
            1801407600.0);  // 2027-02-01T00:00:00+09:00
  clinic().hold->until.reset();
  EXPECT_EQ(page().count("pantau_site_hold_until_timestamp_seconds"), 0U);
  clinic().hold->since = date(2026, 12, 2);
  EXPECT_EQ(page().count("pantau_site_side_state"), 0U);
}

TEST_F(RolloutPresence, WithoutARolloutNothingIsSaidOfIt) {
  config::Plan& bare = plan();
  bare.phases.clear();
  bare.contracts.clear();
  bare.links.clear();
  bare.sites = {bare.sites[1]};
  snapshot_.links.clear();
  snapshot_.sites = {snapshot_.sites[1]};
  snapshot_.rollout = nullptr;
  for (const Family& family : page().families) {
    EXPECT_FALSE(
        family.name.starts_with("pantau_phase_") || family.name.starts_with("pantau_rollout_") ||
        family.name.starts_with("pantau_site_stage") ||
        family.name.starts_with("pantau_site_acceptance") ||
        family.name == "pantau_site_slip_seconds" || family.name == "pantau_site_on_paper_only")
        << family.name;
  }
}

TEST_F(RolloutPresence, LastUpIsNowWhileTheSiteWorks) {
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_last_up_timestamp_seconds"), 1796082700.0);
  EXPECT_EQ(of_site(kHubId, "pantau_site_last_up_timestamp_seconds"), 1796083200.0);
  site(1).state = links::LinkState::unknown;
  EXPECT_EQ(of_site(kHubId, "pantau_site_last_up_timestamp_seconds"), std::nullopt);
  site(0).state = links::LinkState::degraded;
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_last_up_timestamp_seconds"), 1796083200.0);
}

class OnPaper : public RolloutPresence {
 protected:
  OnPaper() {
    office().actual[Stage::in_service] = date(2026, 6, 1);
    book().first = kSmallToday - days{30};
    book().last_up = kSmallToday - days{30};
  }

  availability::SiteAccount& book() { return accounts().sites[kOffice].value(); }

  [[nodiscard]] std::optional<double> on_paper(const char* id = kOfficeId) const {
    return of_site(id, "pantau_site_on_paper_only");
  }
};

TEST_F(OnPaper, IsASiteThatDidNotWorkForThirtyDays) {
  EXPECT_EQ(on_paper(), 1.0);
  book().last_up = kSmallToday - days{30} + seconds{1};
  EXPECT_EQ(on_paper(), 0.0);
  book().last_up.reset();
  EXPECT_EQ(on_paper(), 1.0) << "never";
  site(kOffice).state = links::LinkState::degraded;
  EXPECT_EQ(on_paper(), 0.0) << "it works now";
}

TEST_F(OnPaper, NeedsThirtyDaysOfWatching) {
  book().last_up.reset();
  book().first = kSmallToday - days{30} + seconds{1};
  EXPECT_EQ(on_paper(), 0.0);
  snapshot_.accounts = nullptr;
  EXPECT_EQ(on_paper(), 0.0);
}

TEST_F(OnPaper, IsASiteWithoutLinksAtOnce) {
  site(kOffice).measured = false;
  book().first = kSmallToday;
  EXPECT_EQ(on_paper(), 1.0);
}

TEST_F(OnPaper, IsNothingThatIsNotInService) {
  EXPECT_EQ(on_paper(kClinicId), 0.0) << "not yet, and without a link";
  EXPECT_EQ(on_paper(kHubId), std::nullopt) << "infrastructure";
  office().hold = config::Hold{.kind = config::HoldKind::suspended,
                               .since = date(2026, 11, 1),
                               .until = {},
                               .reason = "arrears",
                               .to = {}};
  EXPECT_EQ(on_paper(), 0.0) << "it has a side state";
}

class AcceptancePresence : public PresenceFixture {
 protected:
  /// The test at the office, to be changed.
  rollout::Acceptance& trial() {
    auto findings = std::make_shared<rollout::Findings>(*snapshot_.rollout);
    auto test = std::make_shared<rollout::Acceptance>(*findings->acceptance[kOffice]);
    rollout::Acceptance& changed = *test;
    findings->acceptance[kOffice] = std::move(test);
    snapshot_.rollout = std::move(findings);
    return changed;
  }

  [[nodiscard]] std::optional<double> criterion(const char* name) const {
    return of_site(kOfficeId, "pantau_site_acceptance_criterion", {{"criterion", name}});
  }
};

TEST_F(AcceptancePresence, OneOfFiveStatesIsPresent) {
  const auto state = [&](const char* name) {
    EXPECT_EQ(page().count("pantau_site_acceptance_state", {{"site", kOfficeId}}), 5U);
    EXPECT_EQ(sum(page(), "pantau_site_acceptance_state", {{"site", kOfficeId}}), 1.0);
    return of_site(kOfficeId, "pantau_site_acceptance_state", {{"state", name}});
  };
  EXPECT_EQ(state("running"), 1.0);
  trial().state = rollout::AcceptanceState::passed;
  EXPECT_EQ(state("passed"), 1.0);
  trial().state = rollout::AcceptanceState::failed;
  EXPECT_EQ(state("failed"), 1.0);
  trial().state = rollout::AcceptanceState::undecided;
  EXPECT_EQ(state("undecided"), 1.0);
  EXPECT_EQ(of_site(kClinicId, "pantau_site_acceptance_state", {{"state", "none"}}), 1.0);
  EXPECT_EQ(page().count("pantau_site_acceptance_state", {{"site", kHubId}}), 0U);
}

TEST_F(AcceptancePresence, ATestHasProgressAnEndAndCriteria) {
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_acceptance_progress_ratio"), 0.5);
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_acceptance_end_timestamp_seconds"),
            1796180400.0);  // 2026-12-02T12:00:00+09:00
  EXPECT_EQ(criterion("coverage"), 1.0);
  EXPECT_EQ(criterion("longest_outage"), 1.0);
  EXPECT_EQ(criterion("loss"), 0.0);
  EXPECT_EQ(criterion("variation"), std::nullopt) << "nothing to judge it by yet";
  for (const char* name : {"pantau_site_acceptance_progress_ratio",
                           "pantau_site_acceptance_criterion",
                           "pantau_site_acceptance_end_timestamp_seconds"}) {
    EXPECT_EQ(page().count(name, {{"site", kClinicId}}), 0U) << name;
  }
}

TEST_F(AcceptancePresence, ACriterionIsMetByAllLinksOrNot) {
  const rollout::LinkTrial second = trial().links[0];
  trial().links.push_back(second);
  EXPECT_EQ(criterion("rtt"), 1.0);
  trial().links[1].criteria[3].figure.reset();
  EXPECT_EQ(criterion("rtt"), std::nullopt) << "the second has yet to be judged";
  trial().links[0].criteria[3].met = false;
  EXPECT_EQ(criterion("rtt"), 0.0) << "the first has failed it";
  trial().links.clear();
  EXPECT_EQ(criterion("rtt"), std::nullopt);
}

TEST_F(AcceptancePresence, NothingIsSaidBeforeTheJournalWasRead) {
  snapshot_.rollout = nullptr;
  EXPECT_EQ(page().count("pantau_site_acceptance_state"), 0U);
  EXPECT_EQ(page().count("pantau_site_acceptance_progress_ratio"), 0U);
  EXPECT_EQ(page().count("pantau_rollout_baseline_info"), 0U);
}

/// A site that was put before the office by a reload: its test still stands under its own name.
TEST_F(AcceptancePresence, IsFoundByIdAfterAReload) {
  config::Plan& changed = plan();
  config::Site first = changed.sites[kClinic];
  first.id = "agimuga";
  changed.sites.insert(changed.sites.begin(), first);
  snapshot_.sites.insert(snapshot_.sites.begin(), links::SiteNumbers{});
  EXPECT_EQ(of_site(kOfficeId, "pantau_site_acceptance_state", {{"state", "running"}}), 1.0);
  EXPECT_EQ(of_site("agimuga", "pantau_site_acceptance_state", {{"state", "none"}}), 1.0);
}

}  // namespace
}  // namespace pantau::test
