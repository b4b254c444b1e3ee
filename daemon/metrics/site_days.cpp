// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/site_days.hpp"

#include <chrono>

#include "daemon/book/site_stage.hpp"
#include "daemon/metrics/local_date.hpp"
#include "daemon/rollout/progress.hpp"

namespace pantau::metrics {
namespace {

void append_milestones(std::vector<Milestone>& to, const config::Site& site, LocalDays& days) {
  for (const auto& [stage, date] : site.planned) {
    to.push_back({days.begin(date), stage, false});
  }
  for (const auto& [stage, date] : site.actual) {
    const bool is_instant = stage == config::Stage::acceptance_test && site.acceptance_start;
    to.push_back({is_instant ? site.acceptance_start->time_since_epoch().count() : days.begin(date),
                  stage,
                  true});
  }
}

}  // namespace

SiteDays::SiteDays(const config::Plan& plan, config::Date today) {
  LocalDays days(plan.daemon.timezone);
  sites_.reserve(plan.sites.size());
  for (const config::Site& site : plan.sites) {
    Entry& entry = sites_.emplace_back();
    entry.in_rollout = !site.phase.empty();
    const config::Hold* hold = book::hold_in_force(site, today);
    entry.is_held = hold != nullptr;
    if (hold != nullptr && hold->until) {
      entry.hold_until = days.end(*hold->until);
    }
    if (entry.in_rollout) {
      entry.stage = book::present_stage(site, today);
      if (const auto late = rollout::slip(site, today)) {
        entry.slip = std::chrono::seconds{*late}.count();
      }
      append_milestones(milestones_, site, days);
    }
    entry.milestones_end = static_cast<std::uint32_t>(milestones_.size());
  }
}

}  // namespace pantau::metrics
