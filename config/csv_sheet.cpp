// SPDX-License-Identifier: Apache-2.0
#include "config/csv_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "config/csv_cells.hpp"
#include "config/csv_encoding.hpp"
#include "config/csv_names.hpp"
#include "config/csv_words.hpp"

namespace pantau::config {

namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t kMostRowsAboveHeader = 50;
constexpr std::size_t kMostColumns = 300;

std::size_t filled(const std::vector<std::string>& cells) {
  return static_cast<std::size_t>(std::count_if(
      cells.begin(), cells.end(), [](const auto& cell) { return !trimmed(cell).empty(); }));
}

struct HeaderRow {
  std::size_t index = 0;
  std::size_t known = 0;  ///< columns that are understood
};

/// The row that has the most headers; the first of several.
HeaderRow find_header(const Rows& rows) {
  HeaderRow best;
  for (std::size_t i = 0; i < std::min(rows.size(), kMostRowsAboveHeader); ++i) {
    std::size_t known = 0;
    const auto columns = std::min(rows[i].size(), kMostColumns);
    for (std::size_t column = 0; column < columns; ++column) {
      known += heading_of(rows[i][column]) ? 1U : 0U;
    }
    if (known > best.known) {
      best = {i, known};
    }
  }
  return best;
}

/// The separator by which the start of the text shows the most headers.
char find_separator(std::string_view text) {
  constexpr std::string_view kSeparators = ";,\t";
  constexpr std::size_t kEnough = std::size_t{64} << 10;
  const auto start = text.substr(0, kEnough);
  char best = kSeparators.front();
  std::size_t most = 0;
  for (const char separator : kSeparators) {
    const auto known = find_header(parse_csv(start, separator).rows).known;
    if (known > most) {
      most = known;
      best = separator;
    }
  }
  return best;
}

class SheetReader {
 public:
  explicit SheetReader(Rows rows) : rows_(std::move(rows)) {}

  void read(Sheet& sheet) {
    const auto header = find_header(rows_);
    constexpr std::size_t kFewest = 2;
    if (header.known < kFewest) {
      sheet.problems.push_back(
          {{1, 1},
           "there is no row of headers such as \"Nama Lokasi\", \"Distrik\", \"Teknologi\": write "
           "one above the first site"});
      return;
    }
    sheet.header_row = static_cast<std::uint32_t>(header.index + 1);
    header_ = header.index;
    read_headers(sheet);
    read_rows(sheet);
  }

 private:
  void read_headers(Sheet& sheet) {
    for (const auto& cell : rows_[header_]) {
      sheet.headers.push_back(one_line(cell));
    }
    while (!sheet.headers.empty() && sheet.headers.back().empty()) {
      sheet.headers.pop_back();
    }
    for (std::size_t i = 0; i < sheet.headers.size(); ++i) {
      read_header(sheet, i);
    }
  }

  void read_header(Sheet& sheet, std::size_t index) {
    const auto& text = sheet.headers[index];
    const CellPlace place{sheet.header_row, static_cast<std::uint32_t>(index + 1)};
    auto heading = heading_of(text);
    if (const auto stage = bare_stage(text); !heading && stage) {
      heading = below_group(sheet, index, *stage);
      if (!heading) {
        return;
      }
    }
    if (!heading) {
      not_understood(sheet, place, text);
      return;
    }
    const auto first =
        std::find_if(sheet.columns.begin(), sheet.columns.end(), [&](const SheetColumn& known) {
          return known.heading.same_column(*heading);
        });
    if (heading->field != Field::ignored && first != sheet.columns.end()) {
      sheet.problems.push_back({place,
                                fmt::format("means the same as column {}, {}: keep one of the two",
                                            first->column,
                                            shown(sheet.headers[first->column - 1]))});
      return;
    }
    sheet.columns.push_back({place.column, *heading});
  }

  /// "Survei" below a merged cell "Rencana", which stands in the first of its columns.
  std::optional<Heading> below_group(Sheet& sheet, std::size_t index, Stage stage) {
    if (header_ > 0) {
      const auto& above = rows_[header_ - 1];
      for (auto i = std::min(index + 1, above.size()); i > 0; --i) {
        if (const auto kind = plan_or_actual(above[i - 1])) {
          return Heading{*kind, stage, ""};
        }
        if (!trimmed(above[i - 1]).empty()) {
          break;
        }
      }
    }
    const CellPlace place{sheet.header_row, static_cast<std::uint32_t>(index + 1)};
    sheet.problems.push_back(
        {place,
         fmt::format("says neither plan nor actual: write \"Rencana {0}\" or \"Realisasi {0}\"",
                     sheet.headers[index])});
    return std::nullopt;
  }

  static void not_understood(Sheet& sheet, CellPlace place, const std::string& text) {
    if (text.empty()) {
      return;
    }
    if (is_bare_population(text)) {
      sheet.problems.push_back({place,
                                "leaves open whose people: write \"Penduduk Dilayani\" (of the "
                                "site) or \"Penduduk Distrik\""});
      return;
    }
    sheet.warnings.push_back(
        {place, fmt::format("column not understood and left out{}", nearest_header(text))});
  }

