// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/counts.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "daemon/book/site_stage.hpp"
#include "daemon/rollout/progress.hpp"

namespace pantau::rollout {
namespace {

using availability::Judgement;
using config::HoldKind;
using config::Stage;

Counts counts_of(const config::Site& site, config::Date today, Judgement last_month) {
  const auto stage = book::present_stage(site, today);
  const auto reached = [&stage](Stage least) -> std::uint32_t {
    return stage && *stage >= least ? 1 : 0;
  };
  const config::Hold* hold = book::hold_in_force(site, today);
  const auto due = planned_service(site);
  const bool judged = last_month == Judgement::met || last_month == Judgement::missed;
  Counts one;
  one.planned = 1;
  one.due = due && *due <= today ? 1 : 0;
  one.built = reached(Stage::installed);
  one.accepted = reached(Stage::accepted);
  const bool suspended = hold != nullptr && hold->kind == HoldKind::suspended;
  one.on_air = suspended ? 0 : reached(Stage::in_service);
  one.meeting_sla = last_month == Judgement::met ? one.on_air : 0;
  one.not_measured = judged ? 0 : one.on_air;
  one.on_hold = hold != nullptr && hold->kind == HoldKind::on_hold ? 1 : 0;
  return one;
}

}  // namespace

Counts& Counts::operator+=(const Counts& other) {
  planned += other.planned;
  due += other.due;
  built += other.built;
  on_air += other.on_air;
  accepted += other.accepted;
  meeting_sla += other.meeting_sla;
  not_measured += other.not_measured;
  on_hold += other.on_hold;
  return *this;
}

std::vector<PhaseCounts> counts_by_phase(const config::Plan& plan,
                                         config::Date today,
                                         const std::vector<Judgement>& last_month) {
  std::vector<PhaseCounts> phases;
  std::unordered_map<std::string_view, std::size_t> places;
  for (const config::Phase& phase : plan.phases) {
    places.emplace(phase.id, phases.size());
    phases.push_back({phase.id, {}});
  }
  for (std::size_t i = 0; i < plan.sites.size(); ++i) {
    const auto place = places.find(plan.sites[i].phase);
    if (place != places.end() && counts(plan.sites[i], today)) {
      phases[place->second].counts +=
          counts_of(plan.sites[i], today, i < last_month.size() ? last_month[i] : Judgement::none);
    }
  }
  return phases;
}

}  // namespace pantau::rollout
