// SPDX-License-Identifier: Apache-2.0
/// \file
/// How many people have a working link now: by district, by phase and by public service
/// (semantics.md 8). While *we* are blind they are unknown, not unserved. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/link_state.hpp"

namespace pantau::rollout {

/// Best first: people stand under the best state of what serves them.
enum class Service : std::uint8_t { up, degraded, unknown, unreachable, down, not_in_service };

inline constexpr std::array<std::string_view, 6> kServiceNames{
    "up", "degraded", "unknown", "unreachable", "down", "not_in_service"};

using People = std::array<std::int64_t, kServiceNames.size()>;  ///< by Service

/// What each of plan.sites gives at `today`: `not_in_service` unless live (book::is_live), a site
/// without links or measurement `unknown`, else its state. `states` in the order of plan.sites,
/// absent: not measured.
[[nodiscard]] std::vector<Service> services_of(
    const config::Plan& plan,
    config::Date today,
    const std::vector<std::optional<book::LinkState>>& states);

struct DistrictService {
  Service best = Service::not_in_service;  ///< of its sites in service
  std::optional<People> people;  ///< adds up to the district's population; absent: not configured
};

/// In the order of plan.districts.
[[nodiscard]] std::vector<DistrictService> served_by_district(const config::Plan& plan,
                                                              const std::vector<Service>& sites);

/// In the order of plan.phases: the people that its sites are to serve, capped per district at its
/// population.
[[nodiscard]] std::vector<People> served_by_phase(const config::Plan& plan,
                                                  config::Date today,
                                                  const std::vector<Service>& sites);

/// How many sites of each public service (disdukcapil, puskesmas ...) stand in each state.
struct PublicService {
  std::string name;
  std::array<std::uint32_t, kServiceNames.size()> sites{};
};

/// By name.
[[nodiscard]] std::vector<PublicService> public_services(const config::Plan& plan,
                                                         config::Date today,
                                                         const std::vector<Service>& sites);

}  // namespace pantau::rollout
