// SPDX-License-Identifier: Apache-2.0
/// \file
/// How far a site has come, by plan and in truth, as a share of the whole (semantics.md 8). Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "config/load.hpp"

namespace pantau::rollout {

/// Cancelled or decommissioned, not only in the future: out of every sum.
[[nodiscard]] bool is_gone(const config::Site& site, config::Date today);

/// Cancelled and decommissioned sites leave every sum; a site without a phase is infrastructure and
/// stands in none. On hold, suspended and relocated ones stay.
[[nodiscard]] bool counts(const config::Site& site, config::Date today);

/// The furthest stage dated `date` or before. `decommissioned` is the end of a site and no
/// progress: it is passed over.
[[nodiscard]] std::optional<config::Stage> furthest_stage(
    const std::map<config::Stage, config::Date>& dates, config::Date date);

/// The furthest stage planned by `date`; stages without a planned date do not count.
[[nodiscard]] std::optional<config::Stage> planned_stage(const config::Site& site,
                                                         config::Date date);

/// When the site was to be in service: by plan `in_service`, else `handed_over`, which implies it.
[[nodiscard]] std::optional<config::Date> planned_service(const config::Site& site);

/// 0 to 1; before the first stage 0.
[[nodiscard]] double stage_weight(std::optional<config::Stage> stage,
                                  const config::RolloutSettings& settings);

/// What each of plan.sites weighs in a sum (`[rollout] weights`): its own `weight`, the people it
/// serves, or a month's fee of its contracts. Not negative; 0 where what it is weighed by is not
/// configured. A link counts with one contract, the one that book::shown_contract() has for it at
/// `today`; its fee is shared evenly by all links that it is shown for, infrastructure's included,
/// so that the weights of all sites add up to the fees.
[[nodiscard]] std::vector<double> site_weights(const config::Plan& plan, config::Date today);

/// `in_service` (else `handed_over`) against planned_service(), in whole days: positive late,
/// negative early; 0 when neither in service nor due. Nothing for a site without a planned date,
/// without a phase, or out of every sum.
[[nodiscard]] std::optional<std::chrono::days> slip(const config::Site& site, config::Date today);

/// Where a phase (or all of them) stands.
struct Progress {
  double planned = 0;
  double actual = 0;

  [[nodiscard]] double deviation() const { return actual - planned; }
};

/// How a deviation is called (the field's practice; reference: percentage points): at least 0 on
/// plan, down to -5 attention, down to -10 late, below critical; once 70 % is planned, critical
/// below -5. A border belongs to the better side.
enum class Standing : std::uint8_t { on_plan, attention, late, critical };

[[nodiscard]] Standing standing_of(const Progress& progress);

}  // namespace pantau::rollout
