// SPDX-License-Identifier: Apache-2.0
// What version 2 of the book keeps: judged months, verdicts, baselines, the inventory.
#include <fmt/format.h>

#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/journal/database.hpp"
#include "daemon/journal/editor.hpp"
#include "daemon/journal/reader.hpp"
#include "tests/daemon/journal/rollout_samples.hpp"

namespace pantau::journal {
namespace {

using availability::JudgedMonth;
using availability::Judgement;
using rollout::Acceptance;
using rollout::AcceptanceState;

auto all_of(const JudgedMonth& month) {
  return std::tie(month.link,
                  month.site,
                  month.primary,
                  month.month,
                  month.judged,
                  month.runs,
                  month.account,
                  month.judgement);
}

auto all_of(const config::Contract& terms) {
  return std::tie(terms.id,
                  terms.provider,
                  terms.number,
                  terms.start,
                  terms.has_end,
                  terms.end,
                  terms.free_until,
                  terms.target,
                  terms.minimum_outage,
                  terms.loss_threshold,
                  terms.formula,
                  terms.exclude,
                  terms.planned_notice,
                  terms.planned_hours_per_month);
}

void expect_same(const JudgedMonth& found, const JudgedMonth& expected) {
  EXPECT_TRUE(all_of(found) == all_of(expected)) << expected.link << " " << expected.month;
  ASSERT_EQ(found.terms == nullptr, expected.terms == nullptr);
  if (found.terms) {
    EXPECT_TRUE(all_of(*found.terms) == all_of(*expected.terms));
    EXPECT_EQ(found.terms->fee_per_month, expected.terms->fee_per_month);
    EXPECT_EQ(found.terms->restitution, expected.terms->restitution);
  }
}

TEST(JudgedBook, GivesBackMonthsWithTheirTerms) {
  const StateFolder folder;
  const JudgedMonth full = judged_month("l000", "2026-10", full_terms());
  const JudgedMonth bare = judged_month("l001", "2026-10", bare_terms());
  JudgedMonth none = judged_month("l002", "2026-10", nullptr);
  none.judgement = Judgement::none;
  none.site = "s-of-then";
  none.primary = false;
  auto store = open_store(folder.path());
  ASSERT_EQ(store->write_judged({full, bare, none}), std::nullopt);
  store->close();
  store = open_store(folder.path());
  const auto found = store->judged_months(at(-86400));
  ASSERT_EQ(found.size(), 3U);
  expect_same(found[0], full);
  expect_same(found[1], bare);
  expect_same(found[2], none);
  store = nullptr;
  EXPECT_EQ(Reader{folder.path()}.judged_months(at(-86400)).size(), 3U);
}

TEST(JudgedBook, KeepsAMonthAsItWasFirstJudged) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  const JudgedMonth first = judged_month("l000", "2026-10", full_terms());
  ASSERT_EQ(store->write_judged({first}), std::nullopt);
  JudgedMonth again = first;
  again.judgement = Judgement::missed;
  again.terms = bare_terms();
  ASSERT_EQ(store->write_judged({again, judged_month("l000", "2026-11", bare_terms())}),
            std::nullopt);
  const auto found = store->judged_months(at(-86400));
  ASSERT_EQ(found.size(), 2U);
  expect_same(found[0], first);
  EXPECT_EQ(found[1].month, "2026-11");
}

TEST(JudgedBook, KeepsTwoContractsOfOneMonth) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  const JudgedMonth one = judged_month("l000", "2026-10", full_terms());
  const JudgedMonth two = judged_month("l000", "2026-10", bare_terms());
  ASSERT_EQ(store->write_judged({one, two}), std::nullopt);
  ASSERT_EQ(store->write_judged({one, two}), std::nullopt);
  const auto found = store->judged_months(at(-86400));
  ASSERT_EQ(found.size(), 2U);
  expect_same(found[0], one);
  expect_same(found[1], two);
}

