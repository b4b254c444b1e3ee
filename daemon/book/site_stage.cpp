// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/site_stage.hpp"

#include "config/words.hpp"

namespace pantau::book {

std::optional<config::Stage> present_stage(const config::Site& site, config::Date today) {
  std::optional<config::Stage> furthest;
  for (const auto& [stage, date] : site.actual) {
    if (date <= today && (!furthest || *furthest < stage)) {
      furthest = stage;
    }
  }
  return furthest;
}

std::string_view stage_name(config::Stage stage) {
  for (const auto& [word, value] : config::kStageWords) {
    if (value == stage) {
      return word;
    }
  }
  return "";
}

const config::Hold* hold_in_force(const config::Site& site, config::Date today) {
  const bool holds = site.hold && (!site.hold->since || *site.hold->since <= today);
  return holds ? &*site.hold : nullptr;
}

bool is_live(const config::Site& site, config::Date today) {
  if (hold_in_force(site, today) != nullptr) {
    return false;
  }
  const auto stage = present_stage(site, today);
  if (site.phase.empty()) {
    return stage != config::Stage::decommissioned;
  }
  return stage == config::Stage::in_service || stage == config::Stage::handed_over;
}

}  // namespace pantau::book
