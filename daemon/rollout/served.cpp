// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/served.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
#include <unordered_map>
#include <utility>

#include "daemon/book/site_stage.hpp"
#include "daemon/rollout/progress.hpp"

namespace pantau::rollout {
namespace {

constexpr std::size_t kNotInService = static_cast<std::size_t>(Service::not_in_service);

std::size_t index(Service service) {
  return static_cast<std::size_t>(service);
}

Service service_of(book::LinkState state) {
  switch (state) {
    case book::LinkState::up:
      return Service::up;
    case book::LinkState::degraded:
      return Service::degraded;
    case book::LinkState::unreachable:
      return Service::unreachable;
    case book::LinkState::down:
      return Service::down;
    case book::LinkState::unknown:
      break;
  }
  return Service::unknown;
}

Service at(const std::vector<Service>& sites, std::size_t site) {
  return site < sites.size() ? sites[site] : Service::not_in_service;
}

/// Nobody is counted twice: what exceeds `population` is taken from the worst state first.
People cap(const People& people, std::int64_t population) {
  People capped{};
  std::int64_t left = population;
  for (std::size_t i = 0; i < people.size(); ++i) {
    capped.at(i) = std::min(people.at(i), left);
    left -= capped.at(i);
  }
  return capped;
}

std::int64_t population_of(const config::Plan& plan, const std::string& district) {
  const config::District* found = plan.find_district(district);
  return found != nullptr && found->population ? *found->population
                                               : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

std::vector<Service> services_of(const config::Plan& plan,
                                 config::Date today,
                                 const std::vector<std::optional<book::LinkState>>& states) {
  std::vector<Service> services;
  services.reserve(plan.sites.size());
  for (std::size_t i = 0; i < plan.sites.size(); ++i) {
    const bool measured = i < states.size() && states[i].has_value();
    const book::LinkState state = measured ? *states[i] : book::LinkState::unknown;
    services.push_back(book::is_live(plan.sites[i], today) ? service_of(state)
                                                           : Service::not_in_service);
  }
  return services;
}

std::vector<DistrictService> served_by_district(const config::Plan& plan,
                                                const std::vector<Service>& sites) {
  std::vector<DistrictService> districts(plan.districts.size());
  std::vector<People> reached(plan.districts.size());
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < plan.districts.size(); ++i) {
    places.emplace(plan.districts[i].id, i);
  }
  for (std::size_t i = 0; i < plan.sites.size(); ++i) {
    const auto place = places.find(plan.sites[i].district);
    if (place != places.end()) {
      const Service service = at(sites, i);
      districts[place->second].best = std::min(districts[place->second].best, service);
      reached[place->second].at(index(service)) += plan.sites[i].serves_population.value_or(0);
    }
  }
  for (std::size_t i = 0; i < plan.districts.size(); ++i) {
    if (const auto population = plan.districts[i].population) {
      // Whoever is left over has no site in service, whether one is planned or not.
      reached[i].at(kNotInService) = *population;
      districts[i].people = cap(reached[i], *population);
    }
  }
  return districts;
}

std::vector<People> served_by_phase(const config::Plan& plan,
                                    config::Date today,
                                    const std::vector<Service>& sites) {
  std::unordered_map<std::string_view, std::map<std::string_view, People>> phases;
  for (std::size_t i = 0; i < plan.sites.size(); ++i) {
    const config::Site& site = plan.sites[i];
    if (counts(site, today)) {
      phases[site.phase][site.district].at(index(at(sites, i))) +=
          site.serves_population.value_or(0);
    }
  }
  std::vector<People> result;
  for (const config::Phase& phase : plan.phases) {
    People& sum = result.emplace_back();
    for (const auto& [district, people] : phases[phase.id]) {
      const People capped = cap(people, population_of(plan, std::string(district)));
      for (std::size_t i = 0; i < sum.size(); ++i) {
        sum.at(i) += capped.at(i);
      }
    }
  }
  return result;
}

std::vector<PublicService> public_services(const config::Plan& plan,
                                           config::Date today,
                                           const std::vector<Service>& sites) {
  std::map<std::string, PublicService> services;
  for (std::size_t i = 0; i < plan.sites.size(); ++i) {
    const auto& names = plan.sites[i].services;
    if (is_gone(plan.sites[i], today)) {
      continue;
    }
    for (auto name = names.begin(); name != names.end(); ++name) {
      if (std::find(names.begin(), name, *name) == name) {
        PublicService& service = services[*name];
        service.name = *name;
        service.sites.at(index(at(sites, i))) += 1;
      }
    }
  }
  std::vector<PublicService> result;
  result.reserve(services.size());
  for (auto& [name, service] : services) {
    result.push_back(std::move(service));
  }
  return result;
}

}  // namespace pantau::rollout
