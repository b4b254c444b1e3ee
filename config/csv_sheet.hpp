// SPDX-License-Identifier: Apache-2.0
/// \file
/// A spreadsheet as a table: where its header stands, what each column means, which rows are rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/csv_headers.hpp"
#include "config/csv_text.hpp"

namespace pantau::config {

/// A column that is understood.
struct SheetColumn {
  std::uint32_t column = 0;  ///< from 1
  Heading heading;
};

struct SheetRow {
  std::uint32_t row = 0;  ///< from 1
  std::vector<std::string> cells;  ///< from column 1
  bool follows = false;  ///< stands directly below another row of the table

  /// Empty beyond the end of the row.
  [[nodiscard]] std::string_view cell(std::uint32_t column) const {
    return column >= 1 && column <= cells.size() ? std::string_view{cells[column - 1]}
                                                 : std::string_view{};
  }
};

struct Sheet {
  std::uint32_t header_row = 0;  ///< 0: there is none
  std::vector<std::string> headers;  ///< as written, from column 1
  std::vector<SheetColumn> columns;
  std::vector<SheetRow> rows;
  std::vector<CellProblem> problems;
  std::vector<CellProblem> warnings;

  [[nodiscard]] const SheetColumn* find(Field field) const;
};

/// Any bytes. Finds encoding, separator (comma, semicolon, tab) and header row by what they make
/// sense of; titles above, a second header row, sums and signatures below are left out.
[[nodiscard]] Sheet read_sheet(std::string_view bytes);

}  // namespace pantau::config
