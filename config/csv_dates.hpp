// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "config/csv_cells.hpp"
#include "config/inventory.hpp"

namespace pantau::config {

/// A date, and the time of day where the cell has one.
struct CellDate {
  Date date{};
  std::optional<std::chrono::seconds> time;

  friend bool operator==(const CellDate&, const CellDate&) = default;
};

/// Day first, as Indonesia writes dates: "13 Agustus 2025", "13-08-2025", "13/8/25", "Rabu, 13 Agt
/// 2025"; also "2025-08-13", "August 13, 2025" and Excel's day number 45882. A date of a year
/// outside 1990 to 2100 is taken for a mistake.
[[nodiscard]] CellReading<CellDate> read_date(std::string_view cell);

}  // namespace pantau::config
