// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace pantau::config {

/// Columns as wide as their widest cell, two spaces apart; the last one is not padded. Width is
/// counted in code points.
class TextTable {
 public:
  /// `right_aligned` are the columns of numbers, from 0.
  explicit TextTable(std::vector<std::string> heading, std::set<std::size_t> right_aligned = {});

  /// One cell a column.
  void add(std::vector<std::string> cells);
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::set<std::size_t> right_aligned_;
};

}  // namespace pantau::config
