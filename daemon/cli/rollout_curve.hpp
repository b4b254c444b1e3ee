// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau rollout curve`: the S-curve by month ends.
#pragma once

#include <string>
#include <vector>

#include "daemon/cli/rollout_numbers.hpp"
#include "daemon/rollout/curve.hpp"

namespace pantau::cli {

/// For people, in `plan`'s language: each phase, then the whole.
[[nodiscard]] std::string curve_text(const config::Plan& plan,
                                     const std::vector<rollout::Curve>& curves,
                                     BarStyle style);

/// RFC 4180: phase,date,planned,actual,baseline; the whole rollout last, as "total". Ratios of six
/// digits, cut; empty: not known.
[[nodiscard]] std::string curve_csv(const std::vector<rollout::Curve>& curves);

}  // namespace pantau::cli
