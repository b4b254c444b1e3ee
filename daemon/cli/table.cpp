// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/table.hpp"

#include <algorithm>

namespace pantau::cli {

namespace {

constexpr std::size_t kGap = 2;

std::string printable(std::string cell) {
  for (char& c : cell) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      c = '?';
    }
  }
  return cell;
}

void pad(std::string& line, std::size_t columns) {
  line.append(columns, ' ');
}

}  // namespace

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;  // every byte that begins a code point
  }));
}

void Table::add(std::vector<std::string> cells) {
  std::transform(cells.begin(), cells.end(), cells.begin(), printable);
  cells.resize(columns_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<std::size_t> widths(columns_.size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::size_t missing = widths[i] - display_width(row[i]);
      pad(line, columns_[i] == Align::right ? missing : 0);
      line += row[i];
      pad(line, (columns_[i] == Align::left ? missing : 0) + kGap);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace pantau::cli
