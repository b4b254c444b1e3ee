// SPDX-License-Identifier: Apache-2.0
/// \file
/// Figures as Indonesian and English spreadsheets write them. Every function takes a cell that says
/// something (is_blank() is false); none of them depends on the language of this machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pantau::config {

/// A value, or what is wrong and what to write.
template <typename T>
struct CellReading {
  std::optional<T> value;
  std::string problem;  ///< empty with a value
  std::string guess;  ///< with a value that may have been meant otherwise: how it was taken
};

template <typename T>
[[nodiscard]] CellReading<T> unreadable(std::string problem) {
  return {std::nullopt, std::move(problem), ""};
}

/// Empty, or a sign or word for "nothing here": "-", "n/a", "nihil", "belum ada".
[[nodiscard]] bool is_blank(std::string_view cell);

/// "#REF!", "#N/A" is not among them: what a broken formula shows.
[[nodiscard]] bool is_formula_error(std::string_view cell);

/// "2103", "2.103", "2,103", "2 103", "2.103,00", with `unit` words behind ("jiwa").
[[nodiscard]] CellReading<std::int64_t> read_count(std::string_view cell);

/// Whole rupiah: "12500000", "Rp 12.500.000", "Rp12.500.000,-", "IDR 12,500,000.00".
[[nodiscard]] CellReading<std::int64_t> read_rupiah(std::string_view cell);

/// "0,5", "1.25": one decimal comma or point.
[[nodiscard]] CellReading<double> read_number(std::string_view cell);

/// "95%", "95 %", "99,5 %", "0,95", "95": 0 to 1; above 1 it is a percentage.
[[nodiscard]] CellReading<double> read_ratio(std::string_view cell);

/// "-4,247", "4,247 LS", "4°14'49\\" LS", "137.6 BT", degrees north or east.
[[nodiscard]] CellReading<double> read_degrees(std::string_view cell, bool latitude);

/// As TOML wants it: "4Mbit/s". `unit` is that of the header and may be empty.
[[nodiscard]] CellReading<std::string> read_rate_text(std::string_view cell, std::string_view unit);

/// As TOML wants it: "50GB".
[[nodiscard]] CellReading<std::string> read_size_text(std::string_view cell, std::string_view unit);

}  // namespace pantau::config
