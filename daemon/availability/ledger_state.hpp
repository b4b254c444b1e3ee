// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the ledger holds, by parts: the plan as it looks at it, links, sites, judged months.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/availability/announced.hpp"
#include "daemon/availability/judged_terms.hpp"
#include "daemon/availability/ledger.hpp"
#include "daemon/availability/ledger_record.hpp"
#include "daemon/availability/restitution_tally.hpp"

namespace pantau::availability {

/// When an outage may change a figure; an open one for as long as it goes on.
[[nodiscard]] inline Period touched_by(const book::Outage& outage) {
  constexpr book::Second kFarAway{book::Seconds{1LL << 40}};
  return {outage.start, outage.end.value_or(kFarAway)};
}

inline SlaSeconds& operator+=(SlaSeconds& sum, const SlaSeconds& more) {
  sum.up += more.up;
  sum.down += more.down;
  sum.maintenance += more.maintenance;
  sum.unknown += more.unknown;
  return sum;
}

struct Ledger::State {
  // Nodes stay where they are: what follows from the plan points at them.
  std::unordered_map<std::string, LinkRecord> links;
  std::unordered_map<std::string, SiteRecord> sites;
  std::unordered_map<std::uint64_t, std::string> outage_links;
  std::vector<book::Window> windows;

  /// The present plan: records by place, and what follows from its contracts and windows.
  std::shared_ptr<const config::Plan> plan;
  std::vector<LinkRecord*> link_at;
  std::vector<SiteRecord*> site_at;
  std::vector<std::vector<std::uint32_t>> links_of;  ///< by site
  std::vector<bool> counts_for_site;  ///< by link
  std::optional<NamedWindows> named;

  std::vector<Month> months;  ///< accounted for: the shown ones, and always the last full one
  std::string shown_since;  ///< label of the first shown one
  std::vector<std::vector<Period>> service;  ///< of each month

  MonthTerms month_terms;
  std::vector<JudgedMonth> unwritten;  ///< not taken yet
  book::Second loaded_to = book::Second::min();  ///< how far the journal's book had settled
  std::vector<Month> ended;  ///< that may have to be judged, oldest first
  book::Second judge_since = book::Second::max();  ///< beginning of the first of them
  bool gathered = false;  ///< the two that follow
  std::vector<LinkRecord*> gone;  ///< judged links that the plan no longer has
  /// By site: links that were judged there and are no longer there.
  std::map<std::string, std::vector<LinkRecord*>> guests;

  void view(const std::shared_ptr<const config::Plan>& next);
  void show_months(book::Second now);
  void forget_past();
  void change(const book::Outage& outage);
  void forget(const std::string& link, const std::string& site, Period touched);

  const std::vector<ContractClock>& clocks(std::uint32_t place);
  SlaSeconds grow(std::uint32_t place, Period settled);
  LinkMonth month_of_link(std::uint32_t place, const Month& month, book::Second now);
  void add_month(LinkAccount& to, std::uint32_t place, const Month& month, book::Second now);
  LinkAccount link_account(std::uint32_t place, book::Second now);

  const std::optional<Period>& service_of(std::uint32_t place);
  std::vector<Period> site_clock(std::uint32_t place, const Month& month);
  std::optional<SiteMonth> month_of_site(std::uint32_t place, std::size_t month);
  SiteAccount site_account_at(std::uint32_t place, const Accounts& accounts, book::Second now);
  Judgement judgement(std::uint32_t place,
                      const Month& month,
                      const Accounts& accounts,
                      book::Second now);

  void load_judged(const JudgedMonth& month);
  /// What a month that has settled may still lack: its judgement.
  void judge(std::uint32_t place, book::Second now);
  void freeze(std::uint32_t place, const Month& month, book::Second now);
  void gather();
  /// Of a judged link wherever it is now.
  LinkMonth month_of_judged(LinkRecord& record, const Month& month, book::Second now);
  std::vector<ContractMonth> restitution(const Accounts& accounts, book::Second now);
};

}  // namespace pantau::availability
