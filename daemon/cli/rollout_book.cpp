// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/rollout_book.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "daemon/availability/calendar.hpp"
#include "daemon/availability/report.hpp"
#include "daemon/cli/history_shelf.hpp"
#include "daemon/journal/reader.hpp"
#include "daemon/rollout/on_paper.hpp"

namespace pantau::cli {

namespace {

using availability::History;
using availability::Judgement;
using availability::Month;

Month last_full_month(book::Second now, const std::string& zone) {
  return availability::month_at(availability::month_at(now, zone).period.from - book::Seconds{1},
                                zone);
}

void read_judgements(RolloutBook& book, const config::Plan& plan, book::Second now) {
  const Month month = last_full_month(now, plan.daemon.timezone);
  book.month = month.label;
  HistoryShelf shelf{plan, month.period};
  std::map<std::string, Judgement> by_site;
  for (const availability::ReportRow& row : availability::report(plan,
                                                                 availability::Grouping::site,
                                                                 month.period,
                                                                 shelf.histories(),
                                                                 shelf.windows(),
                                                                 shelf.judged())) {
    by_site.emplace(row.id, row.judgement);
  }
  for (const config::Site& site : plan.sites) {
    const auto found = by_site.find(site.id);
    book.last_month.push_back(found != by_site.end() ? found->second : Judgement::none);
  }
}

/// As of what is settled: what the book has not seen says nothing against a site.
bool is_on_paper_only(const config::Site& site,
                      config::Date today,
                      bool linked,
                      const std::optional<History>& history,
                      const journal::Reader& reader) {
  rollout::SiteEvidence evidence{
      .has_links = linked, .is_working = false, .first = {}, .last_up = {}};
  if (history) {
    evidence.is_working = !history->spans.empty() && book::is_working(history->spans.back().state);
    evidence.first = history->first;
    evidence.last_up = reader.last_up(site.id);
  }
  return rollout::on_paper_only(
      site, today, evidence, history ? history->settled_until : book::Second{});
}

void read_states(RolloutBook& book,
                 const config::Plan& plan,
                 const journal::Reader& reader,
                 book::Second now) {
  std::set<std::string_view> with_links;
  for (const config::Link& link : plan.links) {
    with_links.insert(link.site);
  }
  const config::Date today = availability::date_at(now, plan.daemon.timezone);
  // After all that is settled: the last state holds there.
  const book::Second after = std::max(now, reader.mark());
  for (const config::Site& site : plan.sites) {
    const bool linked = with_links.contains(site.id);
    const auto history = linked ? reader.site_history(site.id, after, after + book::Seconds{1})
                                : std::optional<History>{};
    const bool measured = history && !history->spans.empty();
    book.states.push_back(measured ? std::optional(history->spans.back().state) : std::nullopt);
    if (measured) {
      book.as_of = std::min(book.as_of.value_or(history->settled_until), history->settled_until);
    }
    book.on_paper_only.push_back(is_on_paper_only(site, today, linked, history, reader));
  }
}

rollout::Acceptance trial_of(const config::Plan& plan,
                             const config::Site& site,
                             availability::Period period,
                             const journal::Reader& reader,
                             book::Second now) {
  if (auto decided = reader.acceptance(site.id, period.from)) {
    return *std::move(decided);
  }
  std::vector<rollout::TrialInput> inputs;
  for (const config::Link* const link : rollout::trial_links(plan, site)) {
    rollout::TrialInput& input = inputs.emplace_back();
    input.link = link;
    input.history = reader.link_history(link->id, period.from, period.to).value_or(History{});
    input.minutes = reader.minutes(link->id, period.from, period.to);
  }
  return rollout::judge(plan, site, period, inputs, now);
}

void read_trials(RolloutBook& book,
                 const config::Plan& plan,
                 const journal::Reader& reader,
                 book::Second now) {
  for (const config::Site& site : plan.sites) {
    const auto period = rollout::trial_period(plan, site, now);
    book.acceptance.push_back(period ? std::optional(trial_of(plan, site, *period, reader, now))
                                     : std::nullopt);
  }
}

}  // namespace

RolloutBook read_rollout_book(const config::Plan& plan, book::Second now) {
  const journal::Reader reader{plan.daemon.state_dir};
  RolloutBook book;
  read_states(book, plan, reader, now);
  read_judgements(book, plan, now);
  read_trials(book, plan, reader, now);
  if (auto baselines = reader.baselines(); !baselines.empty()) {
    book.baseline = std::move(baselines.back());
  }
  return book;
}

}  // namespace pantau::cli
