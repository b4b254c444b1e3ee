// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "config/csv_cells.hpp"
#include "config/csv_known.hpp"
#include "config/csv_records.hpp"
#include "config/csv_sheet.hpp"

namespace pantau::config {

/// What every part of an import reads from and writes to.
struct ImportDesk {
  const Sheet& sheet;
  const KnownInventory& known;
  InventoryRecords& records;
  Complaints& complaints;
};

/// The cells of one row by what their columns mean.
class RowReader {
 public:
  RowReader(const Sheet& sheet, const SheetRow& row) : sheet_(sheet), row_(row) {}

  [[nodiscard]] std::uint32_t row() const { return row_.row; }

  /// Stands directly below another row of the table.
  [[nodiscard]] bool follows() const { return row_.follows; }

  /// Of the first column where there is no such column.
  [[nodiscard]] CellPlace place(Field field) const;

  /// Trimmed; empty for a blank cell, a missing column and an unusable() cell.
  [[nodiscard]] std::string_view text(Field field) const;

  /// A broken formula or bytes that are no text, which the sheet has reported.
  [[nodiscard]] bool unusable(Field field) const;

  [[nodiscard]] bool says(Field field) const { return !text(field).empty() || unusable(field); }

  [[nodiscard]] bool says_any(std::initializer_list<Field> fields) const;

  [[nodiscard]] std::string_view text_at(std::uint32_t column) const;
  [[nodiscard]] bool unusable_at(std::uint32_t column) const;

  [[nodiscard]] const Sheet& sheet() const { return sheet_; }

 private:
  const Sheet& sheet_;
  const SheetRow& row_;
};

/// Takes cells of a row into a record, each read by one of the functions of csv_cells, csv_dates or
/// csv_words. Says so when one cannot be read.
class RecordTaker {
 public:
  RecordTaker(const RowReader& row, Record& record, Contradiction of_known, Complaints& complaints)
      : row_(row), record_(record), of_known_(of_known), complaints_(complaints) {}

  /// \param read  from the text of a cell to a CellReading
  /// \param write  from its value to TOML
  template <typename Read, typename Write>
  void take(Field field, std::string_view key, Read read, Write write) {
    const auto* const column = row_.sheet().find(field);
    if (column != nullptr) {
      take_at(column->column, key, read, write);
    }
  }

  template <typename Read, typename Write>
  void take_at(std::uint32_t column, std::string_view key, Read read, Write write) {
    const auto text = row_.text_at(column);
    if (text.empty()) {
      if (row_.unusable_at(column)) {
        record_.unread.emplace(key);
      }
      return;
    }
    const CellPlace place{row_.row(), column};
    auto reading = read(text);
    if (!reading.value) {
      complaints_.problem(place, std::move(reading.problem));
      record_.unread.emplace(key);
      return;
    }
    if (!reading.guess.empty()) {
      complaints_.warning(place, std::move(reading.guess));
    }
    put_at(column, key, write(*reading.value));
  }

  /// A value that is read already; empty: nothing to say.
  void put_at(std::uint32_t column, std::string_view key, std::string toml) {
    if (!toml.empty()) {
      put(record_,
          {std::string{key}, std::move(toml), {row_.row(), column}},
          of_known_,
          complaints_);
    }
  }

  void put_value(Field field, std::string_view key, std::string toml) {
    put_at(row_.place(field).column, key, std::move(toml));
  }

  // The usual kinds of columns.
  void text(Field field, std::string_view key);
  void date(Field field, std::string_view key);
  void date_at(std::uint32_t column, std::string_view key, bool with_time);
  /// A list of texts, separated by any of `separators`.
  void texts(Field field, std::string_view key, std::string_view separators);
  void count(Field field, std::string_view key);
  void degrees(Field field, std::string_view key);
  void word(Field field, std::string_view key, CellReading<std::string> (*read)(std::string_view));

 private:
  const RowReader& row_;
  Record& record_;
  Contradiction of_known_;
  Complaints& complaints_;
};

/// The parts of a cell that are not blank, each on one line.
[[nodiscard]] std::vector<std::string> parts_of_cell(std::string_view cell,
                                                     std::string_view separators);

}  // namespace pantau::config