  /// The header again, as on the next printed page, or the numbers of its columns below it.
  [[nodiscard]] bool repeats_header(std::size_t index) const {
    const auto& cells = rows_[index];
    bool same = true;
    bool numbers = index == header_ + 1;
    std::size_t count = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto text = trimmed(cells[i]);
      if (text.empty()) {
        continue;
      }
      ++count;
      const auto& header = rows_[header_];
      same = same && i < header.size() && folded(header[i]) == folded(text);
      numbers = numbers && (text == fmt::to_string(count) || text == fmt::format("({})", count));
    }
    constexpr std::size_t kFewest = 3;
    return count >= 2 && (same || (numbers && count >= kFewest));
  }

  [[nodiscard]] bool is_sum(const std::vector<std::string>& cells, const Sheet& sheet) const {
    const auto first = std::find_if(
        cells.begin(), cells.end(), [](const auto& cell) { return !trimmed(cell).empty(); });
    return first != cells.end() && begins_a_sum(*first) && !names_a_site(cells, sheet);
  }

  /// Says both a name, which is no word for a sum, and a district.
  [[nodiscard]] static bool names_a_site(const std::vector<std::string>& cells,
                                         const Sheet& sheet) {
    const auto says = [&](Field field) {
      const auto* column = sheet.find(field);
      return column != nullptr && column->column <= cells.size() &&
             !is_blank(cells[column->column - 1]) && !begins_a_sum(cells[column->column - 1]);
    };
    return says(Field::site_name) && (says(Field::district) || says(Field::district_code));
  }

  void read_rows(Sheet& sheet) {
    bool follows = false;
    bool after_sum = false;
    for (auto i = header_ + 1; i < rows_.size(); ++i) {
      auto& cells = rows_[i];
      const auto row = static_cast<std::uint32_t>(i + 1);
      const auto count = filled(cells);
      if (count == 0) {
        follows = false;
      } else if (repeats_header(i)) {
        continue;
      } else if (is_sum(cells, sheet)) {
        follows = false;
        after_sum = true;
      } else if (is_note(cells, sheet, count, after_sum)) {
        follows = false;
        sheet.warnings.push_back(
            {{row, 1}, "was taken for a note beside the table, not for a site, and left out"});
      } else {
        refuse_cells_beyond(sheet, row, cells);
        sheet.rows.push_back({row, std::move(cells), follows});
        follows = true;
        after_sum = false;
      }
    }
  }

  /// A heading between groups of rows, or place, date and signature below the sum.
  [[nodiscard]] static bool is_note(const std::vector<std::string>& cells,
                                    const Sheet& sheet,
                                    std::size_t count,
                                    bool after_sum) {
    constexpr std::size_t kFew = 2;
    return !names_a_site(cells, sheet) && (count == 1 || (after_sum && count <= kFew));
  }

  static void refuse_cells_beyond(Sheet& sheet,
                                  std::uint32_t row,
                                  const std::vector<std::string>& cells) {
    for (auto i = sheet.headers.size(); i < cells.size(); ++i) {
      if (!trimmed(cells[i]).empty()) {
        sheet.problems.push_back(
            {{row, static_cast<std::uint32_t>(i + 1)},
             fmt::format("{} stands beyond the last header: does a cell before it hold a separator "
                         "and no quotes?",
                         shown(cells[i]))});
        return;
      }
    }
  }

  Rows rows_;
  std::size_t header_ = 0;
};

void refuse_unreadable_cells(Sheet& sheet) {
  for (const auto& row : sheet.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const CellPlace place{row.row, static_cast<std::uint32_t>(i + 1)};
      if (row.cells[i].find(kUnreadable) != std::string::npos) {
        sheet.problems.push_back(
            {place, "holds bytes that are no UTF-8: save the sheet as \"CSV UTF-8\""});
      } else if (is_formula_error(row.cells[i])) {
        sheet.problems.push_back({place,
                                  fmt::format("{} is what a broken formula or a narrow column "
                                              "shows: correct it in the spreadsheet",
                                              shown(row.cells[i]))});
      }
    }
  }
}

}  // namespace

const SheetColumn* Sheet::find(Field field) const {
  const auto at = std::find_if(columns.begin(), columns.end(), [&](const SheetColumn& known) {
    return known.heading.field == field;
  });
  return at == columns.end() ? nullptr : &*at;
}

Sheet read_sheet(std::string_view bytes) {
  Sheet sheet;
  auto decoded = decode_spreadsheet(bytes);
  if (decoded.problem) {
    sheet.problems.push_back({{1, 1}, *decoded.problem});
    return sheet;
  }
  std::string_view text = decoded.text;
  // Excel's own way to name the separator, in a line before all others.
  const bool named = lower(text.substr(0, 4)) == "sep=" && text.size() > 5;
  const char separator = named ? text[4] : find_separator(text);
  auto csv = parse_csv(text, separator);
  sheet.problems = std::move(csv.problems);
  if (decoded.windows_1252) {
    sheet.warnings.push_back(
        {{1, 1}, "is no UTF-8 and was read as Windows-1252: check names with accents"});
  }
  SheetReader(std::move(csv.rows)).read(sheet);
  refuse_unreadable_cells(sheet);
  return sheet;
}

}  // namespace pantau::config
