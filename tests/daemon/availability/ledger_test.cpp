// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/ledger.hpp"

#include <optional>

#include <gtest/gtest.h>

#include "tests/daemon/availability/ledger_of_one.hpp"

namespace pantau::availability::test {
namespace {

TEST_F(LedgerTest, SaysNothingOfWhatTheJournalDoesNotHave) {
  county.add_hub();
  settle(LinkState::up, kNoon);  // the hub is the first of both lists now
  const auto accounts = ledger.accounts(plan, settled);
  ASSERT_EQ(accounts->links.size(), 2U);
  EXPECT_TRUE(accounts->links[0]);
  EXPECT_FALSE(accounts->links[1]);
  EXPECT_FALSE(accounts->sites[1]);
}

TEST_F(LedgerTest, StateSecondsAddUpToWhatHasSettled) {
  settle(LinkState::unknown, kFirst + minutes{1});
  settle(LinkState::up, kNoon);
  settle(LinkState::down, kNoon + hours{1});
  const LinkAccount account = link();
  EXPECT_EQ(account.state_seconds.at(static_cast<std::size_t>(LinkState::unknown)), 60);
  EXPECT_EQ(account.state_seconds.at(static_cast<std::size_t>(LinkState::down)), 3600);
  std::int64_t sum = 0;
  for (const std::int64_t seconds : account.state_seconds) {
    sum += seconds;
  }
  EXPECT_EQ(sum, (account.settled_until - account.first).count());
}

TEST_F(LedgerTest, GoesOnFromTheJournal) {
  LedgerEntry entry;
  entry.history = Course(at(2025, 8, 1)).until(at(2025, 8, 5));
  entry.history.first = at(2024, 1, 1);
  entry.before.at(static_cast<std::size_t>(LinkState::up)) = 1000;
  entry.before.at(static_cast<std::size_t>(LinkState::down)) = 10;
  entry.sla = {500, 10, 0, 0};
  ledger.load_link(std::move(entry));
  settled = at(2025, 8, 5);
  settle(LinkState::down, settled + hours{1});
  const LinkAccount account = link();
  EXPECT_EQ(account.first, at(2024, 1, 1));
  EXPECT_EQ(account.state_seconds.at(static_cast<std::size_t>(LinkState::up)), 1000 + 4 * 86400);
  EXPECT_EQ(account.state_seconds.at(static_cast<std::size_t>(LinkState::down)), 10 + 3600);
  EXPECT_EQ(account.sla, (SlaSeconds{500, 10 + 3600, 0, 0}));
  EXPECT_EQ(account.months.size(), 1U);
}

TEST_F(LedgerTest, AMonthOfWhichAPartWasNotLoadedIsNotShown) {
  LedgerEntry entry;
  entry.history = Course(at(2025, 7, 10)).until(at(2025, 8, 5));
  entry.history.first = at(2024, 1, 1);
  LedgerEntry of_site = entry;
  ledger.load_link(std::move(entry));
  ledger.load_site(std::move(of_site));
  settled = at(2025, 8, 5);
  settle(LinkState::up, settled + hours{1});
  ASSERT_EQ(link().months.size(), 1U);
  EXPECT_EQ(link().months[0].month, "2025-08");
  ASSERT_EQ(site().months.size(), 1U);
  EXPECT_EQ(site().months[0].month, "2025-08");
}

TEST_F(LedgerTest, SlaCountersRunUnderAContractInService) {
  county.site().actual[config::Stage::in_service] = day(2025, 8, 1);
  settle(LinkState::up, at(2025, 8, 2));
  EXPECT_EQ(link().sla, (SlaSeconds{86400, 0, 0, 0}));
  settle(LinkState::unknown, settled + minutes{1});
  settle(LinkState::unreachable, settled + minutes{2});
  EXPECT_EQ(link().sla, (SlaSeconds{86400, 120, 0, 60}));
  ASSERT_EQ(counters.size(), 1U);
  EXPECT_EQ(counters[0], (std::pair<std::string, SlaSeconds>{"jila", {86400, 120, 0, 60}}));
}

TEST_F(LedgerTest, SlaCountersAreAbsentWithoutAContract) {
  county.link().contracts.clear();
  settle(LinkState::up, kNoon);
  EXPECT_TRUE(counters.empty());
  EXPECT_FALSE(link().sla);
  EXPECT_FALSE(link().budget);
}

TEST_F(LedgerTest, MaintenanceIsWhatWasAnnouncedWhenItSettled) {
  settle(LinkState::up, kNoon);
  ledger.set_windows({window_of(kNoon, hours{1})});
  settle(LinkState::down, kNoon + minutes{10});
  settle(LinkState::unknown, kNoon + minutes{20});
  settle(LinkState::up, kNoon + hours{2});
  const SlaSeconds before = *link().sla;
  EXPECT_EQ(before.maintenance, 3600 - 600);
  EXPECT_EQ(before.unknown, 600);
  EXPECT_EQ(before.down, 0);
  ledger.set_windows({});
  EXPECT_EQ(*link().sla, before) << "a window that goes reaches the month alone";
  EXPECT_EQ(month(link(), "2025-08").account.planned, 0);
}

TEST_F(LedgerTest, ABatchTakenAgainChangesNothing) {
  settle(LinkState::up, kNoon);
  book::Batch twice = batch(kNoon + hours{1});
  twice.link_spans = {{0, {kNoon, LinkState::down}}, {0, {kNoon + minutes{1}, LinkState::up}}};
  const auto once = ledger.take(twice);
  settled = kNoon + hours{1};
  const LinkAccount before = link();
  EXPECT_EQ(ledger.take(twice), once);
  EXPECT_EQ(link().state_seconds, before.state_seconds);
  EXPECT_EQ(link().sla, before.sla);
  EXPECT_EQ(link().months.back().account, before.months.back().account);
  EXPECT_FALSE(ledger.take(batch(kNoon)).empty());  // an older one as well
  EXPECT_EQ(link().settled_until, before.settled_until);
  EXPECT_EQ(link().state_seconds, before.state_seconds);
}

TEST_F(LedgerTest, ACorrectionReachesAFrozenMonthAndNoCounter) {
  settle(LinkState::up, kNoon);
  settle(LinkState::down,
         kNoon + hours{1},
         {outage_of(kNoon, kNoon + hours{1}, book::Cause::unknown)});
  settle(LinkState::up, at(2025, 9, 10));
  EXPECT_EQ(month(link(), "2025-08").account.down, 3600);
  EXPECT_EQ(month(link(), "2025-08").account.down, 3600) << "frozen";
  const auto before = link().sla;
  book::Correction correction;
  correction.cause = book::Cause::monitoring_fault;
  ledger.correct(7, correction);
  EXPECT_EQ(month(link(), "2025-08").account.down, 0);
  EXPECT_EQ(month(link(), "2025-08").account.unknown, 3600);
  EXPECT_EQ(link().causes.at(0).cause, book::Cause::monitoring_fault);
  EXPECT_EQ(link().sla, before);
  EXPECT_EQ(site().months.at(1).seconds.at(static_cast<std::size_t>(LinkState::unknown)), 3600)
      << "the site was unknown with its only link";
}

TEST_F(LedgerTest, AFaultBeforeALinkMovedHidesNothingAtItsNewSite) {
  book::Outage elsewhere = outage_of(kNoon, kNoon + hours{1}, book::Cause::monitoring_fault);
  elsewhere.site = "hub";
  book::Correction correction;
  correction.cause = book::Cause::monitoring_fault;
  settle(LinkState::up, kNoon);
  settle(LinkState::down, kNoon + hours{1}, {elsewhere});
  ledger.correct(7, correction);
  EXPECT_EQ(site().months.at(1).seconds.at(static_cast<std::size_t>(LinkState::down)), 3600);
}

TEST_F(LedgerTest, ALaterProposalReachesAFrozenMonth) {
  county.contract().exclude = {"power"};
  const Second end = kNoon + hours{1};
  settle(LinkState::up, kNoon);
  settle(LinkState::down, end, {outage_of(kNoon, end, book::Cause::unknown)});
  settle(LinkState::up, at(2025, 9, 10));
  EXPECT_EQ(month(link(), "2025-08").account.down, 3600);
  settle(LinkState::up, at(2025, 9, 11), {outage_of(kNoon, end, book::Cause::power_site)});
  EXPECT_EQ(month(link(), "2025-08").account.excluded, 3600);
}

TEST_F(LedgerTest, ACorrectionOutlivesTheNextBatch) {
  const auto open = outage_of(kNoon, std::nullopt, book::Cause::unknown);
  settle(LinkState::up, kNoon);
  settle(LinkState::down, kNoon + hours{1}, {open});
  book::Correction correction;
  correction.cause = book::Cause::fuel_out;
  ledger.correct(7, correction);
  settle(LinkState::down, kNoon + hours{2}, {open});
  ASSERT_EQ(link().causes.size(), 1U);
  EXPECT_EQ(link().causes[0].cause, book::Cause::fuel_out);
}

TEST_F(LedgerTest, AWindowReachesAFrozenMonth) {
  settle(LinkState::up, at(2025, 9, 10));
  EXPECT_EQ(month(link(), "2025-08").account.planned, 0);
  ledger.set_windows({window_of(kNoon, hours{1})});
  EXPECT_EQ(month(link(), "2025-08").account.planned, 3600);
  ledger.set_windows({window_of(kNoon, minutes{10})});  // ended early
  EXPECT_EQ(month(link(), "2025-08").account.planned, 600);
}

TEST_F(LedgerTest, AMonthIsNotFrozenWhileAnOutageGrowsOutOfIt) {
  county.contract().minimum_outage = minutes{5};
  const Second border = at(2025, 9, 1);
  const Second start = border - minutes{2};
  settle(LinkState::up, start);
  settle(LinkState::down, border, {outage_of(start, std::nullopt, book::Cause::unknown)});
  EXPECT_EQ(month(link(), "2025-08").account.too_short, 120);
  settle(LinkState::down, border + minutes{4});
  EXPECT_EQ(month(link(), "2025-08").account.too_short, 0);
  EXPECT_EQ(month(link(), "2025-08").account.down, 120);
}

TEST_F(LedgerTest, AnOutageMayGetAnEarlierStart) {
  county.contract().exclude = {"power"};
  book::Outage later = outage_of(kNoon + hours{2}, kNoon + hours{3}, book::Cause::unknown);
  later.id = 6;
  settle(LinkState::up, kNoon, {later});
  book::Outage joined = outage_of(kNoon + hours{2}, std::nullopt, book::Cause::power_site);
  settle(LinkState::up, kNoon + minutes{1}, {joined});
  joined = outage_of(kNoon + hours{1}, kNoon + hours{3}, book::Cause::power_site);
  later.end = later.start;
  later.segments.clear();  // taken back
  settle(LinkState::up, kNoon + hours{1}, {joined, later});
  settle(LinkState::down, kNoon + hours{3});
  EXPECT_EQ(month(link(), "2025-08").account.excluded, 7200);
  ASSERT_EQ(link().causes.size(), 1U);
  EXPECT_EQ(link().causes[0].seconds, 7200);
}

TEST_F(LedgerTest, AnOpenOutageCountsUpToNow) {
  settle(LinkState::up, kNoon);
  settle(LinkState::up,
         kNoon + minutes{1},
         {outage_of(kNoon + minutes{1}, std::nullopt, book::Cause::power_site)});
  const auto accounts = ledger.accounts(plan, kNoon + minutes{3});
  ASSERT_EQ(accounts->links[0]->causes.size(), 1U);
  EXPECT_EQ(accounts->links[0]->causes[0].month, "2025-08");
  EXPECT_EQ(accounts->links[0]->causes[0].cause, book::Cause::power_site);
  EXPECT_EQ(accounts->links[0]->causes[0].outages, 1U);
  EXPECT_EQ(accounts->links[0]->causes[0].seconds, 120);
  EXPECT_EQ(month(*accounts->links[0], "2025-08").account.down, 0) << "nothing of it has settled";
}

TEST_F(LedgerTest, AMonthOfTwoContractsHasTwoRows) {
  county.contract().end = day(2025, 8, 15);
  county.contract().has_end = true;
  county.add_contract("d", day(2025, 8, 16));
  settle(LinkState::up, at(2025, 8, 20));
  const LinkAccount account = link();
  ASSERT_EQ(account.months.size(), 3U);
  EXPECT_EQ(account.months[0].month, "2025-07");
  EXPECT_EQ(account.months[1].contract, "c");
  EXPECT_EQ(account.months[1].account.all(), 15 * 86400);
  EXPECT_EQ(account.months[2].contract, "d");
  EXPECT_EQ(account.months[2].account.all(), 4 * 86400);
  EXPECT_EQ(account.budget->start, at(2025, 8, 16));
  EXPECT_EQ(account.budget->seconds, 16 * 86400 / 20) << "5 % of the days that are its own";
}

TEST_F(LedgerTest, TheBudgetIsSpentAsTheFormulaCounts) {
  county.contract().exclude = {"power"};
  settle(LinkState::up, kNoon);
  settle(LinkState::down,
         kNoon + hours{40},
         {outage_of(kNoon, kNoon + hours{40}, book::Cause::power_site)});
  const std::int64_t allowed = 744 * 3600 / 20;
  EXPECT_EQ(link().budget->target, 0.95);
  EXPECT_EQ(link().budget->start, at(2025, 1, 1));
  EXPECT_EQ(link().budget->seconds, allowed);
  EXPECT_EQ(link().budget->remaining, allowed - 40 * 3600) << "gross: negative, it is overspent";
  EXPECT_EQ(month(link(), "2025-08").judgement, Judgement::missed);

  county.contract().formula = config::AvailabilityFormula::net_a;
  plan = std::make_shared<const config::Plan>(county.plan);
  EXPECT_EQ(link().budget->remaining, allowed);
  EXPECT_EQ(month(link(), "2025-08").judgement, Judgement::met);

  county.contract().formula = config::AvailabilityFormula::net_b;
  plan = std::make_shared<const config::Plan>(county.plan);
  EXPECT_EQ(link().budget->remaining, (744 - 40) * 3600 / 20);
}

TEST_F(LedgerTest, MonthsThatAreNoLongerShownAreForgotten) {
  county.plan.metrics.months = 2;
  settle(LinkState::up, kNoon);
  ASSERT_EQ(link().months.size(), 2U);
  const Second end = at(2025, 10, 1) + hours{1};
  settle(LinkState::down, end, {outage_of(kNoon, end, book::Cause::unknown)});
  settle(LinkState::degraded, at(2025, 11, 3));
  const LinkAccount account = link();
  ASSERT_EQ(account.months.size(), 2U);
  EXPECT_EQ(account.months[0].month, "2025-10");
  EXPECT_EQ(account.months[0].account.down, 3600);
  EXPECT_EQ(account.months[0].account.all(), 31 * 86400);
  EXPECT_EQ(account.state_seconds.at(static_cast<std::size_t>(LinkState::up)),
            (kNoon - kFirst).count());
}

TEST_F(LedgerTest, JudgesTheLastFullMonthWhenOneMonthIsShown) {
  county.plan.metrics.months = 1;
  county.contract().fee_per_month = 1000;
  county.contract().restitution = config::Restitution::pro_rata;
  const Second end = at(2025, 9, 1);
  settle(LinkState::up, end - hours{48});
  settle(LinkState::down, end, {outage_of(end - hours{48}, end, book::Cause::unknown)});
  settle(LinkState::up, end + hours{10});
  const auto accounts = ledger.accounts(plan, settled);
  EXPECT_EQ(accounts->shown_since, "2025-09");
  ASSERT_EQ(accounts->sites.at(0)->months.size(), 2U);
  EXPECT_EQ(accounts->sites.at(0)->months[0].judgement, Judgement::missed);
  ASSERT_EQ(accounts->restitution.size(), 1U);
  EXPECT_EQ(accounts->restitution[0].month, "2025-09");
}

TEST_F(LedgerTest, ASiteHasItsOwnStatesAndServiceHours) {
  county.plan.service_hours = config::ServiceHours{{std::chrono::Monday}, hours{8}, hours{16}, {}};
  const Second monday = at(2025, 8, 4);
  settle(LinkState::up, monday + hours{12});
  settle(LinkState::down, monday + hours{18});
  settle(LinkState::unknown, monday + hours{19});
  settle(LinkState::up, at(2025, 8, 6));
  const SiteAccount account = site();
  ASSERT_EQ(account.months.size(), 2U);
  const SiteMonth& august = account.months[1];
  EXPECT_EQ(august.month, "2025-08");
  EXPECT_DOUBLE_EQ(*august.gross, 1 - 6.0 / 120);
  EXPECT_DOUBLE_EQ(*august.service_hours, 0.5);
  EXPECT_DOUBLE_EQ(*august.coverage, 1 - 1.0 / 120);
  EXPECT_EQ(august.judgement, Judgement::met);
}

TEST_F(LedgerTest, ASiteMissesItsSlaWithOnePrimaryLink) {
  config::Link second = county.link();
  second.id = "jila-2";
  county.plan.links.push_back(second);
  settle(LinkState::up, at(2025, 8, 6));
  book::Batch other = batch(settled);
  other.links = {{1, kFirst, settled}};
  other.sites.clear();
  other.link_spans = {{1, {kFirst, LinkState::down}}};
  static_cast<void>(ledger.take(other));
  EXPECT_EQ(site().months.at(1).judgement, Judgement::missed);
  county.plan.links[1].role = config::Role::backup;
  plan = std::make_shared<const config::Plan>(county.plan);
  EXPECT_EQ(site().months.at(1).judgement, Judgement::met) << "a backup binds nobody";
  county.plan.links[0].contracts.clear();
  plan = std::make_shared<const config::Plan>(county.plan);
  EXPECT_EQ(site().months.at(1).judgement, Judgement::none);
}

TEST_F(LedgerTest, ASiteNotInServiceHasNoMonths) {
  county.site().actual.clear();
  settle(LinkState::up, at(2025, 8, 6));
  EXPECT_TRUE(site().months.empty());
  EXPECT_TRUE(link().months.empty());
  EXPECT_EQ(site().state_seconds.at(static_cast<std::size_t>(LinkState::up)),
            (settled - kFirst).count());
}

}  // namespace
}  // namespace pantau::availability::test
