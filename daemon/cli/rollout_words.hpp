// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the rollout is made of, in the language of `[daemon] language`.
#pragma once

#include <optional>
#include <string_view>

#include "config/inventory.hpp"
#include "daemon/rollout/acceptance.hpp"
#include "daemon/rollout/progress.hpp"
#include "daemon/rollout/served.hpp"

namespace pantau::cli {

/// "installed"; before the first stage "-".
[[nodiscard]] std::string_view stage_word(std::optional<config::Stage> stage,
                                          config::Language language);
/// What one waits for, as a noun: "installation".
[[nodiscard]] std::string_view awaited_word(config::Stage stage, config::Language language);
[[nodiscard]] std::string_view hold_word(config::HoldKind kind, config::Language language);
/// One of config::kHoldReasons; any other word as it is.
[[nodiscard]] std::string_view hold_reason_word(std::string_view reason, config::Language language);
[[nodiscard]] std::string_view standing_word(rollout::Standing standing, config::Language language);
/// As machines read it: "on_plan".
[[nodiscard]] std::string_view standing_name(rollout::Standing standing);
[[nodiscard]] std::string_view trial_word(rollout::AcceptanceState state,
                                          config::Language language);
[[nodiscard]] std::string_view criterion_word(rollout::Criterion criterion,
                                              config::Language language);
[[nodiscard]] std::string_view service_word(rollout::Service service, config::Language language);
[[nodiscard]] std::string_view weights_word(config::SiteWeights weights, config::Language language);

}  // namespace pantau::cli
