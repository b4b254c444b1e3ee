// SPDX-License-Identifier: Apache-2.0
#include "config/text_table.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace pantau::config {

namespace {

std::size_t width_of(const std::string& cell) {
  return static_cast<std::size_t>(std::count_if(cell.begin(), cell.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

}  // namespace

TextTable::TextTable(std::vector<std::string> heading, std::set<std::size_t> right_aligned)
    : right_aligned_(std::move(right_aligned)) {
  rows_.push_back(std::move(heading));
}

void TextTable::add(std::vector<std::string> cells) {
  assert(cells.size() == rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i]));
    }
  }
  std::string result;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - width_of(row[i]), ' ');
      const bool right = right_aligned_.contains(i);
      const bool last = i + 1 == row.size();
      result += right ? padding + row[i] : row[i];
      result += last ? "\n" : (right ? "" : padding) + "  ";
    }
  }
  return result;
}

}  // namespace pantau::config
