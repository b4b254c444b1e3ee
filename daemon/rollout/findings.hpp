// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the book of record says about the rollout, as metrics and documents show it. Immutable once
/// published: a snapshot shares it.
#pragma once

#include <memory>
#include <vector>

#include "config/load.hpp"
#include "daemon/rollout/acceptance.hpp"
#include "daemon/rollout/baseline.hpp"

namespace pantau::rollout {

struct Findings {
  std::shared_ptr<const config::Plan> plan;
  std::shared_ptr<const Baseline> baseline;  ///< the one frozen last; null: none
  /// In the order of plan->sites; null: no test was ever started.
  std::vector<std::shared_ptr<const Acceptance>> acceptance;
};

}  // namespace pantau::rollout
