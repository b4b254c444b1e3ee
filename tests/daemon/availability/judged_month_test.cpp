// SPDX-License-Identifier: Apache-2.0
// A month that has ended and settled is judged once (semantics.md 9).
#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "tests/daemon/availability/ledger_of_one.hpp"

namespace pantau::availability::test {
namespace {

/// July 20 to the beginning of September: August is full, with 40 h down at kNoon.
struct JudgedMonthTest : LedgerTest {
  JudgedMonthTest() {
    county.contract().fee_per_month = 12'500'000;
    county.contract().restitution = config::Restitution::pro_rata;
  }

  /// The month is over, and settled with the ledger's next look.
  void play_august() {
    settle(LinkState::up, kNoon);
    settle(LinkState::down,
           kNoon + hours{40},
           {outage_of(kNoon, kNoon + hours{40}, book::Cause::unknown)});
    settle(LinkState::up, at(2025, 9, 1) + hours{1});
  }

  /// What the ledger found to be judged so far, but for July, of which a part alone was watched.
  std::vector<JudgedMonth> judged() {
    static_cast<void>(ledger.accounts(plan, settled));
    std::vector<JudgedMonth> found = ledger.take_judged();
    std::erase_if(found, [](const JudgedMonth& month) { return month.month == "2025-07"; });
    return found;
  }

  void reload() { plan = std::make_shared<const config::Plan>(county.plan); }

  MonthAccount august() { return month(link(), "2025-08"); }

  std::optional<std::int64_t> rupiah(const std::string& label) {
    const auto accounts = ledger.accounts(plan, settled);
    for (const ContractMonth& row : accounts->restitution) {
      if (row.month == label && row.contract == "c") {
        return row.rupiah;
      }
    }
    return std::nullopt;
  }

  void correct(book::Cause cause) {
    book::Correction correction;
    correction.cause = cause;
    ledger.correct(7, correction);
  }
};

TEST_F(JudgedMonthTest, IsGivenOnceWithItsTerms) {
  play_august();
  const auto found = judged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].link, "jila");
  EXPECT_EQ(found[0].month, "2025-08");
  EXPECT_EQ(found[0].judged, settled);
  ASSERT_TRUE(found[0].terms);
  EXPECT_EQ(found[0].terms->id, "c");
  EXPECT_EQ(found[0].runs, (std::vector<Period>{{at(2025, 8, 1), at(2025, 9, 1)}}));
  EXPECT_EQ(found[0].account.down, 40 * 3600);
  EXPECT_EQ(found[0].judgement, Judgement::missed);
  EXPECT_EQ(found[0].site, "jila");
  EXPECT_TRUE(found[0].primary);
  EXPECT_TRUE(judged().empty());
  reload();
  EXPECT_TRUE(judged().empty()) << "another plan is no reason to judge again";
}

TEST_F(JudgedMonthTest, WaitsUntilAllOfItHasSettled) {
  settle(LinkState::up, at(2025, 9, 1) - Seconds{1});
  static_cast<void>(ledger.accounts(plan, at(2025, 9, 1) + hours{1}));
  EXPECT_TRUE(judged().empty());
  settle(LinkState::up, at(2025, 9, 1));
  EXPECT_EQ(judged().size(), 1U);
}

TEST_F(JudgedMonthTest, WaitsForAnOutageThatGrowsOutOfIt) {
  const Second border = at(2025, 9, 1);
  settle(LinkState::up, border - hours{1});
  settle(LinkState::down,
         border + hours{5},
         {outage_of(border - hours{1}, std::nullopt, book::Cause::unknown)});
  EXPECT_TRUE(judged().empty());
  settle(LinkState::up,
         border + hours{6},
         {outage_of(border - hours{1}, border + hours{5}, book::Cause::unknown)});
  ASSERT_EQ(judged().size(), 1U);
}

