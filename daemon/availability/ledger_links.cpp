// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "daemon/availability/classes.hpp"
#include "daemon/availability/ledger_state.hpp"
#include "daemon/availability/link_account.hpp"

namespace pantau::availability {

const std::vector<ContractClock>& Ledger::State::clocks(std::uint32_t place) {
  LinkRecord& record = *link_at[place];
  if (!record.clocks) {
    record.clocks = clocks_of(*plan, plan->links[place], record.course.history.first);
    for (ContractClock& clock : *record.clocks) {
      if (clock.contract != nullptr) {
        clock.owner = std::shared_ptr<const config::Contract>(plan, clock.contract);
      }
    }
  }
  return *record.clocks;
}

SlaSeconds Ledger::State::grow(std::uint32_t place, Period settled) {
  SlaSeconds grown;
  for (const ContractClock& clock : clocks(place)) {
    if (clock.contract != nullptr) {
      grown +=
          sla_under(clock, link_at[place]->course.history, plan->links[place], settled, *named);
    }
  }
  return grown;
}

LinkMonth Ledger::State::month_of_link(std::uint32_t place, const Month& month, book::Second now) {
  LinkRecord& record = *link_at[place];
  if (const LinkMonth* frozen = record.frozen.find(month)) {
    return *frozen;
  }
  const MonthClocks counted(month, clocks(place), record.judged, month_terms);
  const config::Link& link = plan->links[place];
  const auto judged = record.judged.of(month.month);
  LinkMonth result;
  if (!judged.empty() && !judged.front().site.empty() && judged.front().site != link.site) {
    config::Link then = link;
    then.site = judged.front().site;
    result = link_month({record.course.history, then, counted.list(), month}, now, *named);
  } else {
    result = link_month({record.course.history, link, counted.list(), month}, now, *named);
  }
  if (is_final(record.course.history, month)) {
    record.frozen.keep(month, result);
  }
  return result;
}

void Ledger::State::add_month(LinkAccount& to,
                              std::uint32_t place,
                              const Month& month,
                              book::Second now) {
  const LinkRecord& record = *link_at[place];
  if (const LinkMonth* frozen = record.frozen.find(month)) {
    to.months.insert(to.months.end(), frozen->accounts.begin(), frozen->accounts.end());
    to.causes.insert(to.causes.end(), frozen->causes.begin(), frozen->causes.end());
    return;
  }
  LinkMonth rows = month_of_link(place, month, now);
  std::ranges::move(rows.accounts, std::back_inserter(to.months));
  std::ranges::move(rows.causes, std::back_inserter(to.causes));
}

LinkAccount Ledger::State::link_account(std::uint32_t place, book::Second now) {
  const LinkRecord& record = *link_at[place];
  const History& history = record.course.history;
  LinkAccount account;
  account.first = history.first;
  account.settled_until = history.settled_until;
  account.state_seconds = record.course.total;
  const bool contracted = !plan->links[place].contracts.empty();
  if (contracted && record.sla != SlaSeconds{}) {
    account.sla = record.sla;
  }
  static_cast<void>(clocks(place));
  judge(place, now);
  account.months.reserve(months.size());  // the rule is one contract and one cause a month
  account.causes.reserve(months.size());
  for (const Month& month : months) {
    if (!knows(record, month)) {
      continue;
    }
    const std::size_t before = account.months.size();
    add_month(account, place, month, now);
    if (&month == &months.back()) {
      const std::span present = std::span(std::as_const(account.months)).subspan(before);
      account.budget = budget_of(*record.clocks, month, present, now);
    }
  }
  return account;
}

}  // namespace pantau::availability
