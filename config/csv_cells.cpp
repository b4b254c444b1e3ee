// SPDX-License-Identifier: Apache-2.0
#include "config/csv_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include "config/csv_names.hpp"
#include "config/quantity.hpp"

namespace pantau::config {

namespace {

bool is_figure(char c) {
  return c >= '0' && c <= '9';
}

/// A minus sign or dash of any kind at the start is replaced by '-'.
std::string with_plain_minus(std::string_view text) {
  constexpr std::array<std::string_view, 3> kMinus{
      "\xE2\x88\x92", "\xE2\x80\x93", "\xE2\x80\x90"};  // U+2212, U+2013, U+2010
  for (const auto sign : kMinus) {
    if (text.starts_with(sign)) {
      return fmt::format("-{}", trimmed(text.substr(sign.size())));
    }
  }
  return std::string{text};
}

std::optional<double> to_double(std::string_view text) {
  double value = 0;
  const auto* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  return error == std::errc{} && at == end && std::isfinite(value) ? std::optional{value}
                                                                   : std::nullopt;
}

/// One decimal comma or point, no thousands separators, no exponent.
std::optional<double> plain_decimal(std::string_view cell) {
  auto text = with_plain_minus(trimmed(cell));
  std::replace(text.begin(), text.end(), ',', '.');
  const auto unsigned_part = std::string_view{text}.substr(text.starts_with('-') ? 1 : 0);
  const bool plain = !unsigned_part.empty() && is_figure(unsigned_part.front()) &&
                     is_figure(unsigned_part.back()) &&
                     std::count(text.begin(), text.end(), '.') <= 1;
  return plain ? to_double(text) : std::nullopt;
}

/// Joins groups of three: "2.103" is "2103", "12.500.000" "12500000"; nothing when the groups are
/// not of three, or joined by different characters.
std::optional<std::string> without_thousands(std::string_view text) {
  std::string figures;
  char joint = 0;
  std::size_t group = 0;
  for (const char c : text) {
    if (is_figure(c)) {
      figures += c;
      ++group;
      continue;
    }
    const bool separates = c == '.' || c == ',' || c == ' ' || c == '\'';
    const bool first = joint == 0 && group >= 1 && group <= 3;
    if (!separates || (!first && (c != joint || group != 3))) {
      return std::nullopt;
    }
    joint = c;
    group = 0;
  }
  return joint == 0 || group == 3 ? std::optional{figures} : std::nullopt;
}

/// ",00" or ".0" at the end of a whole number that a sheet shows with decimals; and ",-" of money.
std::string_view without_zero_decimals(std::string_view text) {
  for (const std::string_view end : {",-", ".-", ",00", ".00", ",0", ".0"}) {
    if (text.ends_with(end)) {
      return text.substr(0, text.size() - end.size());
    }
  }
  return text;
}

std::optional<std::int64_t> whole_number(std::string_view cell) {
  const auto joined = without_thousands(trimmed(without_zero_decimals(trimmed(cell))));
  if (!joined || joined->empty() || joined->size() > 18) {
    return std::nullopt;
  }
  std::int64_t value = 0;
  std::from_chars(joined->data(), joined->data() + joined->size(), value);
  return value;
}

std::string_view without_suffix(std::string_view text, std::string_view suffix) {
  return lower(text).ends_with(suffix) ? trimmed(text.substr(0, text.size() - suffix.size()))
                                       : text;
}

/// "4°14'49\"": degrees, minutes, seconds by any of their signs.
std::optional<double> sexagesimal(std::string_view text) {
  auto plain = with_plain_minus(text);
  for (const std::string_view sign : {"°", "º", "′", "’", "″", "”", "''", "'", "\"", "|"}) {
    for (auto at = plain.find(sign); at != std::string::npos; at = plain.find(sign)) {
      plain.replace(at, sign.size(), " ");
    }
  }
  std::array<double, 3> parts{};
  std::size_t count = 0;
  for (auto rest = trimmed(plain); !rest.empty(); ++count) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto value = plain_decimal(rest.substr(0, end));
    if (!value || count == parts.size() || (count > 0 && (*value < 0 || *value >= 60))) {
      return std::nullopt;
    }
    parts.at(count) = *value;
    rest = trimmed(rest.substr(end));
  }
  if (count == 0) {
    return std::nullopt;
  }
  const double sign = trimmed(plain).starts_with('-') ? -1 : 1;
  return sign * (std::abs(parts[0]) + parts[1] / 60 + parts[2] / 3600);
}

/// What stands behind or before a coordinate, and its sign.
std::pair<std::string_view, double> hemisphere(std::string_view text, bool latitude) {
  struct Side {
    std::string_view word;
    bool latitude;
    double sign;
  };

  constexpr std::array<Side, 8> kSides{{{"ls", true, -1},
                                        {"lu", true, 1},
                                        {"bt", false, 1},
                                        {"bb", false, -1},
                                        {"s", true, -1},
                                        {"n", true, 1},
                                        {"e", false, 1},
                                        {"w", false, -1}}};
  const auto small = lower(text);
  for (const auto& side : kSides) {
    if (side.latitude != latitude) {
      continue;
    }
    if (small.ends_with(side.word)) {
      return {trimmed(text.substr(0, text.size() - side.word.size())), side.sign};
    }
    if (small.starts_with(side.word)) {
      return {trimmed(text.substr(side.word.size())), side.sign};
    }
  }
  return {text, 0};
}

/// "4 Mbps" to "4Mbit/s", "50 gb" to "50GB"; `unit` when the cell has none.
std::string quantity_text(std::string_view cell, std::string_view unit) {
  auto text = lower(trimmed(cell));
  if (!text.empty() && is_figure(text.back())) {
    text += lower(unit);
  }
  std::string number;
  std::string letters;
  for (const char c : text) {
    if (is_figure(c) || c == '.' || c == ',') {
      number += c == ',' ? '.' : c;
    } else if (c != ' ') {
      letters += c;
    }
  }
  static const std::vector<std::pair<std::string_view, std::string_view>> kUnits{
      {"bps", "bit/s"},     {"kbps", "kbit/s"},   {"mbps", "Mbit/s"},    {"gbps", "Gbit/s"},
      {"kb/s", "kbit/s"},   {"mb/s", "Mbit/s"},   {"gb/s", "Gbit/s"},    {"kbit/s", "kbit/s"},
      {"mbit/s", "Mbit/s"}, {"gbit/s", "Gbit/s"}, {"mbits/s", "Mbit/s"}, {"mb", "MB"},
      {"gb", "GB"},         {"tb", "TB"},         {"kb", "kB"},          {"mib", "MiB"},
      {"gib", "GiB"},       {"gb/bulan", "GB"},   {"tb/bulan", "TB"},    {"gb/bln", "GB"}};
  const auto at = std::find_if(
      kUnits.begin(), kUnits.end(), [&](const auto& known) { return known.first == letters; });
  return number + std::string{at == kUnits.end() ? std::string_view{letters} : at->second};
}

}  // namespace

