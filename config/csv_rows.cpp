// SPDX-License-Identifier: Apache-2.0
#include "config/csv_rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/csv_dates.hpp"
#include "config/csv_encoding.hpp"
#include "config/csv_names.hpp"
#include "config/table_reader.hpp"
#include "config/toml_text.hpp"

namespace pantau::config {

namespace {

std::string date_toml(const CellDate& value, bool with_time) {
  auto text = format_date(value.date);
  if (with_time && value.time) {
    const std::chrono::hh_mm_ss time{*value.time};
    text += fmt::format(
        "T{:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(), time.seconds().count());
  }
  return text;
}

}  // namespace

CellPlace RowReader::place(Field field) const {
  const auto* const column = sheet_.find(field);
  return {row_.row, column == nullptr ? 1 : column->column};
}

std::string_view RowReader::text_at(std::uint32_t column) const {
  const auto cell = trimmed(row_.cell(column));
  return is_blank(cell) || unusable_at(column) ? std::string_view{} : cell;
}

bool RowReader::unusable_at(std::uint32_t column) const {
  const auto cell = row_.cell(column);
  return is_formula_error(cell) || cell.find(kUnreadable) != std::string_view::npos;
}

std::string_view RowReader::text(Field field) const {
  const auto* const column = sheet_.find(field);
  return column == nullptr ? std::string_view{} : text_at(column->column);
}

bool RowReader::unusable(Field field) const {
  const auto* const column = sheet_.find(field);
  return column != nullptr && unusable_at(column->column);
}

bool RowReader::says_any(std::initializer_list<Field> fields) const {
  return std::any_of(fields.begin(), fields.end(), [this](Field field) { return says(field); });
}

void RecordTaker::text(Field field, std::string_view key) {
  take(
      field,
      key,
      [](std::string_view cell) {
        return CellReading<std::string>{one_line(cell), "", ""};
      },
      [](const std::string& value) { return toml_string(value); });
}

void RecordTaker::date(Field field, std::string_view key) {
  const auto* const column = row_.sheet().find(field);
  if (column != nullptr) {
    date_at(column->column, key, false);
  }
}

void RecordTaker::date_at(std::uint32_t column, std::string_view key, bool with_time) {
  take_at(column, key, read_date, [with_time](const CellDate& value) {
    return date_toml(value, with_time);
  });
}

void RecordTaker::texts(Field field, std::string_view key, std::string_view separators) {
  take(
      field,
      key,
      [separators](std::string_view cell) {
        return CellReading<std::vector<std::string>>{parts_of_cell(cell, separators), "", ""};
      },
      [](const std::vector<std::string>& values) {
        return values.empty() ? std::string{} : toml_list(values);
      });
}

void RecordTaker::count(Field field, std::string_view key) {
  take(field, key, read_count, [](std::int64_t value) { return fmt::to_string(value); });
}

void RecordTaker::degrees(Field field, std::string_view key) {
  take(
      field,
      key,
      [field](std::string_view cell) { return read_degrees(cell, field == Field::latitude); },
      toml_number);
}

void RecordTaker::word(Field field,
                       std::string_view key,
                       CellReading<std::string> (*read)(std::string_view)) {
  take(field, key, read, [](const std::string& value) {
    return value.empty() ? std::string{} : toml_string(value);
  });
}

std::vector<std::string> parts_of_cell(std::string_view cell, std::string_view separators) {
  std::vector<std::string> parts;
  while (!cell.empty()) {
    const auto end = std::min(cell.find_first_of(separators), cell.size());
    auto part = one_line(cell.substr(0, end));
    cell.remove_prefix(std::min(end + 1, cell.size()));
    if (!is_blank(part) && std::find(parts.begin(), parts.end(), part) == parts.end()) {
      parts.push_back(std::move(part));
    }
  }
  return parts;
}

}  // namespace pantau::config
