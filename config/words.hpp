// SPDX-License-Identifier: Apache-2.0
/// \file
/// The words of the configuration for what the code keeps as enumerators.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "config/inventory.hpp"

namespace pantau::config {

template <typename T, std::size_t N>
using Words = std::array<std::pair<std::string_view, T>, N>;

/// Tables of which there may be many, by Kind (draft.hpp); also written as rows, `link = [ … ]`,
/// above the first [table] of a file.
inline constexpr std::array<std::string_view, 11> kTableNames{"technology",
                                                              "template",
                                                              "phase",
                                                              "district",
                                                              "provider",
                                                              "contract",
                                                              "site",
                                                              "link",
                                                              "device",
                                                              "snmp_credentials",
                                                              "maintenance"};

inline constexpr Words<Language, 2> kLanguageWords{{{"id", Language::id}, {"en", Language::en}}};

inline constexpr Words<RttHistogram, 2> kHistogramWords{
    {{"link", RttHistogram::link}, {"technology", RttHistogram::technology}}};

inline constexpr Words<SiteWeights, 3> kWeightWords{
    {{"site", SiteWeights::site},
     {"population", SiteWeights::population},
     {"contract_value", SiteWeights::contract_value}}};

/// By std::chrono::weekday::c_encoding().
inline constexpr std::array<std::string_view, 7> kDayWords{
    "sun", "mon", "tue", "wed", "thu", "fri", "sat"};

inline constexpr Words<Role, 2> kRoleWords{{{"primary", Role::primary}, {"backup", Role::backup}}};

inline constexpr Words<AvailabilityFormula, 3> kFormulaWords{
    {{"gross", AvailabilityFormula::gross},
     {"net-a", AvailabilityFormula::net_a},
     {"net-b", AvailabilityFormula::net_b}}};

inline constexpr Words<Restitution, 3> kRestitutionWords{
    {{"pro-rata", Restitution::pro_rata},
     {"pro-rata-over-target", Restitution::pro_rata_over_target},
     {"shortfall", Restitution::shortfall}}};

/// In the order in which a site passes them (semantics.md 8).
inline constexpr Words<Stage, 13> kStageWords{{{"proposed", Stage::proposed},
                                               {"surveyed", Stage::surveyed},
                                               {"site_cleared", Stage::site_cleared},
                                               {"contracted", Stage::contracted},
                                               {"shipped", Stage::shipped},
                                               {"on_site", Stage::on_site},
                                               {"installed", Stage::installed},
                                               {"integrated", Stage::integrated},
                                               {"acceptance_test", Stage::acceptance_test},
                                               {"accepted", Stage::accepted},
                                               {"in_service", Stage::in_service},
                                               {"handed_over", Stage::handed_over},
                                               {"decommissioned", Stage::decommissioned}}};

inline constexpr Words<HoldKind, 4> kHoldWords{{{"on_hold", HoldKind::on_hold},
                                                {"suspended", HoldKind::suspended},
                                                {"relocated", HoldKind::relocated},
                                                {"cancelled", HoldKind::cancelled}}};

inline constexpr std::array<std::string_view, 11> kHoldReasons{"land",
                                                               "permit",
                                                               "budget",
                                                               "logistics",
                                                               "weather",
                                                               "security",
                                                               "power",
                                                               "provider",
                                                               "arrears",
                                                               "locked",
                                                               "other"};

inline constexpr std::array<std::string_view, 4> kDistrictClasses{
    "urban", "coastal", "lowland", "highland"};

/// Causes of an outage and the groups that a contract may exclude (semantics.md 6).
inline constexpr std::array<std::string_view, 20> kCauses{
    "power",      "force_majeure",    "planned_work",  "upstream",           "power_site",
    "power_grid", "fuel_out",         "battery_solar", "provider_equipment", "provider_core",
    "rain_fade",  "fee_unpaid",       "suspended",     "quota_exhausted",    "theft_vandalism",
    "security",   "natural_disaster", "local_network", "monitoring_fault",   "unknown"};

/// The word for `value`; every enumerator has one.
template <typename T, std::size_t N>
[[nodiscard]] std::string_view word_of(const Words<T, N>& words, T value) {
  for (const auto& [word, known] : words) {
    if (known == value) {
      return word;
    }
  }
  return {};
}

}  // namespace pantau::config
