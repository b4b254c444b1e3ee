// SPDX-License-Identifier: Apache-2.0
/// \file
/// The S-curve: planned, actual and frozen progress over time (semantics.md 8). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/rollout/baseline.hpp"
#include "daemon/rollout/progress.hpp"

namespace pantau::rollout {

/// Sum of weight x stage weight over the sum of weights, of the sites of `phase` (empty: of all
/// phases) that stand in the sums at `today`; actual stages as they were at `date`. Nothing when
/// there is no weight.
[[nodiscard]] std::optional<Progress> progress_at(const config::Plan& plan,
                                                  const std::string& phase,
                                                  config::Date date,
                                                  config::Date today);

/// The planned progress that `baseline` had for `date`. Nothing when it has no site of the phase.
[[nodiscard]] std::optional<double> baseline_at(const Baseline& baseline,
                                                const std::string& phase,
                                                config::Date date);

struct CurvePoint {
  config::Date date{};  ///< a month's last day
  double planned = 0;
  std::optional<double> actual;  ///< up to today
  std::optional<double> baseline;

  friend bool operator==(const CurvePoint&, const CurvePoint&) = default;
};

struct Curve {
  std::string phase;  ///< empty: the whole rollout
  std::vector<CurvePoint> points;  ///< by month ends, from the first to the last planned date, the
                                   ///< baseline's included
};

/// The whole rollout first, then one for each of plan.phases; without any planned date no points.
/// `baseline` may be null. A curve has at most 600 points: 50 years.
[[nodiscard]] std::vector<Curve> curves(const config::Plan& plan,
                                        const Baseline* baseline,
                                        config::Date today);

}  // namespace pantau::rollout