TEST(JudgedBook, GivesMonthsThatEndAfterATime) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  std::vector<JudgedMonth> months;
  for (const char* month : {"2025-12", "2026-08", "2026-09", "2026-10"}) {
    months.push_back(judged_month("l000", month, full_terms()));
  }
  ASSERT_EQ(store->write_judged(months), std::nullopt);
  const auto count_since = [&](std::int64_t seconds) {
    return store->judged_months(at(seconds)).size();
  };
  constexpr std::int64_t kDay = 86400;
  EXPECT_EQ(count_since(-400 * kDay), 4U);
  EXPECT_EQ(count_since(-2 * kDay), 1U);  // 30 October
  EXPECT_EQ(count_since(0), 1U);  // still October where it is 12 h earlier
  EXPECT_EQ(count_since(kDay / 2), 0U);
}

TEST(JudgedBook, SharesOneRowOfTermsAmongManyLinks) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  for (const char* month : {"2026-10", "2026-11"}) {
    std::vector<JudgedMonth> months;
    for (int link = 0; link < 50; ++link) {
      months.push_back(judged_month(fmt::format("l{:03}", link), month, full_terms()));
      months.push_back(judged_month(fmt::format("m{:03}", link), month, bare_terms()));
    }
    ASSERT_EQ(store->write_judged(months), std::nullopt);
  }
  EXPECT_EQ(store->judged_months(at(-86400)).size(), 200U);
  store->close();
  Database database{folder.book(), OpenMode::read_write};
  EXPECT_EQ(database.integer("SELECT count(*) FROM contract_terms"), 2);
  EXPECT_EQ(database.integer("SELECT count(*) FROM judged_list WHERE judgement = 'met'"), 200);
}

TEST(JudgedBook, BringsWhatIsDamagedBackIntoItsRange) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  ASSERT_EQ(store->write_judged({judged_month("l000", "2026-10", full_terms()),
                                 judged_month("l001", "2026-10", bare_terms()),
                                 judged_month("l002", "2026-10", bare_terms())}),
            std::nullopt);
  store->close();
  run_sql(folder.book(),
          "UPDATE judged_months SET judgement = 77, up = -5, runs = 'x 5-3 1793491200-1793491260 7'"
          " WHERE number = 0;"
          "UPDATE judged_months SET month = '2026-1x' WHERE link = 3;"
          "UPDATE contract_terms SET target = 9e99, formula = -1, restitution = 12, "
          "planned_notice_ns = -3 WHERE id = 1; UPDATE contract_terms SET start = 1 << 60 "
          "WHERE id = 2");
  store = open_store(folder.path());
  const auto found = store->judged_months(at(-86400));
  ASSERT_EQ(found.size(), 1U);  // without terms it would count as one without a contract
  EXPECT_EQ(found[0].judgement, Judgement::none);
  EXPECT_EQ(found[0].account.up, 0);
  EXPECT_EQ(found[0].runs, (std::vector<availability::Period>{{at(0), at(60)}}));
  EXPECT_EQ(found[0].terms->target, 1);
  EXPECT_EQ(found[0].terms->formula, config::AvailabilityFormula::gross);
  EXPECT_EQ(found[0].terms->restitution, std::nullopt);
  EXPECT_EQ(found[0].terms->planned_notice, config::Nanoseconds{0});
}

TEST(AcceptanceBook, GivesBackAVerdictWithItsEvidence) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  const Acceptance passed = verdict("s000", AcceptanceState::passed, at(0));
  const Acceptance failed = verdict("s000", AcceptanceState::failed, at(86400));
  Acceptance empty = verdict("s001", AcceptanceState::undecided, at(0));
  empty.links.clear();
  for (const Acceptance& each : {failed, empty, passed}) {
    ASSERT_EQ(store->write_acceptance(each), std::nullopt);
  }
  store->close();
  store = open_store(folder.path());
  EXPECT_EQ(store->acceptances(), (std::vector{passed, failed, empty}));
  store = nullptr;
  const Reader reader{folder.path()};
  EXPECT_EQ(reader.acceptance("s000", at(86400)), failed);
  EXPECT_EQ(reader.acceptance("s000", at(1)), std::nullopt);
  EXPECT_EQ(reader.acceptance("s009", at(0)), std::nullopt);
}

