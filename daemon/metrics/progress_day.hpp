// SPDX-License-Identifier: Apache-2.0
/// \file
/// Where the rollout stands today and its S-curve: worked out once for a plan, a day and a
/// baseline, since that takes every site at every month's end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/rollout/baseline.hpp"
#include "daemon/rollout/curve.hpp"
#include "daemon/rollout/progress.hpp"

namespace pantau::metrics {

class ProgressDay {
 public:
  struct Standing {
    std::string labels;  ///< `phase="..."`; empty: the whole rollout
    std::optional<rollout::Progress> progress;  ///< absent: nothing to weigh
    std::optional<double> baseline;
  };

  struct Point {
    std::string labels;  ///< `phase="...",curve="...",date="..."`; the whole: without the phase
    double ratio = 0;
  };

  /// `baseline` may be null.
  ProgressDay(const config::Plan& plan, config::Date today, const rollout::Baseline* baseline);

  [[nodiscard]] const Standing& whole() const { return whole_; }

  /// In the order of plan.phases.
  [[nodiscard]] const std::vector<Standing>& phases() const { return phases_; }

  [[nodiscard]] const std::vector<Point>& whole_curve() const { return whole_curve_; }

  [[nodiscard]] const std::vector<Point>& phase_curves() const { return phase_curves_; }

 private:
  Standing whole_;
  std::vector<Standing> phases_;
  std::vector<Point> whole_curve_;
  std::vector<Point> phase_curves_;
};

}  // namespace pantau::metrics
