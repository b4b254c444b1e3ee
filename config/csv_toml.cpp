// SPDX-License-Identifier: Apache-2.0
#include "config/csv_toml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "config/toml_text.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

/// Wider values do not push the columns of all other rows aside.
constexpr std::size_t kWidestAligned = 44;

/// Characters, which is what the parser counts, too.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

/// One key with its value, and where inside it values of cells begin.
struct TomlCell {
  std::string text;
  std::vector<std::pair<std::size_t, CellPlace>> values;  ///< characters from the start

  void value(std::string_view toml, CellPlace from) {
    values.emplace_back(width_of(text), from);
    text += toml;
  }
};

/// The keys of a table inside the table, in their order; nothing for a key that is none.
std::vector<std::string_view> inner_keys(std::string_view key) {
  std::vector<std::string_view> keys;
  if (key == "planned" || key == "actual") {
    for (const auto& [word, stage] : kStageWords) {
      keys.push_back(word);
    }
  } else if (key == "hold") {
    keys = {"kind", "since", "until", "reason", "to"};
  }
  return keys;
}

TomlCell cell_of(const Record& record, const std::string& key) {
  TomlCell cell;
  if (key == "id") {
    cell.text = "id = ";
    cell.value(toml_string(record.id), record.from);
    return cell;
  }
  if (const auto* value = record.find(key)) {
    cell.text = fmt::format("{} = ", key);
    cell.value(value->toml, value->from);
    return cell;
  }
  for (const auto inner : inner_keys(key)) {
    if (const auto* value = record.find(fmt::format("{}.{}", key, inner))) {
      cell.text += cell.text.empty() ? fmt::format("{} = {{ {} = ", key, inner)
                                     : fmt::format(", {} = ", inner);
      cell.value(value->toml, value->from);
    }
  }
  cell.text += cell.text.empty() ? "" : " }";
  return cell;
}

using TomlRow = std::vector<TomlCell>;

std::vector<std::size_t> widths_of(const std::vector<TomlRow>& rows, std::size_t columns) {
  std::vector<std::size_t> widths(columns, 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < columns; ++i) {
      const auto width = width_of(row[i].text);
      if (width <= kWidestAligned) {
        widths[i] = std::max(widths[i], width);
      }
    }
  }
  return widths;
}

/// A row's text; `places` gets the cells behind it by character, from 1.
std::string row_text(const TomlRow& row,
                     const std::vector<std::size_t>& widths,
                     std::map<std::uint32_t, CellPlace>& places) {
  std::string text = "  { ";
  std::size_t width = text.size();
  std::size_t padding = 0;
  bool first = true;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto own = width_of(row[i].text);
    if (own == 0) {
      padding += widths[i] > 0 ? widths[i] + 2 : 0;
      continue;
    }
    const std::string before = (first ? "" : ", ") + std::string(padding, ' ');
    text += before;
    width += before.size();
    for (const auto& [offset, from] : row[i].values) {
      places.emplace(static_cast<std::uint32_t>(width + offset + 1), from);
    }
    text += row[i].text;
    width += own;
    padding = widths[i] > own ? widths[i] - own : 0;
    first = false;
  }
  return text + " },";
}

}  // namespace

void InventoryToml::line(const std::string& words) {
  text_ += words + "\n";
  ++lines_;
}

void InventoryToml::comment(const std::string& words) {
  line("# " + words);
}

void InventoryToml::rows(const std::string& table,
                         const std::vector<std::string>& keys,
                         const std::vector<const Record*>& records) {
  std::vector<TomlRow> rows;
  std::vector<CellPlace> from;
  for (const auto* record : records) {
    if (!record->known_at.empty()) {
      continue;
    }
    TomlRow row;
    row.reserve(keys.size());
    for (const auto& key : keys) {
      row.push_back(cell_of(*record, key));
    }
    rows.push_back(std::move(row));
    from.push_back(record->from);
  }
  if (rows.empty()) {
    return;
  }
  const auto widths = widths_of(rows, keys.size());
  line("");
  line(table + " = [");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& places = cells_[lines_ + 1];
    places.emplace(1, from[i]);
    line(row_text(rows[i], widths, places));
  }
  line("]");
}

CellPlace InventoryToml::cell_at(std::uint32_t line, std::uint32_t column) const {
  const auto at = cells_.find(line);
  if (at == cells_.end()) {
    return {};
  }
  const auto after = at->second.upper_bound(column);
  return after == at->second.begin() ? CellPlace{} : std::prev(after)->second;
}

void write_inventory(InventoryToml& toml, const InventoryRecords& records) {
  toml.rows("district",
            {"id", "name", "code", "class", "population", "population_year"},
            records.districts.all());
  toml.rows("phase", {"id", "name", "start", "end"}, records.phases.all());
  toml.rows("provider", {"id", "name", "contact"}, records.providers.all());
  toml.rows("contract",
            {"id",
             "provider",
             "number",
             "start",
             "end",
             "free_until",
             "target",
             "formula",
             "fee_per_month",
             "restitution"},
            records.contracts.all());
  toml.rows("site",
            {"id",
             "name",
             "district",
             "phase",
             "latitude",
             "longitude",
             "serves_population",
             "services",
             "contacts",
             "weight",
             "planned",
             "actual",
             "hold"},
            records.sites.all());
  toml.rows("link",
            {"id",
             "site",
             "template",
             "technology",
             "role",
             "provider",
             "contract",
             "address",
             "capacity_down",
             "capacity_up",
             "quota_per_month",
             "parents"},
            records.links.all());
}

}  // namespace pantau::config
