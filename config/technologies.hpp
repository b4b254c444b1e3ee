// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "config/inventory.hpp"

namespace pantau::config {

/// The table of semantics.md 4: geo-vsat meo leo radio fibre lte.
[[nodiscard]] std::vector<Technology> built_in_technologies();

/// A technology that is not built in takes from this one what it does not say itself; `interval`
/// and `timeout` it must say.
constexpr const char* kModelForNewTechnologies = "radio";

}  // namespace pantau::config