TEST(AcceptanceBook, KeepsTheFirstVerdictAndNoVerdictOfATestThatRuns) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  const Acceptance running = verdict("s000", AcceptanceState::running, at(0));
  ASSERT_EQ(store->write_acceptance(running), std::nullopt);
  EXPECT_TRUE(store->acceptances().empty());
  const std::vector<std::pair<std::string, book::Second>> begun{{"s000", at(0)}};
  EXPECT_EQ(store->begun_tests(), begun);

  const Acceptance passed = verdict("s000", AcceptanceState::passed, at(0));
  ASSERT_EQ(store->write_acceptance(passed), std::nullopt);
  EXPECT_EQ(store->acceptances(), std::vector{passed});
  Acceptance other = verdict("s000", AcceptanceState::failed, at(0));
  other.links.resize(1);
  other.links[0].failed = 99;
  ASSERT_EQ(store->write_acceptance(other), std::nullopt);
  ASSERT_EQ(store->write_acceptance(running), std::nullopt);
  EXPECT_EQ(store->acceptances(), std::vector{passed});
  EXPECT_EQ(store->begun_tests(), begun);
}

TEST(AcceptanceBook, BringsWhatIsDamagedBackIntoItsRange) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  ASSERT_EQ(store->write_acceptance(verdict("s000", AcceptanceState::passed, at(0))), std::nullopt);
  ASSERT_EQ(store->write_acceptance(verdict("s001", AcceptanceState::passed, at(0))), std::nullopt);
  store->close();
  run_sql(folder.book(),
          "UPDATE acceptances SET state = 9 WHERE site = 's001';"
          "UPDATE acceptances SET \"end\" = start - 5, judged_until = NULL WHERE site = 's000';"
          "UPDATE acceptance_links SET windows = 5, good_rtt = 1 << 40, failed = -1;"
          "UPDATE acceptance_criteria SET criterion = 'no-such' WHERE criterion = 'loss';"
          "UPDATE acceptance_criteria SET figure = 9e999 WHERE criterion = 'rtt'");
  store = open_store(folder.path());
  const auto found = store->acceptances();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].period, (availability::Period{at(0), at(0)}));
  EXPECT_EQ(found[0].judged_until, at(0));
  const rollout::LinkTrial& trial = found[0].links.at(0);
  EXPECT_EQ(trial.good[0], 5U);
  EXPECT_EQ(trial.failed, 0);
  EXPECT_EQ(trial.criteria[5], rollout::CriterionResult{});
  EXPECT_EQ(trial.criteria[3].figure, std::nullopt);
}

TEST(BaselineBook, GivesBackWhatWasFrozen) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  EXPECT_EQ(store->baseline(), std::nullopt);
  const rollout::Baseline first = frozen("awal", at(100));
  rollout::Baseline second = frozen("revisi-1", at(200));
  second.settings.weights = config::SiteWeights::contract_value;
  second.sites[1].planned.clear();
  EXPECT_FALSE(store->edits().baseline);
  {
    Editor editor{folder.path()};
    editor.freeze(first);
    EXPECT_TRUE(store->edits().baseline);
    EXPECT_FALSE(store->edits().baseline);
    editor.freeze(second);
  }
  EXPECT_TRUE(store->edits().baseline);
  EXPECT_EQ(store->baseline(), second);
  EXPECT_FALSE(open_store(StateFolder{}.path())->edits().baseline);
  store = nullptr;
  EXPECT_EQ(Reader{folder.path()}.baselines(), (std::vector{first, second}));
  store = open_store(folder.path());
  EXPECT_EQ(store->baseline(), second);
  EXPECT_FALSE(store->edits().baseline);  // it was there when the book was opened
}

TEST(BaselineBook, NeverChangesWhatIsFrozen) {
  const StateFolder folder;
  open_store(folder.path())->close();
  Editor editor{folder.path()};
  editor.freeze(frozen("awal", at(100)));
  rollout::Baseline other = frozen("awal", at(200));
  other.sites.pop_back();
  try {
    editor.freeze(other);
    FAIL() << "frozen twice";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string{error.what()}.find("awal"), std::string::npos) << error.what();
  }
  EXPECT_EQ(Reader{folder.path()}.baselines(), std::vector{frozen("awal", at(100))});
}

