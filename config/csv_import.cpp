// SPDX-License-Identifier: Apache-2.0
#include "config/csv_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "config/csv_inventory.hpp"
#include "config/csv_known.hpp"
#include "config/csv_names.hpp"
#include "config/csv_records.hpp"
#include "config/csv_sheet.hpp"
#include "config/csv_toml.hpp"

namespace pantau::config {

namespace {

/// Stands for the text that is made, in the places of the rules of the configuration.
constexpr std::string_view kMade = "(import)";

/// A screen does not take more; the rest is counted.
constexpr std::size_t kMostProblems = 10'000;

/// So that all other rules can be checked although a cell that they need could not be read: what is
/// put in here is never printed, since there is a problem already.
void stand_in(InventoryRecords& records) {
  const auto give = [](Record& record, std::string key, std::string toml) {
    if (record.known_at.empty() && record.find(key) == nullptr) {
      record.values.push_back({std::move(key), std::move(toml), {}});
    }
  };
  const auto named = [&give](Records& list) {
    auto& record = *list.get("not-to-be-told", {}).first;
    give(record, "name", "\"?\"");
  };
  named(records.districts);
  named(records.providers);
  const auto give_if_unread = [&give](Record& record, std::string key, std::string toml) {
    if (record.unread.contains(key)) {
      give(record, std::move(key), std::move(toml));
    }
  };
  for (auto* site : records.sites.all()) {
    give_if_unread(*site, "latitude", "0.0");
    give_if_unread(*site, "longitude", "0.0");
    give_if_unread(*site, "hold.kind", "\"on_hold\"");
    give(*site, "name", "\"?\"");
    give(*site, "district", "\"not-to-be-told\"");
  }
  for (auto* contract : records.contracts.all()) {
    give(*contract, "provider", "\"not-to-be-told\"");
    give(*contract, "start", "2000-01-01");
    give(*contract, "target", "0.95");
  }
  for (auto* link : records.links.all()) {
    if (link->find("template") == nullptr) {
      give(*link, "technology", "\"radio\"");
    }
  }
}

class Importer {
 public:
  Importer(std::string_view bytes, const CsvImportOptions& options)
      : options_(options), sheet_(read_sheet(bytes)) {}

  CsvImport import() {
    complaints_.problems = std::exchange(sheet_.problems, {});
    complaints_.warnings = std::exchange(sheet_.warnings, {});
    const KnownInventory known(options_.known);
    auto records = read_inventory(sheet_, known, complaints_);
    if (sheet_.header_row > 0 && sheet_.rows.empty()) {
      complaints_.problem({sheet_.header_row, 1}, "no row of a site stands below the headers");
    }
    write(records);
    if (!complaints_.problems.empty()) {
      stand_in(records);
      toml_ = {};
      write(records);
    }
    check();
    return outcome();
  }

 private:
  void write(const InventoryRecords& records) {
    toml_.comment(fmt::format("From {} by pantau import csv. Dates were read day first:",
                              one_line(options_.file)));
    toml_.comment("03/04/2025 is 3 April 2025.");
    write_inventory(toml_, records);
  }

  /// The rules of the configuration are the last word; what they refuse is a problem of a cell.
  void check() {
    const auto outcome =
        load_with(options_.configuration, {std::string{kMade}, toml_.text()}, options_.load);
    std::set<CellPlace> known;
    for (const auto& problem : complaints_.problems) {
      known.insert(problem.place);
    }
    for (const auto& problem : outcome.problems) {
      const auto cell = cell_of(problem);
      if (!known.contains(cell)) {
        complaints_.problem(cell, in_rows(problem));
      }
    }
    for (const auto& warning : outcome.warnings) {
      // Of the whole configuration, such as that it has no anchors, `pantau check` warns.
      const bool of_cell = warning.place.file == kMade &&
                           toml_.cell_at(warning.place.line, warning.place.column).row > 0;
      if (of_cell) {
        complaints_.warning(cell_of(warning), in_rows(warning));
      }
    }
  }

  [[nodiscard]] CellPlace cell_of(const Problem& problem) const {
    const auto cell = problem.place.file == kMade
                          ? toml_.cell_at(problem.place.line, problem.place.column)
                          : CellPlace{};
    return cell.row == 0 ? CellPlace{std::max(sheet_.header_row, 1U), 1} : cell;
  }

  /// The text of a rule, lines of the made text replaced by the rows they came from.
  [[nodiscard]] std::string in_rows(const Problem& problem) const {
    auto text = problem.place.file == kMade ? problem.text : to_string(problem);
    const auto mark = fmt::format("{}:", kMade);
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
      auto end = at + mark.size();
      std::uint32_t line = 0;
      while (end < text.size() && text[end] >= '0' && text[end] <= '9') {
        line = line * 10 + static_cast<std::uint32_t>(text[end++] - '0');
      }
      const auto row = toml_.cell_at(line, 1).row;
      text.replace(at, end - at, fmt::format("row {}", row));
    }
    return text;
  }

  CsvImport outcome() {
    CsvImport result;
    result.problems = sorted(std::move(complaints_.problems));
    result.warnings = merged(sorted(std::move(complaints_.warnings)));
    result.headers = std::move(sheet_.headers);
    result.header_row = sheet_.header_row;
    if (result.problems.empty()) {
      result.toml = toml_.text();
    }
    return result;
  }

  static std::vector<CellProblem> sorted(std::vector<CellProblem> list) {
    std::sort(list.begin(), list.end(), [](const CellProblem& a, const CellProblem& b) {
      return std::tie(a.place, a.text) < std::tie(b.place, b.text);
    });
    list.erase(std::unique(list.begin(), list.end()), list.end());
    if (list.size() > kMostProblems) {
      const auto more = list.size() - kMostProblems;
      list.resize(kMostProblems);
      list.push_back({list.back().place, fmt::format("and {} more problems", more)});
    }
    return list;
  }

  /// The same words in one column are said once, with how often.
  static std::vector<CellProblem> merged(std::vector<CellProblem> list) {
    std::map<std::pair<std::uint32_t, std::string>, std::size_t> counts;
    for (const auto& warning : list) {
      ++counts[{warning.place.column, warning.text}];
    }
    std::vector<CellProblem> result;
    for (auto& warning : list) {
      const auto count = std::exchange(counts[{warning.place.column, warning.text}], 0);
      if (count > 1) {
        warning.text += fmt::format(" (and so in {} more row{})", count - 1, count == 2 ? "" : "s");
      }
      if (count > 0) {
        result.push_back(std::move(warning));
      }
    }
    return result;
  }

  const CsvImportOptions& options_;
  Sheet sheet_;
  Complaints complaints_;
  InventoryToml toml_;
};

}  // namespace

CsvImport import_csv(std::string_view bytes, const CsvImportOptions& options) {
  return Importer(bytes, options).import();
}

std::string to_string(const CellProblem& problem, const CsvImport& import, std::string_view file) {
  const auto column = problem.place.column;
  const auto header =
      column >= 1 && column <= import.headers.size() ? import.headers[column - 1] : std::string{};
  // A file that has no table has no column either.
  return fmt::format("{}:{}:{}{}: {}",
                     file,
                     problem.place.row,
                     column,
                     header.empty() ? "" : fmt::format(" {}", shown(header)),
                     problem.text);
}

}  // namespace pantau::config
