// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/terms.hpp"

#include <algorithm>
#include <set>

#include "daemon/availability/periods.hpp"
#include "daemon/book/contract_day.hpp"

namespace pantau::availability {
namespace {

using std::chrono::sys_days;

/// The end of a clock that nothing ends.
constexpr book::Second kNever{
    sys_days{config::Date{std::chrono::year{9999}, std::chrono::December, std::chrono::day{31}}}};

std::optional<book::Second> actual(const config::Plan& plan,
                                   const config::Site& site,
                                   config::Stage stage) {
  const auto found = site.actual.find(stage);
  return found == site.actual.end() ? std::nullopt
                                    : std::optional(midnight(found->second, plan.daemon.timezone));
}

std::optional<book::Second> service_start(const config::Plan& plan,
                                          const config::Site& site,
                                          book::Second first) {
  if (site.phase.empty()) {
    return first;
  }
  const auto in_service = actual(plan, site, config::Stage::in_service);
  return in_service ? in_service : actual(plan, site, config::Stage::handed_over);
}

/// Days at which another contract may come into force: starts, and the days after ends.
std::set<book::Second> contract_borders(const config::Plan& plan, const config::Link& link) {
  std::set<book::Second> borders;
  for (const std::string& id : link.contracts) {
    if (const config::Contract* contract = plan.find_contract(id)) {
      borders.insert(midnight(contract->start, plan.daemon.timezone));
      if (contract->has_end) {
        const config::Date after{sys_days{contract->end} + std::chrono::days{1}};
        borders.insert(midnight(after, plan.daemon.timezone));
      }
    }
  }
  return borders;
}

void append(std::vector<Term>& terms, const Term& term) {
  if (term.period.from >= term.period.to) {
    return;
  }
  if (!terms.empty() && terms.back().contract == term.contract &&
      terms.back().period.to == term.period.from) {
    terms.back().period.to = term.period.to;
  } else {
    terms.push_back(term);
  }
}

}  // namespace

std::optional<Period> service_clock(const config::Plan& plan,
                                    const config::Site& site,
                                    book::Second first) {
  const auto from = service_start(plan, site, first);
  if (!from || (site.hold && !site.hold->since)) {
    return std::nullopt;
  }
  Period clock{*from, actual(plan, site, config::Stage::decommissioned).value_or(kNever)};
  if (site.hold) {
    clock.to = std::min(clock.to, midnight(*site.hold->since, plan.daemon.timezone));
  }
  return clock.from < clock.to ? std::optional(clock) : std::nullopt;
}

std::vector<Term> terms_of(const config::Plan& plan, const config::Link& link, book::Second first) {
  std::vector<Term> terms;
  const config::Site* site = plan.find_site(link.site);
  const auto clock =
      site == nullptr ? std::optional(Period{first, kNever}) : service_clock(plan, *site, first);
  if (!clock) {
    return terms;
  }
  if (link.contracts.empty()) {
    return {{*clock, nullptr}};
  }
  const std::set<book::Second> borders = contract_borders(plan, link);
  for (auto border = borders.begin(); border != borders.end(); ++border) {
    if (const config::Contract* contract = book::contract_in_force(plan, link, *border)) {
      const auto next = std::next(border);
      append(terms,
             {intersect(*clock, {*border, next == borders.end() ? kNever : *next}), contract});
    }
  }
  return terms;
}

std::vector<ContractClock> clocks_of(const config::Plan& plan,
                                     const config::Link& link,
                                     book::Second first) {
  std::vector<ContractClock> clocks;
  for (const Term& term : terms_of(plan, link, first)) {
    const auto same = std::find_if(clocks.begin(), clocks.end(), [&term](const auto& clock) {
      return clock.contract == term.contract;
    });
    if (same == clocks.end()) {
      clocks.push_back({term.contract, {term.period}});
    } else {
      same->runs.push_back(term.period);
    }
  }
  std::sort(clocks.begin(), clocks.end(), [](const auto& one, const auto& other) {
    return one.contract != nullptr && other.contract != nullptr &&
           one.contract->id < other.contract->id;
  });
  return clocks;
}

}  // namespace pantau::availability