TEST(BaselineBook, BringsWhatIsDamagedBackIntoItsRange) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  ASSERT_EQ(store->write_baseline(frozen("awal", at(0))), std::nullopt);
  store->close();
  run_sql(
      folder.book(),
      "UPDATE baselines SET weights = 9; UPDATE baseline_stages SET weight = -3 WHERE stage = 4;"
      "INSERT INTO baseline_stages VALUES(1, 99, 1); UPDATE baseline_sites SET weight = -1;"
      "UPDATE baseline_dates SET planned = -(1 << 50) WHERE stage = 6;"
      "INSERT INTO baseline_dates VALUES(1, 'x', 6, 0), (1, 's000', 77, 0)");
  const auto found = open_store(folder.path())->baseline();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->settings.weights, config::SiteWeights::site);
  EXPECT_EQ(found->settings.stage_weights[4], 0);
  EXPECT_EQ(found->sites[0].weight, 0);
  EXPECT_EQ(found->sites[0].planned.size(), 1U);
}

TEST(InventoryBook, KeepsWhoWasInWhichPhaseWhen) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  const config::InventoryItem hub{"site", "hub", {{"district", "timika"}}};
  const auto site = [](const char* phase) {
    return config::InventoryItem{"site", "jila", {{"district", "jila"}, {"phase", phase}}};
  };
  ASSERT_EQ(store->write_inventory(at(0), {hub, site("tahap-1")}), std::nullopt);
  ASSERT_EQ(store->write_inventory(at(50), {hub, site("tahap-1")}), std::nullopt);
  ASSERT_EQ(store->write_inventory(at(100), {hub, site("tahap-2")}), std::nullopt);
  ASSERT_EQ(store->write_inventory(at(200), {hub}), std::nullopt);
  ASSERT_EQ(store->write_inventory(at(300), {hub, site("tahap-2")}), std::nullopt);
  store->close();

  const Reader reader{folder.path()};
  const auto changes = reader.inventory_changes("site", "jila");
  ASSERT_EQ(changes.size(), 4U);
  EXPECT_EQ(changes[0].time, at(0));
  EXPECT_EQ(changes[0].change.key, "");
  EXPECT_EQ(changes[1].time, at(100));
  EXPECT_EQ(changes[1].change,
            (config::InventoryChange{"site", "jila", "phase", "tahap-1", "tahap-2"}));
  EXPECT_EQ(changes[2].time, at(200));
  EXPECT_EQ(changes[2].change.after, "");
  EXPECT_EQ(reader.inventory_changes("", "").size(), 5U);
  EXPECT_TRUE(reader.inventory_changes("link", "jila").empty());

  Database database{folder.book(), OpenMode::read_write};
  EXPECT_EQ(
      database.text("SELECT group_concat(phase || ' ' || site || ' ' || time(since) || ' ' || "
                    "coalesce(time(until), ''), ';') FROM phase_list"),
      "tahap-1 jila 00:00:00 00:01:40;tahap-2 jila 00:01:40 00:03:20;"
      "tahap-2 jila 00:05:00 ");
  EXPECT_EQ(database.integer("SELECT count(*) FROM change_list"), 5);
}

TEST(InventoryBook, TakesTwoChangesOfOneSecondAndAClockThatStepsBack) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  const auto site = [](const char* phase) {
    return config::InventoryItem{"site", "jila", {{"phase", phase}}};
  };
  std::int64_t time = 100;
  for (const char* phase : {"a", "b", "a", "c"}) {
    ASSERT_EQ(store->write_inventory(at(time), {site(phase)}), std::nullopt);
  }
  time = 50;
  ASSERT_EQ(store->write_inventory(at(time), {site("d")}), std::nullopt);
  ASSERT_EQ(store->write_inventory(at(time), {site("d")}), std::nullopt);
  store->close();
  EXPECT_EQ(Reader{folder.path()}.inventory_changes("site", "jila").size(), 5U);
  Database database{folder.book(), OpenMode::read_write};
  EXPECT_EQ(database.text("SELECT group_concat(phase) FROM phase_list WHERE until IS NULL"), "d");
}

