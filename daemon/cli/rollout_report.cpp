// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/rollout_report.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <tuple>

#include "daemon/book/site_stage.hpp"
#include "daemon/rollout/curve.hpp"
#include "daemon/rollout/district_days.hpp"

namespace pantau::cli {

namespace {

using config::Stage;
using rollout::AcceptanceState;
using rollout::Service;
using std::chrono::days;

constexpr days kWarning{90};

days between(config::Date from, config::Date to) {
  return std::chrono::sys_days{to} - std::chrono::sys_days{from};
}

bool is_working(std::size_t service) {
  return static_cast<Service>(service) == Service::up ||
         static_cast<Service>(service) == Service::degraded;
}

template <typename Numbers>
std::int64_t sum(const Numbers& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
}

template <typename Numbers>
std::int64_t working(const Numbers& numbers) {
  std::int64_t found = 0;
  for (std::size_t service = 0; service < numbers.size(); ++service) {
    found += is_working(service) ? numbers.at(service) : 0;
  }
  return found;
}

PhaseRow phase_row(const config::Plan& plan,
                   const std::string& phase,
                   const RolloutBook& book,
                   config::Date today) {
  PhaseRow row;
  row.phase = phase;
  row.progress = rollout::progress_at(plan, phase, today, today);
  if (book.baseline) {
    row.baseline = rollout::baseline_at(*book.baseline, phase, today);
  }
  return row;
}

void add_phases(RolloutReport& report, const config::Plan& plan, const RolloutBook& book) {
  report.total = phase_row(plan, {}, book, report.today);
  const auto counts = rollout::counts_by_phase(plan, report.today, book.last_month);
  for (std::size_t place = 0; place < plan.phases.size(); ++place) {
    PhaseRow row = phase_row(plan, plan.phases[place].id, book, report.today);
    row.name = plan.phases[place].name;
    row.counts = counts.at(place).counts;
    report.total.counts += row.counts;
    report.phases.push_back(std::move(row));
  }
}

void add_served(RolloutReport& report, const config::Plan& plan, const RolloutBook& book) {
  const std::vector<Service> services = rollout::services_of(plan, report.today, book.states);
  const auto districts = rollout::served_by_district(plan, services);
  for (std::size_t place = 0; place < plan.districts.size(); ++place) {
    if (!rollout::exists(plan.districts[place], report.today)) {
      continue;
    }
    const rollout::DistrictService& district = districts.at(place);
    ++report.served.districts.at(static_cast<std::size_t>(district.best));
    for (std::size_t service = 0; district.people && service < district.people->size(); ++service) {
      report.served.people.at(service) += district.people->at(service);
    }
  }
  report.services = rollout::public_services(plan, report.today, services);
}

std::optional<Stage> awaited_after(std::optional<Stage> stage) {
  if (!stage) {
    return Stage::surveyed;  // to stand in the plan is to be proposed
  }
  if (*stage >= Stage::in_service) {
    return std::nullopt;
  }
  return static_cast<Stage>(static_cast<int>(*stage) + 1);
}

void add_waiting(RolloutReport& report, const config::Plan& plan, const RolloutBook& book) {
  for (std::size_t place = 0; place < plan.sites.size(); ++place) {
    const config::Site& site = plan.sites[place];
    if (!rollout::counts(site, report.today)) {
      continue;
    }
    WaitingSite waiting;
    waiting.site = &site;
    waiting.stage = book::present_stage(site, report.today);
    const bool opened = waiting.stage && *waiting.stage >= Stage::in_service;
    if (!opened) {
      waiting.late = std::max(days{0}, rollout::slip(site, report.today).value_or(days{0}));
    }
    waiting.hold = book::hold_in_force(site, report.today);
    if (waiting.late == days{0} && waiting.hold == nullptr) {
      continue;
    }
    waiting.awaited = awaited_after(waiting.stage);
    const auto& acceptance = book.acceptance.at(place);
    waiting.acceptance = acceptance ? &*acceptance : nullptr;
    report.waiting.push_back(waiting);
  }
  std::ranges::stable_sort(report.waiting, std::greater<>{}, &WaitingSite::late);
}

/// Undecided matters until the site is accepted all the same: its test may be older than the book.
bool is_open(const rollout::Acceptance& acceptance, const config::Site& site, config::Date today) {
  const bool is_waiting = book::present_stage(site, today) == Stage::acceptance_test;
  return acceptance.state == AcceptanceState::running ||
         acceptance.state == AcceptanceState::failed ||
         (acceptance.state == AcceptanceState::undecided && is_waiting);
}

void add_findings(RolloutReport& report, const config::Plan& plan, const RolloutBook& book) {
  for (std::size_t place = 0; place < plan.sites.size(); ++place) {
    const auto& acceptance = book.acceptance.at(place);
    if (acceptance && is_open(*acceptance, plan.sites[place], report.today)) {
      report.trials.push_back(&*acceptance);
    }
    if (book.on_paper_only.at(place)) {
      report.on_paper_only.push_back(&plan.sites[place]);
    }
  }
}

/// Contracts that are over matter no more; a hold that should be over is one that somebody forgot.
void add_ending(RolloutReport& report, Ending ending) {
  ending.left = between(report.today, ending.date);
  if (ending.left <= kWarning && (ending.left >= days{0} || ending.kind == Ending::Kind::hold)) {
    report.endings.push_back(std::move(ending));
  }
}

void add_endings(RolloutReport& report, const config::Plan& plan) {
  for (const config::Contract& contract : plan.contracts) {
    const config::Provider* const provider = plan.find_provider(contract.provider);
    const std::string name = provider != nullptr ? provider->name : contract.provider;
    if (contract.has_end) {
      add_ending(report, {Ending::Kind::contract, contract.end, {}, contract.id, name});
    }
    if (contract.free_until) {
      add_ending(report, {Ending::Kind::free_period, *contract.free_until, {}, contract.id, name});
    }
  }
  for (const config::Site& site : plan.sites) {
    if (site.hold && site.hold->until && !rollout::is_gone(site, report.today)) {
      add_ending(report, {Ending::Kind::hold, *site.hold->until, {}, site.id, site.hold->reason});
    }
  }
  const auto key = [](const Ending& ending) {
    return std::tuple{std::chrono::sys_days{ending.date}, ending.kind, ending.id};
  };
  std::ranges::sort(report.endings, {}, key);
}

}  // namespace

std::int64_t ServedNow::all_districts() const {
  return sum(districts);
}

std::int64_t ServedNow::all_people() const {
  return sum(people);
}

std::int64_t ServedNow::served_districts() const {
  return working(districts);
}

std::int64_t ServedNow::served_people() const {
  return working(people);
}

RolloutReport rollout_report(const config::Plan& plan,
                             const RolloutBook& book,
                             config::Date today) {
  RolloutReport report;
  report.today = today;
  add_phases(report, plan, book);
  add_served(report, plan, book);
  add_waiting(report, plan, book);
  add_findings(report, plan, book);
  add_endings(report, plan);
  return report;
}

}  // namespace pantau::cli
