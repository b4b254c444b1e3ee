// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/cause.hpp"

#include <algorithm>

namespace pantau::book {

namespace {

bool belongs_to(Cause cause, std::string_view group) {
  switch (cause) {
    case Cause::power_site:
    case Cause::power_grid:
    case Cause::fuel_out:
    case Cause::battery_solar:
      return group == "power";
    case Cause::security:
    case Cause::natural_disaster:
      return group == "force_majeure";
    default:
      return false;
  }
}

}  // namespace

std::optional<Cause> find_cause(std::string_view name) {
  const auto* const found = std::ranges::find(kCauseNames, name);
  if (found == kCauseNames.end()) {
    return std::nullopt;
  }
  return static_cast<Cause>(found - kCauseNames.begin());
}

bool is_excluded(Cause cause, const std::vector<std::string>& exclude) {
  return std::ranges::any_of(exclude, [cause](const std::string& word) {
    return word == name(cause) || belongs_to(cause, word);
  });
}

}  // namespace pantau::book
