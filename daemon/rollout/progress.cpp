// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/progress.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "daemon/book/contract_day.hpp"
#include "daemon/book/site_stage.hpp"

namespace pantau::rollout {
namespace {

using config::Stage;

/// Progress is a quotient of sums: two decimals such as 0.50 - 0.55 miss -0.05 by some 1e-17, sums
/// over 10^6 sites by less than 1e-10. No figure that anyone sees has so many digits.
constexpr double kRounding = 1e-9;

std::optional<config::Date> date_of(const std::map<Stage, config::Date>& dates, Stage stage) {
  const auto found = dates.find(stage);
  return found == dates.end() ? std::nullopt : std::optional(found->second);
}

std::optional<config::Date> service_began(const config::Site& site, config::Date today) {
  for (const Stage stage : {Stage::in_service, Stage::handed_over}) {
    const auto date = date_of(site.actual, stage);
    if (date && *date <= today) {
      return date;
    }
  }
  return std::nullopt;
}

std::vector<double> contract_values(const config::Plan& plan, config::Date today) {
  std::unordered_map<const config::Contract*, double> sharers;
  std::vector<const config::Contract*> shown;
  shown.reserve(plan.links.size());
  for (const config::Link& link : plan.links) {
    shown.push_back(book::shown_contract(plan, link, today));
    sharers[shown.back()] += 1;
  }
  std::unordered_map<std::string_view, double> by_site;
  for (std::size_t i = 0; i < plan.links.size(); ++i) {
    if (shown[i] != nullptr && shown[i]->fee_per_month) {
      by_site[plan.links[i].site] +=
          static_cast<double>(*shown[i]->fee_per_month) / sharers[shown[i]];
    }
  }
  std::vector<double> values;
  values.reserve(plan.sites.size());
  for (const config::Site& site : plan.sites) {
    const auto found = by_site.find(site.id);
    values.push_back(found == by_site.end() ? 0 : found->second);
  }
  return values;
}

}  // namespace

bool is_gone(const config::Site& site, config::Date today) {
  const config::Hold* hold = book::hold_in_force(site, today);
  return (hold != nullptr && hold->kind == config::HoldKind::cancelled) ||
         book::present_stage(site, today) == Stage::decommissioned;
}

bool counts(const config::Site& site, config::Date today) {
  return !site.phase.empty() && !is_gone(site, today);
}

std::optional<Stage> furthest_stage(const std::map<Stage, config::Date>& dates, config::Date date) {
  for (auto entry = dates.rbegin(); entry != dates.rend(); ++entry) {
    if (entry->first != Stage::decommissioned && entry->second <= date) {
      return entry->first;
    }
  }
  return std::nullopt;
}

std::optional<Stage> planned_stage(const config::Site& site, config::Date date) {
  return furthest_stage(site.planned, date);
}

std::optional<config::Date> planned_service(const config::Site& site) {
  const auto planned = date_of(site.planned, Stage::in_service);
  return planned ? planned : date_of(site.planned, Stage::handed_over);
}

double stage_weight(std::optional<Stage> stage, const config::RolloutSettings& settings) {
  return stage ? settings.stage_weights.at(static_cast<std::size_t>(*stage)) : 0;
}

std::vector<double> site_weights(const config::Plan& plan, config::Date today) {
  if (plan.rollout.weights == config::SiteWeights::contract_value) {
    return contract_values(plan, today);
  }
  const bool by_people = plan.rollout.weights == config::SiteWeights::population;
  std::vector<double> weights;
  weights.reserve(plan.sites.size());
  for (const config::Site& site : plan.sites) {
    weights.push_back(by_people ? static_cast<double>(site.serves_population.value_or(0))
                                : site.weight);
  }
  return weights;
}

std::optional<std::chrono::days> slip(const config::Site& site, config::Date today) {
  using std::chrono::sys_days;
  const auto planned = planned_service(site);
  if (!planned || !counts(site, today)) {
    return std::nullopt;
  }
  if (const auto began = service_began(site, today)) {
    return sys_days{*began} - sys_days{*planned};
  }
  return std::max(sys_days{today} - sys_days{*planned}, std::chrono::days{0});
}

Standing standing_of(const Progress& progress) {
  constexpr double kAttention = -0.05;
  constexpr double kLate = -0.10;
  constexpr double kNearTheEnd = 0.70;
  const double deviation = progress.deviation() + kRounding;
  if (deviation >= 0) {
    return Standing::on_plan;
  }
  if (deviation >= kAttention) {
    return Standing::attention;
  }
  const bool near_the_end = progress.planned + kRounding >= kNearTheEnd;
  return deviation >= kLate && !near_the_end ? Standing::late : Standing::critical;
}

}  // namespace pantau::rollout