TEST_F(JudgedMonthTest, KeepsItsTermsWhateverTheConfigurationSays) {
  play_august();
  ASSERT_EQ(judged().size(), 1U);
  const MonthAccount before = august();
  EXPECT_EQ(before.judgement, Judgement::missed);
  const auto owed = rupiah("2025-08");
  EXPECT_EQ(owed, 672'043);  // 12,500,000 x 40/744
  config::Contract& contract = county.contract();
  contract.target = 0.5;
  contract.formula = config::AvailabilityFormula::net_b;
  contract.minimum_outage = hours{100};
  contract.fee_per_month = 1;
  contract.free_until = day(2025, 12, 31);
  contract.start = day(2025, 8, 20);
  county.site().actual[config::Stage::in_service] = day(2025, 8, 25);
  reload();
  EXPECT_EQ(august().account, before.account);
  EXPECT_EQ(august().judgement, Judgement::missed);
  EXPECT_EQ(august().terms->target, 0.95);
  EXPECT_EQ(august().formula, config::AvailabilityFormula::gross);
  EXPECT_EQ(rupiah("2025-08"), owed);
  EXPECT_EQ(month(link(), "2025-09").terms->target, 0.5) << "the present month is the plan's";
}

TEST_F(JudgedMonthTest, KeepsTheFiguresOfTheSiteWhateverItsDatesSay) {
  play_august();
  ASSERT_EQ(judged().size(), 1U);
  ASSERT_EQ(site().months.at(1).month, "2025-08");
  const SiteMonth before = site().months.at(1);
  EXPECT_EQ(before.judgement, Judgement::missed);
  for (const config::Date in_service : {day(2025, 8, 25), day(2025, 9, 1)}) {
    county.site().actual[config::Stage::in_service] = in_service;
    reload();
    const std::vector<SiteMonth> months = site().months;
    const auto august = std::ranges::find(months, "2025-08", &SiteMonth::month);
    ASSERT_NE(august, months.end());
    EXPECT_EQ(august->seconds, before.seconds);
    EXPECT_EQ(august->gross, before.gross);
    EXPECT_EQ(august->judgement, Judgement::missed);
  }
}

TEST_F(JudgedMonthTest, KeepsTheRowOfAContractThatIsGone) {
  play_august();
  ASSERT_EQ(judged().size(), 1U);
  county.link().contracts = {"d"};
  county.contract().id = "d";
  reload();
  EXPECT_EQ(august().contract, "c");
  EXPECT_EQ(august().judgement, Judgement::missed);
  EXPECT_EQ(month(link(), "2025-09").contract, "d");
  EXPECT_EQ(rupiah("2025-08"), 672'043);
}

TEST_F(JudgedMonthTest, WithoutAContractStaysWithout) {
  county.link().contracts.clear();
  play_august();
  const auto found = judged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FALSE(found[0].terms);
  EXPECT_EQ(found[0].judgement, Judgement::none);
  county.link().contracts = {"c"};
  reload();
  EXPECT_EQ(august().contract, "");
  EXPECT_EQ(august().judgement, Judgement::none);
  EXPECT_EQ(month(link(), "2025-09").contract, "c");
}

TEST_F(JudgedMonthTest, IsNotMadeBeforeTheLinkWasInService) {
  county.site().actual.clear();
  play_august();
  EXPECT_TRUE(judged().empty());
  county.site().actual[config::Stage::in_service] = day(2025, 8, 10);  // the paper came late
  reload();
  const auto found = judged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].runs, (std::vector<Period>{{at(2025, 8, 10), at(2025, 9, 1)}}));
}

TEST_F(JudgedMonthTest, TakesCorrectionsUnderItsOwnTerms) {
  county.contract().exclude = {"power"};
  county.contract().formula = config::AvailabilityFormula::net_a;
  play_august();
  const auto found = judged();
  EXPECT_EQ(august().judgement, Judgement::missed);
  county.contract().exclude.clear();
  reload();
  correct(book::Cause::power_grid);
  EXPECT_EQ(august().account.excluded, 40 * 3600) << "power was excluded then";
  EXPECT_EQ(august().judgement, Judgement::met);
  EXPECT_EQ(rupiah("2025-08"), 0);
  EXPECT_EQ(found[0].judgement, Judgement::missed);
  EXPECT_TRUE(judged().empty()) << "it stays as it was judged";
}

TEST_F(JudgedMonthTest, TakesAWindowThatIsEnteredLater) {
  play_august();
  ASSERT_EQ(judged().size(), 1U);
  ledger.set_windows({window_of(kNoon, hours{10})});
  EXPECT_EQ(august().account.excluded, 10 * 3600);
}

TEST_F(JudgedMonthTest, LoadedFromTheJournalWinsOverThePlan) {
  play_august();
  const auto found = judged();
  LedgerEntry entry;
  entry.history = Course(kFirst).fail(kNoon, hours{40}).until(settled);
  entry.history.outages.back().id = 7;
  Ledger next;
  next.load_judged(found);
  next.load_link(std::move(entry));
  county.contract().target = 0.5;
  county.contract().formula = config::AvailabilityFormula::net_a;
  county.contract().minimum_outage = hours{100};
  reload();
  const auto account = next.accounts(plan, settled)->links.at(0);
  ASSERT_TRUE(account);
  EXPECT_EQ(month(*account, "2025-08").judgement, Judgement::missed);
  EXPECT_EQ(month(*account, "2025-08").account, found[0].account);
  for (const JudgedMonth& again : next.take_judged()) {
    EXPECT_NE(again.month, "2025-08");
  }
}

