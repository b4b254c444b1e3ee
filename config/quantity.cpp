// SPDX-License-Identifier: Apache-2.0
#include "config/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace pantau::config {

namespace {

struct DurationUnit {
  std::string_view name;
  std::int64_t nanoseconds;
};

constexpr std::array<DurationUnit, 7> kDurationUnits{{{"d", 86'400'000'000'000},
                                                      {"h", 3'600'000'000'000},
                                                      {"m", 60'000'000'000},
                                                      {"s", 1'000'000'000},
                                                      {"ms", 1'000'000},
                                                      {"us", 1'000},
                                                      {"ns", 1}}};

struct Factor {
  std::string_view name;
  double factor;
};

constexpr std::array<Factor, 9> kPrefixes{{{"", 1},
                                           {"k", 1e3},
                                           {"M", 1e6},
                                           {"G", 1e9},
                                           {"T", 1e12},
                                           {"Ki", 1024.0},
                                           {"Mi", 1048576.0},
                                           {"Gi", 1073741824.0},
                                           {"Ti", 1099511627776.0}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

std::string_view take_letters(std::string_view& text) {
  const auto end =
      std::find_if(text.begin(), text.end(), [](char c) { return c < 'a' || c > 'z'; });
  const auto letters = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(letters.size());
  return letters;
}

/// `whole`.`fraction` units in nanoseconds; nothing when it overflows or is finer than a
/// nanosecond.
std::optional<std::int64_t> scaled(std::string_view whole,
                                   std::string_view fraction,
                                   std::int64_t unit) {
  std::int64_t total = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), total);
  if (error != std::errc{} || end != whole.data() + whole.size() ||
      __builtin_mul_overflow(total, unit, &total)) {
    return std::nullopt;
  }
  std::int64_t step = unit;
  for (const char c : fraction) {
    const std::int64_t digit = c - '0';
    if (digit != 0 && step % 10 != 0) {
      return std::nullopt;
    }
    step /= 10;
    if (__builtin_add_overflow(total, digit * step, &total)) {
      return std::nullopt;
    }
  }
  return total;
}

/// One "1.5s"; `unit` is the index of the unit used last, and must grow.
std::optional<std::int64_t> take_part(std::string_view& text, std::size_t& next_unit) {
  const auto whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
    if (fraction.empty()) {
      return std::nullopt;
    }
  }
  const auto name = take_letters(text);
  for (std::size_t i = next_unit; i < kDurationUnits.size(); ++i) {
    if (kDurationUnits.at(i).name == name) {
      next_unit = i + 1;
      return scaled(whole, fraction, kDurationUnits.at(i).nanoseconds);
    }
  }
  return std::nullopt;
}

/// A decimal number in front of `text`: digits, a point and digits; no sign, no exponent.
std::optional<double> take_number(std::string_view& text) {
  const auto end =
      std::find_if_not(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
  const auto digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  double number = 0;
  const auto* const last = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), last, number, std::chars_format::fixed);
  if (digits.empty() || !is_digit(digits.front()) || !is_digit(digits.back()) ||
      error != std::errc{} || stop != last || !std::isfinite(number)) {
    return std::nullopt;
  }
  text.remove_prefix(digits.size());
  return number;
}

std::optional<double> prefix_factor(std::string_view name) {
  const auto* const at = std::find_if(
      kPrefixes.begin(), kPrefixes.end(), [&](const Factor& f) { return f.name == name; });
  return at == kPrefixes.end() ? std::nullopt : std::optional{at->factor};
}

std::optional<double> parse_scaled(std::string_view text, std::string_view unit) {
  const auto number = take_number(text);
  if (!number || !text.ends_with(unit)) {
    return std::nullopt;
  }
  text.remove_suffix(unit.size());
  const auto factor = prefix_factor(text);
  return factor ? std::optional{*number * *factor} : std::nullopt;
}

/// The largest decimal prefix that leaves a short number which reads back to the same value.
std::string format_scaled(double value, std::string_view unit) {
  for (std::size_t i = 4; i > 0; --i) {
    const auto& prefix = kPrefixes.at(i);
    const double number = value / prefix.factor;
    const auto text = fmt::format("{}", number);
    if (number >= 1 && text.size() <= 6 && number * prefix.factor == value) {
      return fmt::format("{}{}{}", text, prefix.name, unit);
    }
  }
  return fmt::format("{:.17g}{}", value, unit);
}

}  // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  std::int64_t total = 0;
  std::size_t next_unit = 0;
  if (text.empty()) {
    return std::nullopt;
  }
  while (!text.empty()) {
    const auto part = take_part(text, next_unit);
    if (!part || __builtin_add_overflow(total, *part, &total)) {
      return std::nullopt;
    }
  }
  return std::chrono::nanoseconds{total};
}

std::string format_duration(std::chrono::nanoseconds duration) {
  auto rest = duration.count();
  std::string text;
  // Days are read but not written: notice periods are agreed in hours ("72h").
  for (std::size_t i = 1; i < kDurationUnits.size(); ++i) {
    const auto& unit = kDurationUnits.at(i);
    const bool minutes_or_more = unit.nanoseconds >= 60'000'000'000;
    const bool exact = rest % unit.nanoseconds == 0;
    if (rest >= unit.nanoseconds && (minutes_or_more || exact)) {
      text += fmt::format("{}{}", rest / unit.nanoseconds, unit.name);
      rest %= unit.nanoseconds;
    }
  }
  return text.empty() ? "0s" : text;
}

std::optional<double> parse_rate(std::string_view text) {
  if (const auto bits = parse_scaled(text, "bit/s")) {
    return *bits / 8;
  }
  return parse_scaled(text, "B/s");
}

std::string format_rate(double bytes_per_second) {
  return format_scaled(bytes_per_second * 8, "bit/s");
}

std::optional<double> parse_size(std::string_view text) {
  return parse_scaled(text, "B");
}

std::string format_size(double bytes) {
  return format_scaled(bytes, "B");
}

}  // namespace pantau::config
