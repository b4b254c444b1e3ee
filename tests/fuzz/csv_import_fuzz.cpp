// SPDX-License-Identifier: Apache-2.0
/// \file
/// libFuzzer target: any bytes as a spreadsheet. Either problems, each at a cell, or rows that the
/// configuration takes: the import checks them itself, so what it gives must load again.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/csv_import.hpp"
#include "config/load.hpp"

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes{data, data + size};
  pantau::config::LoadOptions load;
  load.link_settings = false;
  const auto import = pantau::config::import_csv(
      bytes, {.file = "sheet.csv", .configuration = {}, .known = nullptr, .load = load});
  require(import.toml.empty() == !import.problems.empty());
  for (const auto& list : {import.problems, import.warnings}) {
    for (const auto& problem : list) {
      require(problem.place.row >= 1 && problem.place.column >= 1 && !problem.text.empty());
    }
  }
  if (import.problems.empty()) {
    require(pantau::config::load_with({}, {"sheet.toml", import.toml}, load).plan.has_value());
  }
  return 0;
}
