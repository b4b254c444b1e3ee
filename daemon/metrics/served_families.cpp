// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/served_families.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "daemon/metrics/choices.hpp"
#include "daemon/metrics/labels.hpp"
#include "daemon/metrics/put_value.hpp"

namespace pantau::metrics {
namespace {

/// `,state="..."` by rollout::Service.
const std::vector<std::string>& states() {
  static const auto labels = choices("state", rollout::kServiceNames);
  return labels;
}

template <typename Values>
void put_each(PageWriter& page, const std::string& labels, const Values& values) {
  for (std::size_t state = 0; state < values.size(); ++state) {
    // Without labels before it the state's own has no comma.
    const std::string& state_label = states()[state];
    if (labels.empty()) {
      put(page, state_label.substr(1), "", std::int64_t{values[state]});
    } else {
      put(page, labels, state_label, std::int64_t{values[state]});
    }
  }
}

void write_districts(PageWriter& page, const config::Plan& plan, const ServedNow& served) {
  const auto labels = id_labels("district", plan.districts);
  const std::size_t count = std::min(labels.size(), served.districts.size());
  page.family("pantau_district_population_served",
              Type::gauge,
              "People of a district by the best state of what serves them, capped at its "
              "population; the rest is not_in_service.");
  for (std::size_t i = 0; i < count; ++i) {
    if (served.districts[i].people) {
      put_each(page, labels[i], *served.districts[i].people);
    }
  }
  page.family("pantau_district_state",
              Type::gauge,
              "1 for the best state of the district's sites in service, 0 for the others.");
  for (std::size_t i = 0; i < count; ++i) {
    std::array<std::int64_t, rollout::kServiceNames.size()> present{};
    present[static_cast<std::size_t>(served.districts[i].best)] = 1;
    put_each(page, labels[i], present);
  }
}

void write_county(PageWriter& page, const config::Plan& plan, const CountyService& county) {
  page.family("pantau_districts",
              Type::gauge,
              "Districts that exist today, by the best state of their sites in service.");
  if (!plan.districts.empty()) {
    put_each(page, {}, county.districts);
  }
  page.family("pantau_population_served",
              Type::gauge,
              "People of all districts that exist today, by the best state of what serves them.");
  if (county.people) {
    put_each(page, {}, *county.people);
  }
}

void write_phases(PageWriter& page, const config::Plan& plan, const ServedNow& served) {
  const auto labels = id_labels("phase", plan.phases);
  page.family("pantau_phase_population_served",
              Type::gauge,
              "People whom the sites of a phase are to serve, by the best state of what serves "
              "them; capped by district.");
  for (std::size_t i = 0; i < std::min(labels.size(), served.phases.size()); ++i) {
    put_each(page, labels[i], served.phases[i]);
  }
}

/// Two names may be the same once they are cleaned: they are one service then.
void write_services(PageWriter& page, const ServedNow& served) {
  page.family(
      "pantau_service_sites", Type::gauge, "Sites that carry a public service, by their state.");
  std::map<std::string, std::array<std::int64_t, rollout::kServiceNames.size()>> services;
  for (const rollout::PublicService& service : served.services) {
    auto& sum = services[Labels().with("service", service.name).text()];
    std::transform(sum.begin(), sum.end(), service.sites.begin(), sum.begin(), std::plus<>());
  }
  for (const auto& [labels, sites] : services) {
    put_each(page, labels, sites);
  }
}

}  // namespace

void write_served(PageWriter& page, const config::Plan& plan, const ServedNow& served) {
  write_districts(page, plan, served);
  write_county(page, plan, served.county);
  write_phases(page, plan, served);
  write_services(page, served);
}

}  // namespace pantau::metrics
