// SPDX-License-Identifier: Apache-2.0
/// \file
/// How far a site has come in the rollout, and whether it may raise alerts (semantics.md 8).
#pragma once

#include <optional>
#include <string_view>

#include "config/inventory.hpp"

namespace pantau::book {

/// The furthest stage whose actual date is not in the future; nothing before the first.
[[nodiscard]] std::optional<config::Stage> present_stage(const config::Site& site,
                                                         config::Date today);

/// As the configuration writes it: "in_service".
[[nodiscard]] std::string_view stage_name(config::Stage stage);

/// A hold holds from its `since` until it is taken out of the configuration; `until` is expected,
/// no more. Null: none yet.
[[nodiscard]] const config::Hold* hold_in_force(const config::Site& site, config::Date today);

/// May this site's links raise alerts? Infrastructure counts as in service; a hold of any kind
/// silences, and so does having been decommissioned.
[[nodiscard]] bool is_live(const config::Site& site, config::Date today);

}  // namespace pantau::book