TEST_F(JudgedMonthTest, IsMadeOfAllThatEndedWhileTheDaemonWasDown) {
  county.plan.metrics.months = 1;
  LedgerEntry entry;
  entry.history = Course(at(2025, 6, 20)).until(at(2025, 7, 31));
  ledger.load_link(std::move(entry));
  settled = at(2025, 7, 31);
  settle(LinkState::unknown, at(2025, 10, 3));
  std::vector<std::string> months;
  static_cast<void>(ledger.accounts(plan, settled));
  for (const JudgedMonth& month : ledger.take_judged()) {
    months.push_back(month.month);
    EXPECT_EQ(month.judgement,
              month.month == "2025-07" ? Judgement::met : Judgement::not_enough_data);
  }
  EXPECT_EQ(months, (std::vector<std::string>{"2025-06", "2025-07", "2025-08", "2025-09"}));
}

TEST_F(JudgedMonthTest, IsMadeWhenNoPastMonthIsShown) {
  county.plan.metrics.months = 1;
  settle(LinkState::up, at(2025, 8, 31));
  EXPECT_TRUE(judged().empty());
  // The month has turned, and its last hour has not settled.
  static_cast<void>(ledger.accounts(plan, at(2025, 9, 1) + minutes{1}));
  settle(LinkState::up, at(2025, 9, 1) + minutes{2});
  ASSERT_EQ(judged().size(), 1U);
  EXPECT_EQ(ledger.accounts(plan, settled)->shown_since, "2025-09");
}

TEST_F(JudgedMonthTest, KeepsItsHoursWhenTheTimeZoneChanges) {
  county.contract().planned_hours_per_month = 2;
  ledger.set_windows({window_of(at(2025, 8, 1), hours{2}), window_of(kNoon, hours{2})});
  play_august();
  ASSERT_EQ(judged().size(), 1U);
  const MonthAccount before = august();
  EXPECT_EQ(before.account.planned, 2 * 3600);
  EXPECT_EQ(before.account.excluded, 0) << "the hours of the month were used up on the first";
  const MonthAccount present = month(link(), "2025-09");
  EXPECT_EQ(present.account.all(), 3600);
  county.plan.daemon.timezone = "Asia/Makassar";  // UTC+8
  reload();
  settled = at(2025, 9, 1) + hours{3};
  EXPECT_EQ(august().account, before.account);
  EXPECT_EQ(august().judgement, before.judgement);
  county.plan.daemon.timezone = "Pacific/Auckland";  // September began there three hours earlier
  reload();
  EXPECT_EQ(august().account, before.account);
  EXPECT_EQ(month(link(), "2025-09").account.all(), 3600) << "no second counts in two months";
}

/// A second link of the same contract and site, up all the time, both watched since kFirst.
struct JudgedMonthOfTwo : JudgedMonthTest {
  JudgedMonthOfTwo() {
    config::Link second = county.link();
    second.id = "jila-2";
    county.plan.links.push_back(second);
    config::Site hub;
    hub.id = "far";
    hub.district = "jila";
    county.plan.sites.push_back(hub);
    std::swap(county.plan.sites[0], county.plan.sites[1]);  // by id
  }

  /// "jila" fails in August, "jila-2" has an outage from the end of August on, open for a while.
  void play(bool open = false) {
    book::Batch made = batch(at(2025, 9, 1) + hours{1});
    made.sites = {{1, kFirst, made.mark}};
    made.site_spans = {{1, {kFirst, LinkState::up}}};
    made.links = {{0, kFirst, made.mark}, {1, kFirst, made.mark}};
    made.link_spans = {{0, {kFirst, LinkState::up}},
                       {0, {kNoon, LinkState::down}},
                       {0, {kNoon + hours{40}, LinkState::up}},
                       {1, {kFirst, LinkState::up}}};
    made.outages = {outage_of(kNoon, kNoon + hours{40}, book::Cause::unknown)};
    if (open) {
      const Second start = at(2025, 9, 1) - hours{1};
      made.link_spans.push_back({1, {start, LinkState::down}});
      book::Outage outage = outage_of(start, std::nullopt, book::Cause::unknown);
      outage.id = 8;
      outage.link = "jila-2";
      made.outages.push_back(outage);
    }
    static_cast<void>(ledger.take(made));
    settled = made.mark;
  }

  void close() {
    book::Batch made = batch(settled + hours{1});
    made.sites.clear();
    made.links = {{0, kFirst, made.mark}, {1, kFirst, made.mark}};
    made.link_spans = {{1, {settled, LinkState::up}}};
    book::Outage outage = outage_of(at(2025, 9, 1) - hours{1}, settled, book::Cause::unknown);
    outage.id = 8;
    outage.link = "jila-2";
    made.outages = {outage};
    static_cast<void>(ledger.take(made));
    settled = made.mark;
  }

