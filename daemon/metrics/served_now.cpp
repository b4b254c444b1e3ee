// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/served_now.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

#include "daemon/rollout/district_days.hpp"

namespace pantau::metrics {
namespace {

CountyService over_county(const config::Plan& plan,
                          config::Date today,
                          const std::vector<rollout::DistrictService>& districts) {
  CountyService county;
  for (std::size_t i = 0; i < std::min(plan.districts.size(), districts.size()); ++i) {
    if (!rollout::exists(plan.districts[i], today)) {
      continue;
    }
    ++county.districts[static_cast<std::size_t>(districts[i].best)];
    if (districts[i].people) {
      rollout::People sum = county.people.value_or(rollout::People{});
      std::transform(
          sum.begin(), sum.end(), districts[i].people->begin(), sum.begin(), std::plus<>());
      county.people = sum;
    }
  }
  return county;
}

}  // namespace

SiteStates site_states(const links::Snapshot& snapshot) {
  SiteStates states;
  states.reserve(snapshot.sites.size());
  for (const links::SiteNumbers& site : snapshot.sites) {
    states.push_back(site.measured ? std::optional(site.state) : std::nullopt);
  }
  return states;
}

ServedNow::ServedNow(const config::Plan& plan, config::Date today, SiteStates of_sites)
    : states(std::move(of_sites)) {
  const auto sites = rollout::services_of(plan, today, states);
  districts = rollout::served_by_district(plan, sites);
  phases = rollout::served_by_phase(plan, today, sites);
  services = rollout::public_services(plan, today, sites);
  county = over_county(plan, today, districts);
}

}  // namespace pantau::metrics
