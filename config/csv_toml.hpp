// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/csv_records.hpp"

namespace pantau::config {

/// TOML in rows, and from which cell each value of it came.
class InventoryToml {
 public:
  void comment(const std::string& words);

  /// Rows of all records that the configuration does not have; nothing without any.
  void rows(const std::string& table,
            const std::vector<std::string>& keys,
            const std::vector<const Record*>& records);

  /// The cell behind the value at `line` and `column` (characters, from 1) or the one before it;
  /// {0, 0} when the line holds none.
  [[nodiscard]] CellPlace cell_at(std::uint32_t line, std::uint32_t column) const;

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void line(const std::string& words);

  std::string text_;
  std::uint32_t lines_ = 0;
  std::map<std::uint32_t, std::map<std::uint32_t, CellPlace>> cells_;  ///< by line, by column
};

/// Everything that is to be imported, tables in the order in which they are read best.
void write_inventory(InventoryToml& toml, const InventoryRecords& records);

}  // namespace pantau::config
