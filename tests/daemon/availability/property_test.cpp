// SPDX-License-Identifier: Apache-2.0
// Accounts of random histories: partition, sums, and the ledger against the plain account.
// clang-format off
#include <gtest/gtest.h>  // before rapidcheck/gtest.h, which uses it without including it
#include <rapidcheck/gtest.h>
// clang-format on

#include <algorithm>
#include <memory>
#include <vector>

#include "daemon/availability/ledger.hpp"
#include "daemon/availability/report.hpp"
#include "daemon/availability/site_account.hpp"
#include "daemon/availability/terms.hpp"
#include "tests/daemon/availability/random_story.hpp"

namespace pantau::availability::test {
namespace {

Account account(Story& story, Period period, const config::Contract* contract) {
  Account sum;
  for (const Term& term : terms_of(story.county.plan, story.child(), story.whole.first)) {
    if (term.contract == contract) {
      sum += account_of(
          story.whole, story.child(), term, period, {&story.county.plan, &story.windows});
    }
  }
  return sum;
}

std::int64_t clock_seconds(const History& history, const Term& term, Period period) {
  const Second from = std::max(term.period.from, period.from);
  const Second to = std::min({history.settled_until, term.period.to, period.to});
  return std::max<std::int64_t>(0, (to - from).count());
}

/// Of these, since somebody watches.
std::int64_t settled_seconds(const History& history, const Term& term, Period period) {
  return clock_seconds(history, term, {std::max(history.first, period.from), period.to});
}

RC_GTEST_PROP(AccountProperty, EverySecondOfATermHasOneClass, ()) {
  Story story;
  const Second from = story.whole.first - hours{24} + random_length(60 * 86'400);
  const Period period{from, from + random_length(60 * 86'400)};
  for (const Term& term : terms_of(story.county.plan, story.child(), story.whole.first)) {
    const Account sum =
        account_of(story.whole, story.child(), term, period, {&story.county.plan, &story.windows});
    RC_ASSERT(sum.all() == clock_seconds(story.whole, term, period));
    for (const std::int64_t seconds :
         {sum.up, sum.down, sum.too_short, sum.excluded, sum.planned, sum.unknown}) {
      RC_ASSERT(seconds >= 0);
    }
  }
}

RC_GTEST_PROP(AccountProperty, PartsOfAPeriodAddUpToIt, ()) {
  Story story;
  const Second from = story.whole.first;
  const Second middle = from + random_length(60 * 86'400);
  const Second to = middle + random_length(60 * 86'400);
  for (const config::Contract& contract : story.county.plan.contracts) {
    Account parts = account(story, {from, middle}, &contract);
    parts += account(story, {middle, to}, &contract);
    RC_ASSERT(parts == account(story, {from, to}, &contract));
  }
}

/// Feeds a story to a ledger in batches that end anywhere.
class Feed {
 public:
  explicit Feed(Story& story)
      : story_(story),
        plan_(std::make_shared<const config::Plan>(story.county.plan)),
        settled_(story.whole.first) {
    ledger_.set_windows(story.windows);
  }

  [[nodiscard]] bool over() const { return settled_ >= story_.whole.settled_until; }

  void step() {
    const Second until =
        std::min(story_.whole.settled_until, settled_ + random_length(one_of({120, 15 * 86'400})));
    book::Batch batch;
    batch.plan = plan_;
    batch.mark = until;
    // Only those that changed, as the daemon does it.
    std::vector<book::Outage> known = story_.known_at(until);
    for (const book::Outage& outage : known) {
      if (std::find(known_.begin(), known_.end(), outage) == known_.end()) {
        batch.outages.push_back(outage);
      }
    }
    known_ = std::move(known);
    for (const book::Span& span : story_.whole.spans) {
      if (settled_ <= span.start && span.start < until) {
        batch.link_spans.push_back({1, span});
      }
    }
    batch.links = {{1, story_.whole.first, until}};
    take(batch);
    settled_ = until;
    correct();
    if (*rc::gen::arbitrary<bool>()) {
      static_cast<void>(accounts());  // freezes what can be
    }
  }

  LinkAccount accounts() {
    const auto accounts = ledger_.accounts(plan_, settled_);
    for (JudgedMonth& month : ledger_.take_judged()) {
      judged.push_back(std::move(month));
    }
    return *accounts->links.at(1);
  }

  /// The configuration is another from now on.
  void reload(const config::Plan& plan) { plan_ = std::make_shared<const config::Plan>(plan); }

  std::vector<JudgedMonth> judged;

 private:
  void take(const book::Batch& batch) {
    for (const auto& [id, sla] : ledger_.take(batch)) {
      RC_ASSERT(id == "jila");
      RC_ASSERT(sla.up >= sla_.up);
      RC_ASSERT(sla.down >= sla_.down);
      RC_ASSERT(sla.maintenance >= sla_.maintenance);
      RC_ASSERT(sla.unknown >= sla_.unknown);
      sla_ = sla;
    }
  }

  /// At any time from the outage's beginning on, once; all in the end.
  void correct() {
    for (const book::Outage& outage : story_.whole.outages) {
      const bool due = outage.start < settled_ && (over() || *rc::gen::arbitrary<bool>());
      if (due && corrected_.size() < outage.id) {
        corrected_.resize(outage.id);
      }
      if (due && !corrected_[outage.id - 1] && !outage.corrections.empty()) {
        corrected_[outage.id - 1] = true;
        ledger_.correct(outage.id, outage.corrections.back());
      }
    }
  }

  Story& story_;
  std::shared_ptr<const config::Plan> plan_;
  Ledger ledger_;
  Second settled_;
  SlaSeconds sla_;
  std::vector<bool> corrected_;
  std::vector<book::Outage> known_;
};

void compare(Story& story, const LinkAccount& account) {
  const std::string& zone = story.county.plan.daemon.timezone;
  std::size_t rows = 0;
  // The last full month is always worked out: sites are counted by it.
  const int months = std::max(2, story.county.plan.metrics.months);
  for (const Month& month : months_until(story.whole.settled_until, months, zone)) {
    for (const config::Contract& contract : story.county.plan.contracts) {
      const bool watched = story.whole.first < month.period.to;
      const Account plain = watched ? test::account(story, month.period, &contract) : Account{};
      const auto row = std::find_if(
          account.months.begin(), account.months.end(), [&](const MonthAccount& candidate) {
            return candidate.month == month.label && candidate.contract == contract.id;
          });
      RC_ASSERT((row != account.months.end()) == (plain.all() > 0));
      if (row != account.months.end()) {
        ++rows;
        RC_ASSERT(row->account == plain);
        RC_ASSERT(row->judgement == plain.judge(contract.formula, contract.target));
      }
    }
  }
  RC_ASSERT(rows == account.months.size());
}

RC_GTEST_PROP(LedgerProperty, BatchesGiveWhatTheWholeHistoryGives, ()) {
  Story story;
  Feed feed(story);
  while (!feed.over()) {
    feed.step();
  }
  const LinkAccount account = feed.accounts();
  compare(story, account);
  RC_ASSERT(account.state_seconds ==
            state_seconds(story.whole, {story.whole.first, story.whole.settled_until}));
  std::int64_t clock = 0;
  for (const Term& term : terms_of(story.county.plan, story.child(), story.whole.first)) {
    clock += settled_seconds(story.whole, term, {Second::min(), Second::max()});
  }
  const SlaSeconds sla = account.sla.value_or(SlaSeconds{});
  RC_ASSERT(sla.up + sla.down + sla.maintenance + sla.unknown == clock);
}

/// Somebody writes another configuration.
void rewrite(Story& story) {
  for (config::Contract& contract : story.county.plan.contracts) {
    contract.target = one_of({0.5, 0.95, 1.0});
    contract.formula = one_of({config::AvailabilityFormula::gross,
                               config::AvailabilityFormula::net_a,
                               config::AvailabilityFormula::net_b});
    contract.minimum_outage = Seconds{*rc::gen::inRange(0, 40'000)};
    contract.start = day(2026, 2, static_cast<unsigned>(*rc::gen::inRange(1, 28)));
    contract.planned_hours_per_month = *rc::gen::inRange(0, 60);
  }
  story.child().contracts = {one_of({"c", "c", "e"})};
  story.county.plan.sites[1].actual[config::Stage::in_service] =
      day(2026, static_cast<unsigned>(*rc::gen::inRange(1, 6)), 3);
}

/// The ledger's rows and a report of each shown month have the same figures.
void compare_with_report(Story& story,
                         const LinkAccount& account,
                         const std::vector<JudgedMonth>& judged) {
  const config::Plan& plan = story.county.plan;
  const Histories histories{
      [&story](const std::string& id) { return id == "jila" ? &story.whole : nullptr; },
      [](const std::string&) -> const History* { return nullptr; }};
  for (const Month& month :
       months_until(story.whole.settled_until, plan.metrics.months, plan.daemon.timezone)) {
    if (month.period.to <= story.whole.first) {
      continue;
    }
    Account sum;
    Judgement judgement = Judgement::none;
    for (const MonthAccount& row : account.months) {
      if (row.month == month.label) {
        sum += row.account;
        judgement = both(judgement, row.judgement);
      }
    }
    const auto rows = report(plan, Grouping::link, month.period, histories, story.windows, judged);
    RC_ASSERT(rows.empty() == (sum.all() == 0));
    if (!rows.empty()) {
      RC_ASSERT(rows[0].account == sum);
      RC_ASSERT(rows[0].judgement == judgement);
    }
  }
}

RC_GTEST_PROP(LedgerProperty, AgreesWithTheReportAlsoAfterAnotherConfiguration, ()) {
  Story story;
  Feed feed(story);
  while (!feed.over()) {
    feed.step();
  }
  const LinkAccount before = feed.accounts();
  compare_with_report(story, before, feed.judged);
  rewrite(story);
  feed.reload(story.county.plan);
  const std::vector<JudgedMonth> judged = feed.judged;
  const LinkAccount after = feed.accounts();
  compare_with_report(story, after, feed.judged);
  for (const MonthAccount& row : before.months) {
    const bool frozen = std::ranges::any_of(
        judged, [&row](const JudgedMonth& month) { return month.month == row.month; });
    if (frozen) {
      const auto same = std::ranges::find_if(after.months, [&row](const MonthAccount& other) {
        return other.month == row.month && other.contract == row.contract;
      });
      RC_ASSERT(same != after.months.end());
      RC_ASSERT(same->account == row.account);
      RC_ASSERT(same->judgement == row.judgement);
    }
  }
}

}  // namespace
}  // namespace pantau::availability::test
