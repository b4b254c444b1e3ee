// SPDX-License-Identifier: Apache-2.0
/// \file
/// Plans that were frozen, each as it was then.
#pragma once

#include <optional>
#include <vector>

#include "daemon/journal/database.hpp"
#include "daemon/rollout/baseline.hpp"

namespace pantau::journal {

/// Inside a transaction of the caller. \return false when there is one of this name.
[[nodiscard]] bool add_baseline(Database& database, const rollout::Baseline& baseline);

/// As they were frozen.
[[nodiscard]] std::vector<rollout::Baseline> load_baselines(Database& database);
/// The last of them.
[[nodiscard]] std::optional<rollout::Baseline> load_last_baseline(Database& database);

}  // namespace pantau::journal
