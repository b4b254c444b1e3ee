// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/baseline.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "daemon/availability/calendar.hpp"
#include "daemon/rollout/progress.hpp"

namespace pantau::rollout {

Baseline freeze(const config::Plan& plan, std::string name, std::string user, book::Second now) {
  Baseline baseline{std::move(name), now, std::move(user), plan.rollout, {}};
  const config::Date today = availability::date_at(now, plan.daemon.timezone);
  const std::vector<double> weights = site_weights(plan, today);
  for (std::size_t i = 0; i < plan.sites.size(); ++i) {
    const config::Site& site = plan.sites[i];
    if (counts(site, today)) {
      baseline.sites.push_back({site.id, site.phase, weights[i], site.planned});
    }
  }
  std::sort(baseline.sites.begin(), baseline.sites.end(), [](const auto& one, const auto& other) {
    return one.site < other.site;
  });
  return baseline;
}

}  // namespace pantau::rollout
