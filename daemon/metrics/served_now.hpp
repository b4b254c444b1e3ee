// SPDX-License-Identifier: Apache-2.0
/// \file
/// Who has a working link, worked out anew only when a site's state or the day has changed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "config/load.hpp"
#include "daemon/links/snapshot.hpp"
#include "daemon/rollout/served.hpp"

namespace pantau::metrics {

using SiteStates = std::vector<std::optional<book::LinkState>>;

/// In the order of the snapshot's sites; absent: without links.
[[nodiscard]] SiteStates site_states(const links::Snapshot& snapshot);

/// Over the districts that exist today.
struct CountyService {
  std::array<std::uint32_t, rollout::kServiceNames.size()> districts{};
  std::optional<rollout::People> people;  ///< absent: no district has a population
};

struct ServedNow {
  ServedNow(const config::Plan& plan, config::Date today, SiteStates of_sites);

  SiteStates states;
  std::vector<rollout::DistrictService> districts;  ///< in the order of plan.districts
  std::vector<rollout::People> phases;  ///< in the order of plan.phases
  std::vector<rollout::PublicService> services;
  CountyService county;
};

}  // namespace pantau::metrics
