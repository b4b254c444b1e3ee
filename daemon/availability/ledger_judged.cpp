// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "daemon/availability/ledger_state.hpp"
#include "daemon/availability/link_account.hpp"
#include "daemon/availability/periods.hpp"

namespace pantau::availability {
namespace {

/// What links give back, by contract and month.
class ContractTallies {
 public:
  explicit ContractTallies(std::string_view since) : since_(since) {}

  /// The rows must outlive it.
  void add(const std::vector<MonthAccount>& rows) {
    for (const MonthAccount& row : rows) {
      if (RestitutionTally* tally = row.terms == nullptr ? nullptr : find(row)) {
        tally->add(row.paid);
      }
    }
  }

  [[nodiscard]] std::vector<ContractMonth> list(const std::vector<Month>& months) const {
    std::vector<ContractMonth> list;
    for (const auto& [key, tally] : tallies_) {
      const auto month = std::ranges::find(months, key.second, &Month::label);
      if (const auto rupiah = tally.rupiah(month->period.length().count())) {
        list.push_back({std::string(key.first), std::string(key.second), *rupiah});
      }
    }
    return list;
  }

 private:
  using Name = std::pair<std::string_view, std::string_view>;  ///< contract, month

  /// Null: the month is not shown, or nothing is given back.
  RestitutionTally* find(const MonthAccount& row) {
    const auto [found, is_new] = known_.try_emplace({row.terms.get(), row.month});
    if (is_new && row.month >= since_ && gives_back(*row.terms)) {
      found->second =
          &tallies_.try_emplace(Name{row.contract, row.month}, *row.terms).first->second;
    }
    return found->second;
  }

  std::string_view since_;
  std::map<Name, RestitutionTally> tallies_;
  /// Links share their terms: names are compared once for each of these.
  std::map<std::pair<const config::Contract*, std::string_view>, RestitutionTally*> known_;
};

}  // namespace

void Ledger::State::load_judged(const JudgedMonth& month) {
  LinkRecord& record = links[month.link];
  record.course.history.id = month.link;
  record.clocks.reset();
  record.frozen.clear();
  add_judged(month, record.judged, month_terms);
  gathered = false;
}

void Ledger::State::judge(std::uint32_t place, book::Second now) {
  LinkRecord& record = *link_at[place];
  for (const Month& month : ended) {
    if (month.period.to <= record.judged_to) {
      continue;
    }
    if (!record.judged.has(month.month)) {
      if (!is_final(record.course.history, month)) {
        return;
      }
      if (record.course.knows_since(month.period.from)) {
        freeze(place, month, now);
      }
    }
    record.judged_to = month.period.to;
  }
}

void Ledger::State::freeze(std::uint32_t place, const Month& month, book::Second now) {
  LinkRecord& record = *link_at[place];
  const config::Link& link = plan->links[place];
  // Found before anything is added: a clock is of the plan as long as the month has no judgement.
  const MonthClocks counted(month, clocks(place), record.judged, month_terms);
  LinkMonth rows = link_month({record.course.history, link, counted.list(), month}, now, *named);
  for (MonthAccount& row : rows.accounts) {
    const auto clock = std::ranges::find_if(counted.list(), [&row](const ContractClock& candidate) {
      return candidate.contract == nullptr ? row.contract.empty()
                                           : candidate.contract->id == row.contract;
    });
    if (row.terms != nullptr) {
      config::Contract terms = *row.terms;
      terms.place = {};
      row.terms =
          month_terms.keep(month.month, std::make_shared<const config::Contract>(std::move(terms)));
    }
    std::vector<Period> runs = clip(clock->runs, month.period);
    unwritten.push_back({link.id,
                         month.label,
                         now,
                         row.terms,
                         runs,
                         row.account,
                         row.judgement,
                         link.site,
                         counts_for_site[place]});
    record.judged.add({month.month, row.terms, std::move(runs), link.site, counts_for_site[place]});
  }
  record.frozen.forget(month.period);
  record.frozen.keep(month, std::move(rows));
}

void Ledger::State::gather() {
  if (gathered) {
    return;
  }
  gathered = true;
  gone.clear();
  guests.clear();
  for (auto& [id, record] : links) {
    if (!record.place && !record.judged.all().empty()) {
      gone.push_back(&record);
    }
    for (const JudgedTerms& judged : record.judged.all()) {
      if (record.place && plan->links[*record.place].site == judged.site) {
        continue;
      }
      std::vector<LinkRecord*>& at_site = guests[judged.site];
      if (at_site.empty() || at_site.back() != &record) {
        at_site.push_back(&record);
      }
    }
  }
}

LinkMonth Ledger::State::month_of_judged(LinkRecord& record, const Month& month, book::Second now) {
  if (record.place) {
    return month_of_link(*record.place, month, now);
  }
  if (const LinkMonth* known = record.frozen.find(month)) {
    return *known;
  }
  LinkMonth result;
  const auto judged = record.judged.of(month.month);
  if (judged.empty() || !knows(record, month)) {
    return result;
  }
  std::vector<ContractClock> clocks = record.judged.clocks(month.month);
  for (std::size_t row = 0; row < clocks.size(); ++row) {
    const std::vector<ContractClock> clock{std::move(clocks[row])};
    const config::Link link = link_as_judged(record.course.history.id, judged[row]);
    LinkMonth part = link_month({record.course.history, link, clock, month}, now, *named);
    std::ranges::move(part.accounts, std::back_inserter(result.accounts));
  }
  record.frozen.keep(month, result);
  return result;
}

std::vector<ContractMonth> Ledger::State::restitution(const Accounts& accounts, book::Second now) {
  ContractTallies tallies(shown_since);
  for (const auto& link : accounts.links) {
    if (link) {
      tallies.add(link->months);
    }
  }
  // Their rows must outlive the tallies.
  std::vector<LinkMonth> of_gone;
  for (LinkRecord* record : gone) {
    for (const Month& month : months) {
      of_gone.push_back(month_of_judged(*record, month, now));
    }
  }
  for (const LinkMonth& month : of_gone) {
    tallies.add(month.accounts);
  }
  return tallies.list(months);
}

}  // namespace pantau::availability