bool is_blank(std::string_view cell) {
  constexpr std::array<std::string_view, 18> kNothing{"",
                                                      "-",
                                                      "--",
                                                      "---",
                                                      "–",
                                                      "—",
                                                      "n/a",
                                                      "na",
                                                      "#n/a",
                                                      "nihil",
                                                      "tidak ada",
                                                      "belum",
                                                      "belum ada",
                                                      "null",
                                                      "none",
                                                      "tbd",
                                                      "tba",
                                                      "?"};
  const auto text = lower(trimmed(cell));
  return std::find(kNothing.begin(), kNothing.end(), text) != kNothing.end();
}

bool is_formula_error(std::string_view cell) {
  constexpr std::array<std::string_view, 8> kErrors{
      "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#nama?", "err:502"};
  const auto text = lower(trimmed(cell));
  return std::find(kErrors.begin(), kErrors.end(), text) != kErrors.end() ||
         (text.size() >= 3 && text.find_first_not_of('#') == std::string::npos);
}

CellReading<std::int64_t> read_count(std::string_view cell) {
  auto text = trimmed(cell);
  for (const std::string_view unit : {"jiwa", "orang", "people", "penduduk"}) {
    text = without_suffix(text, unit);
  }
  if (const auto value = whole_number(text)) {
    return {value, "", ""};
  }
  return unreadable<std::int64_t>(
      fmt::format("{} is no whole number: write 2103 or 2.103", shown(cell)));
}