TEST(MinuteBook, GivesTheMinutesOfOneLink) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  const auto plan = plan_of(3);
  for (const std::int64_t minute : {0, 1, 3, 4}) {
    book::Batch batch = minute_batch(plan, minute);
    batch.minutes[1].minute.sent = static_cast<std::uint32_t>(minute) + 1;
    ASSERT_EQ(store->write(batch, {}), std::nullopt);
  }
  const auto starts = [&](std::int64_t from, std::int64_t to) {
    std::vector<std::uint32_t> sent;
    for (const book::MinuteSummary& each : store->minutes("l001", at(from), at(to))) {
      EXPECT_EQ(each.start, net::WallTime{at((each.sent - 1) * 60)});
      EXPECT_EQ(each.median, std::chrono::milliseconds{520});
      sent.push_back(each.sent);
    }
    return sent;
  };
  using Sent = std::vector<std::uint32_t>;
  EXPECT_EQ(starts(0, 300), (Sent{1, 2, 4, 5}));
  EXPECT_EQ(starts(1, 241), (Sent{2, 4, 5}));
  EXPECT_EQ(starts(60, 240), (Sent{2, 4}));
  EXPECT_EQ(starts(-1'000'000'000, 1'000'000'000), (Sent{1, 2, 4, 5}));
  EXPECT_TRUE(store->minutes("nobody", at(0), at(300)).empty());
}

TEST(MinuteBook, BringsWhatIsDamagedBackIntoItsRange) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  ASSERT_EQ(store->write(minute_batch(plan_of(2), 0), {}), std::nullopt);
  store->close();
  run_sql(folder.book(),
          "UPDATE minutes SET lost = 99, median_us = -1, max_us = 1 << 62 WHERE link = 1;"
          "UPDATE minutes SET min_us = NULL WHERE link = 2");
  store = open_store(folder.path());
  const auto first = store->minutes("l000", at(0), at(60)).at(0);
  EXPECT_EQ(first.lost, 60U);
  EXPECT_EQ(first.median, first.min);
  EXPECT_EQ(first.max, std::chrono::hours{1});
  EXPECT_FALSE(store->minutes("l001", at(0), at(60)).at(0).answered());
}

TEST(SiteBook, RemembersWhenASiteLastWorkedHoweverLongAgo) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  using book::LinkState;
  book::Batch batch;
  batch.plan = plan_of(4);
  batch.mark = at(9000);
  for (std::uint32_t site = 0; site < 4; ++site) {
    batch.sites.push_back({site, at(0), at(9000)});
  }
  batch.site_spans = {{0, {at(0), LinkState::up}},
                      {0, {at(500), LinkState::down}},
                      {0, {at(700), LinkState::unknown}},
                      {0, {at(800), LinkState::unreachable}},
                      {1, {at(0), LinkState::unknown}},
                      {2, {at(0), LinkState::down}},
                      {2, {at(600), LinkState::degraded}},
                      {3, {at(0), LinkState::down}},
                      {3, {at(600), LinkState::up}},
                      {3, {at(650), LinkState::degraded}},
                      {3, {at(8999), LinkState::down}}};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  const std::vector<std::optional<book::Second>> expected{
      at(500), std::nullopt, at(9000), at(8999)};
  const Reader reader{folder.path()};
  const auto entries = store->site_entries(at(8000));
  ASSERT_EQ(entries.size(), expected.size());
  for (std::size_t site = 0; site < expected.size(); ++site) {
    EXPECT_EQ(entries[site].last_up, expected[site]) << site;
    EXPECT_EQ(reader.last_up(entries[site].history.id), expected[site]) << site;
  }
  EXPECT_EQ(reader.last_up("nobody"), std::nullopt);
}

}  // namespace
}  // namespace pantau::journal
