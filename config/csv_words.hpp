// SPDX-License-Identifier: Apache-2.0
/// \file
/// The words that cells of an inventory use for what the configuration has words for, Indonesian
/// and English (domain.md 4.5 and 5.2). Each function returns the configuration's word.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/csv_cells.hpp"

namespace pantau::config {

/// "VSAT" is geo-vsat, "Starlink" leo; `known` are the ids that the configuration has, which count
/// too. "Satelit" alone is a problem.
[[nodiscard]] CellReading<std::string> read_technology(std::string_view cell,
                                                       const std::vector<std::string>& known);

/// primary or backup
[[nodiscard]] CellReading<std::string> read_role(std::string_view cell);

/// on_hold, suspended, relocated or cancelled; an empty value for a stage's name ("Beroperasi"),
/// which a column "Status" may hold and which says nothing without its date.
[[nodiscard]] CellReading<std::string> read_hold_kind(std::string_view cell);

[[nodiscard]] CellReading<std::string> read_hold_reason(std::string_view cell);
[[nodiscard]] CellReading<std::string> read_district_class(std::string_view cell);
[[nodiscard]] CellReading<std::string> read_formula(std::string_view cell);
[[nodiscard]] CellReading<std::string> read_restitution(std::string_view cell);

/// The number of a phase in Roman or Arabic figures with or without "Tahap" ("Tahap II", "2"), as
/// "2"; any other name folded: what makes two names the same phase.
[[nodiscard]] std::string phase_key(std::string_view name);

/// The name of a district without "Distrik" or "Kecamatan" before it.
[[nodiscard]] std::string district_name(std::string_view cell);

/// "94.04.06" (Ministry of Home Affairs), also without the points.
[[nodiscard]] bool is_district_code(std::string_view cell);

/// "Jumlah", "Total", "Subtotal" and the like at the start of a cell.
[[nodiscard]] bool begins_a_sum(std::string_view cell);

}  // namespace pantau::config