CellReading<std::int64_t> read_rupiah(std::string_view cell) {
  auto text = trimmed(cell);
  for (const std::string_view sign : {"idr", "rp.", "rp"}) {
    if (lower(text).starts_with(sign)) {
      text = trimmed(text.substr(sign.size()));
      break;
    }
  }
  if (const auto value = whole_number(text)) {
    return {value, "", ""};
  }
  return unreadable<std::int64_t>(
      fmt::format("{} is no sum in whole rupiah: write Rp 12.500.000", shown(cell)));
}

CellReading<double> read_number(std::string_view cell) {
  if (const auto value = plain_decimal(cell)) {
    return {value, "", ""};
  }
  return unreadable<double>(fmt::format("{} is no number: write 1,5 or 1.5", shown(cell)));
}

CellReading<double> read_ratio(std::string_view cell) {
  auto text = trimmed(cell);
  const bool percent = text.ends_with('%');
  if (percent) {
    text = trimmed(text.substr(0, text.size() - 1));
  }
  const auto value = plain_decimal(text);
  const double most = percent ? 100 : 1;
  if (!value || *value < 0 || *value > 100) {
    return unreadable<double>(
        fmt::format("{} is no availability: write 95 % or 0,95", shown(cell)));
  }
  if (!percent && *value <= most) {
    return {value, "", ""};
  }
  // By decimal places, so that 99.9 % is 0.999 and nothing beside it.
  constexpr double kPlaces = 1e8;
  return {std::round(*value * kPlaces) / (kPlaces * 100), "", ""};
}

CellReading<double> read_degrees(std::string_view cell, bool latitude) {
  const auto [text, sign] = hemisphere(trimmed(cell), latitude);
  const auto value = sexagesimal(text);
  const auto* const example = latitude ? "-4,247 or 4°14'49\" LS" : "137,6 or 137°36'00\" BT";
  if (!value || (sign != 0 && *value < 0)) {
    return unreadable<double>(
        fmt::format("{} is no position in degrees: write {}", shown(cell), example));
  }
  const double limit = latitude ? 90 : 180;
  if (std::abs(*value) > limit) {
    const bool swapped = latitude && std::abs(*value) <= 180;
    return unreadable<double>(
        fmt::format("{} lies outside -{} to {} degrees: {} write {}",
                    shown(cell),
                    limit,
                    limit,
                    swapped ? "are Lintang and Bujur swapped?" : "has its decimal comma been lost?",
                    example));
  }
  // Seven places are a centimetre; minutes and seconds would have more than anybody measured.
  constexpr double kPlaces = 1e7;
  return {std::round((sign < 0 ? -*value : *value) * kPlaces) / kPlaces, "", ""};
}

CellReading<std::string> read_rate_text(std::string_view cell, std::string_view unit) {
  auto text = quantity_text(cell, unit);
  if (parse_rate(text)) {
    return {std::move(text), "", ""};
  }
  return unreadable<std::string>(fmt::format("{} is no rate: write 4 Mbps", shown(cell)));
}

CellReading<std::string> read_size_text(std::string_view cell, std::string_view unit) {
  auto text = quantity_text(cell, unit);
  if (parse_size(text)) {
    return {std::move(text), "", ""};
  }
  return unreadable<std::string>(fmt::format("{} is no amount of data: write 50 GB", shown(cell)));
}

}  // namespace pantau::config
