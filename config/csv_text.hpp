// SPDX-License-Identifier: Apache-2.0
/// \file
/// CSV as RFC 4180 describes it and as spreadsheets write it: any separator, lines that end with
/// LF, CR LF or CR, quotes in the middle of an unquoted cell taken as they stand.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pantau::config {

/// A cell as the spreadsheet counts it, from 1; an empty line is a row, a line break in quotes
/// none.
struct CellPlace {
  std::uint32_t row = 0;
  std::uint32_t column = 0;

  friend auto operator<=>(const CellPlace&, const CellPlace&) = default;
};

/// What is wrong with a cell, or worth a look.
struct CellProblem {
  CellPlace place;
  std::string text;

  friend bool operator==(const CellProblem&, const CellProblem&) = default;
};

/// A county of 100,000 rows and 20 columns; each cell costs memory.
constexpr std::size_t kMaxCells = 2'000'000;

struct CsvText {
  std::vector<std::vector<std::string>> rows;  ///< row 1 first; an empty line has one empty cell
  std::vector<CellProblem> problems;
};

/// Any text, and whatever it is, rows: a quote that is never closed is reported and taken as an
/// ordinary character, so that the rows below it are not lost in one cell.
[[nodiscard]] CsvText parse_csv(std::string_view text, char separator);

}  // namespace pantau::config
