// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/history_shelf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <stdexcept>

#include "config/suggest.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/outages/window_list.hpp"

namespace pantau::cli {

namespace {

/// A judged month keeps its hours when the time zone is changed: zones lie at most 26 h apart.
constexpr std::chrono::hours kZonesApart{26};

availability::Period with_its_month(availability::Period period, const std::string& zone) {
  return {availability::month_at(period.from, zone).period.from - kZonesApart,
          period.to + kZonesApart};
}

}  // namespace

HistoryShelf::HistoryShelf(const config::Plan& plan, availability::Period period)
    : plan_(plan),
      reader_(plan.daemon.state_dir),
      period_(with_its_month(period, plan.daemon.timezone)) {}

availability::Histories HistoryShelf::histories() {
  return {.link = [this](const std::string& id) { return find(links_, id, true); },
          .site = [this](const std::string& id) { return find(sites_, id, false); }};
}

std::vector<book::Window> HistoryShelf::windows() const {
  std::vector<book::Window> all = outages::windows_of(plan_);
  std::ranges::copy(reader_.windows(), std::back_inserter(all));
  return all;
}

std::vector<availability::JudgedMonth> HistoryShelf::judged() const {
  return reader_.judged_months(period_.from);
}

const availability::History* HistoryShelf::find(Kept& kept, const std::string& id, bool link) {
  auto at = kept.find(id);
  if (at == kept.end()) {
    at = kept.emplace(id,
                      link ? reader_.link_history(id, period_.from, period_.to)
                           : reader_.site_history(id, period_.from, period_.to))
             .first;
  }
  return at->second ? &*at->second : nullptr;
}

void expect_contract(const config::Plan& plan,
                     const std::vector<availability::JudgedMonth>& judged,
                     const std::string& contract) {
  const bool was_judged = std::ranges::any_of(judged, [&contract](const auto& month) {
    return month.terms != nullptr && month.terms->id == contract;
  });
  if (was_judged || plan.find_contract(contract) != nullptr) {
    return;
  }
  config::Nearest nearest{contract};
  for (const config::Contract& known : plan.contracts) {
    nearest.offer(known.id);
  }
  throw std::runtime_error(
      fmt::format("there is no contract \"{}\"{}", printable(contract), nearest.question()));
}

}  // namespace pantau::cli
