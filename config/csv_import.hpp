// SPDX-License-Identifier: Apache-2.0
/// \file
/// An inventory as district offices and providers keep it in a spreadsheet, as configuration.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/csv_text.hpp"
#include "config/load.hpp"

namespace pantau::config {

/// A file of more bytes is no inventory of one county.
constexpr std::size_t kMaxCsvBytes = std::size_t{16} << 20;

struct CsvImportOptions {
  std::string file;  ///< its name, for a comment in the result
  std::filesystem::path configuration;  ///< empty: none
  const Plan* known = nullptr;  ///< what `configuration` holds
  LoadOptions load;  ///< `today` decides what lies in the future
};

struct CsvImport {
  std::string toml;  ///< empty with any problem
  /// Sorted by row and column. A configuration that includes `toml` has no problem if there is none
  /// here.
  std::vector<CellProblem> problems;
  std::vector<CellProblem> warnings;
  std::vector<std::string> headers;  ///< by column, from 1
  std::uint32_t header_row = 0;
};

/// Any bytes.
[[nodiscard]] CsvImport import_csv(std::string_view bytes, const CsvImportOptions& options);

/// `FILE:ROW:COLUMN "Header": text`
[[nodiscard]] std::string to_string(const CellProblem& problem,
                                    const CsvImport& import,
                                    std::string_view file);

}  // namespace pantau::config