  Judgement of_site(const std::string& label) {
    const auto accounts = ledger.accounts(plan, settled);
    for (std::size_t place = 0; place < plan->sites.size(); ++place) {
      if (plan->sites[place].id == "jila" && accounts->sites[place]) {
        for (const SiteMonth& row : accounts->sites[place]->months) {
          if (row.month == label) {
            return row.judgement;
          }
        }
      }
    }
    return Judgement::none;
  }
};

TEST_F(JudgedMonthOfTwo, SharesTheFeeAlsoWithALinkThatWasRemovedLater) {
  play();
  EXPECT_EQ(judged().size(), 2U);
  EXPECT_EQ(rupiah("2025-08"), 336'022);  // half the fee
  county.plan.links.pop_back();
  reload();
  EXPECT_EQ(rupiah("2025-08"), 336'022);
}

TEST_F(JudgedMonthOfTwo, CountsTheOutagesOfALinkThatWasRemovedLater) {
  county.contract().exclude = {"power"};
  county.contract().formula = config::AvailabilityFormula::net_a;
  play();
  EXPECT_EQ(judged().size(), 2U);
  county.plan.links.erase(county.plan.links.begin());
  reload();
  EXPECT_EQ(rupiah("2025-08"), 336'022);
  EXPECT_EQ(of_site("2025-08"), Judgement::missed) << "it was a primary link of the site then";
  correct(book::Cause::power_site);
  EXPECT_EQ(rupiah("2025-08"), 0);
  EXPECT_EQ(of_site("2025-08"), Judgement::met);
}

TEST_F(JudgedMonthOfTwo, IsTheSitesByTheLinksOfThen) {
  play();
  EXPECT_EQ(judged().size(), 2U);
  EXPECT_EQ(of_site("2025-08"), Judgement::missed);
  county.link().role = config::Role::backup;
  reload();
  EXPECT_EQ(of_site("2025-08"), Judgement::missed);
  county.link().role = config::Role::primary;
  county.link().site = "far";
  reload();
  EXPECT_EQ(of_site("2025-08"), Judgement::missed) << "it stood here";
  EXPECT_EQ(of_site("2025-09"), Judgement::met) << "and now it does not";
}

TEST_F(JudgedMonthOfTwo, HasOneSetOfTermsForAllLinksOfTheContract) {
  play(true);
  EXPECT_EQ(judged().size(), 1U) << "the other's outage grows";
  county.contract().target = 0.5;
  county.contract().fee_per_month = 1;
  reload();
  close();
  const auto found = judged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].link, "jila-2");
  EXPECT_EQ(found[0].terms->target, 0.95);
  EXPECT_EQ(rupiah("2025-08"), 344'422);  // 12,500,000 / 2 x 41/744
}

TEST_F(JudgedMonthTest, OwesNothingOfItsFreeDays) {
  county.contract().free_until = day(2025, 8, 11);  // 28 of 40 h fell into them, 12 h after
  play_august();
  EXPECT_EQ(august().paid.all(), 20 * 86'400);
  EXPECT_EQ(august().paid.down, 40 * 3600 - 36 * 3600);
  EXPECT_EQ(august().account.down, 40 * 3600);
  EXPECT_EQ(rupiah("2025-08"), 67'204);  // 12,500,000 x 4/744
  EXPECT_EQ(rupiah("2025-07"), std::nullopt) << "free";
}

TEST_F(LedgerTest, ASiteSaysWhenItWasLastUp) {
  settle(LinkState::unknown, kFirst + hours{1});
  EXPECT_FALSE(site().last_up);
  settle(LinkState::degraded, kFirst + hours{2});
  EXPECT_EQ(site().last_up, settled);
  settle(LinkState::down, kFirst + hours{3});
  EXPECT_EQ(site().last_up, kFirst + hours{2});
  LedgerEntry entry;
  entry.history = Course(at(2025, 8, 1)).until(at(2025, 8, 5));
  entry.history.spans = {{at(2025, 8, 1), LinkState::down}};
  entry.last_up = at(2025, 3, 1);
  ledger.load_site(std::move(entry));
  EXPECT_EQ(site().last_up, at(2025, 3, 1));
}

TEST(LedgerSince, ReachesBackToTheMonthBeforeTheBookStopped) {
  County county;
  county.plan.daemon.timezone = "Asia/Jayapura";
  county.plan.metrics.months = 2;
  const Second now = at(2025, 8, 10);
  EXPECT_EQ(ledger_since(county.plan, now, now), at(2025, 7, 1));
  EXPECT_EQ(ledger_since(county.plan, now, at(2025, 5, 3)), at(2025, 4, 1));
  county.plan.metrics.months = 4;
  EXPECT_EQ(ledger_since(county.plan, now, now), at(2025, 5, 1));
}

}  // namespace
}  // namespace pantau::availability::test
