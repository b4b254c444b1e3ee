// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <utility>

#include "daemon/availability/ledger_state.hpp"
#include "daemon/availability/periods.hpp"
#include "daemon/availability/site_account.hpp"

namespace pantau::availability {

const std::optional<Period>& Ledger::State::service_of(std::uint32_t place) {
  SiteRecord& record = *site_at[place];
  const book::Second first = record.course.history.first;
  if (!record.clock || record.clock->first != first) {
    record.clock = {first, service_clock(*plan, plan->sites[place], first)};
  }
  return record.clock->runs;
}

/// A site keeps what a judged month took of it whatever its dates say now.
std::vector<Period> Ledger::State::site_clock(std::uint32_t place, const Month& month) {
  const config::Site& site = plan->sites[place];
  std::vector<Period> clock;
  if (const auto& now = service_of(place)) {
    clock.push_back(intersect(*now, month.period));
  }
  const auto add = [&](const JudgedLink& link) {
    for (const JudgedTerms& judged : link.of(month.month)) {
      if (judged.site == site.id) {
        const std::vector<Period> runs = clip(judged.runs, month.period);
        clock.insert(clock.end(), runs.begin(), runs.end());
      }
    }
  };
  for (const std::uint32_t link : links_of[place]) {
    add(link_at[link]->judged);
  }
  if (const auto visitors = guests.find(site.id); visitors != guests.end()) {
    std::ranges::for_each(visitors->second, [&](const LinkRecord* link) { add(link->judged); });
  }
  return unite(std::move(clock));
}

std::optional<SiteMonth> Ledger::State::month_of_site(std::uint32_t place, std::size_t month) {
  SiteRecord& record = *site_at[place];
  if (const SiteMonth* frozen = record.frozen.find(months[month])) {
    return *frozen;
  }
  const History& history = record.course.history;
  if (months[month].period.to <= history.first) {
    return std::nullopt;  // of months before anybody watched there is nothing to show
  }
  const std::vector<Period> clock = site_clock(place, months[month]);
  if (clock.empty()) {
    return std::nullopt;
  }
  std::vector<Period> hidden;
  for (const std::uint32_t link : links_of[place]) {
    if (link_at[link]->is_corrected) {
      append_hidden(hidden, link_at[link]->course.history, plan->sites[place].id);
    }
  }
  hidden = unite(std::move(hidden));
  SiteMonth result{months[month].label, {}, {}, {}, {}, {}};
  for (const Period& period : clock) {
    const StateSeconds seconds = site_seconds(history, period, hidden);
    std::ranges::transform(seconds, result.seconds, result.seconds.begin(), std::plus<>{});
  }
  const Account account = site_account(result.seconds);
  if (account.all() == 0) {
    return std::nullopt;
  }
  result.gross = account.gross();
  result.coverage = account.coverage();
  Account served;
  for (const Period& part : intersect(service[month], clock)) {
    served += site_account(site_seconds(history, part, hidden));
  }
  result.service_hours = served.gross();
  if (history.settled_until >= months[month].period.to) {
    record.frozen.keep(months[month], result);
  }
  return result;
}

/// By the primary links of then: a link that moved, was removed or became a backup after the month
/// was judged changes nothing of it.
Judgement Ledger::State::judgement(std::uint32_t place,
                                   const Month& month,
                                   const Accounts& accounts,
                                   book::Second now) {
  const config::Site& site = plan->sites[place];
  Judgement result = Judgement::none;
  const auto take = [&result, &month](const std::vector<MonthAccount>& rows) {
    for (const MonthAccount& row : rows) {
      if (row.month == month.label) {
        result = both(result, row.judgement);
      }
    }
  };
  for (const std::uint32_t link : links_of[place]) {
    const auto judged = link_at[link]->judged.of(month.month);
    const bool counts = judged.empty() || judged.front().site.empty()
                            ? counts_for_site[link]
                            : judged.front().site == site.id && judged.front().primary;
    if (counts && accounts.links[link]) {
      take(accounts.links[link]->months);
    }
  }
  if (const auto visitors = guests.find(site.id); visitors != guests.end()) {
    for (LinkRecord* record : visitors->second) {
      const auto judged = record->judged.of(month.month);
      if (!judged.empty() && judged.front().site == site.id && judged.front().primary) {
        take(month_of_judged(*record, month, now).accounts);
      }
    }
  }
  return result;
}

SiteAccount Ledger::State::site_account_at(std::uint32_t place,
                                           const Accounts& accounts,
                                           book::Second now) {
  const Course& course = site_at[place]->course;
  SiteAccount account;
  account.first = course.history.first;
  account.settled_until = course.history.settled_until;
  account.state_seconds = course.total;
  account.last_up = site_at[place]->last_up;
  account.months.reserve(months.size());
  for (std::size_t month = 0; month < months.size(); ++month) {
    if (!course.knows_since(months[month].period.from)) {
      continue;
    }
    if (auto row = month_of_site(place, month)) {
      row->judgement = judgement(place, months[month], accounts, now);
      account.months.push_back(std::move(*row));
    }
  }
  return account;
}

}  // namespace pantau::availability
