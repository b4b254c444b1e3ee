// SPDX-License-Identifier: Apache-2.0
/// \file
/// Why a link failed (semantics.md 6).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pantau::book {

enum class Cause : std::uint8_t {
  planned_work,
  upstream,
  power_site,
  power_grid,
  fuel_out,
  battery_solar,
  provider_equipment,
  provider_core,
  rain_fade,
  fee_unpaid,
  suspended,
  quota_exhausted,
  theft_vandalism,
  security,
  natural_disaster,
  local_network,
  monitoring_fault,
  unknown
};
inline constexpr std::array<std::string_view, 18> kCauseNames{"planned_work",
                                                              "upstream",
                                                              "power_site",
                                                              "power_grid",
                                                              "fuel_out",
                                                              "battery_solar",
                                                              "provider_equipment",
                                                              "provider_core",
                                                              "rain_fade",
                                                              "fee_unpaid",
                                                              "suspended",
                                                              "quota_exhausted",
                                                              "theft_vandalism",
                                                              "security",
                                                              "natural_disaster",
                                                              "local_network",
                                                              "monitoring_fault",
                                                              "unknown"};

[[nodiscard]] constexpr std::string_view name(Cause cause) {
  return kCauseNames[static_cast<std::size_t>(cause)];
}

[[nodiscard]] std::optional<Cause> find_cause(std::string_view name);

/// Whether a contract's `exclude` (causes and the groups `power` and `force_majeure`) names it.
[[nodiscard]] bool is_excluded(Cause cause, const std::vector<std::string>& exclude);

}  // namespace pantau::book
