// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/value.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <type_traits>

namespace pantau::snmp {

namespace {

/// Of a text that is printed in one line; an agent may send 64 KiB.
constexpr std::size_t kShownBytes = 200;

/// Beyond, a double no longer tells one whole number from the next.
constexpr double kExactWhole = 9007199254740992.0;  // 2^53

/// Agents written in C count the NUL in, and pad ("%6.1f").
std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  if (text.ends_with('\0')) {
    text.remove_suffix(1);
  }
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) {
    return {};
  }
  text = text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
  // from_chars knows no plus. One that stands before another sign is left for it to reject.
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') {
    text.remove_prefix(1);
  }
  return text;
}

template <typename Number>
std::optional<Number> parse_whole(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

std::optional<double> finite(std::optional<double> number) {
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<std::int64_t> whole_of(std::optional<double> number) {
  if (!number || std::abs(*number) > kExactWhole || std::trunc(*number) != *number) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*number);
}

std::string quoted(std::string_view text) {
  std::string shown = "\"";
  for (const char each : text.substr(0, kShownBytes)) {
    if (each == '"' || each == '\\') {
      shown += '\\';
      shown += each;
    } else if (each >= 0x20 && each < 0x7f) {
      shown += each;
    } else {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(each));
    }
  }
  shown += '"';
  return text.size() > kShownBytes ? fmt::format("{}... ({} bytes)", shown, text.size()) : shown;
}

std::string_view name_of(Missing missing) {
  switch (missing) {
    case Missing::no_such_object:
      return "noSuchObject";
    case Missing::no_such_instance:
      return "noSuchInstance";
    case Missing::end_of_mib_view:
      return "endOfMibView";
  }
  return "missing";
}

struct Shown {
  std::string operator()(std::monostate /*null*/) const { return "NULL"; }

  std::string operator()(Missing value) const { return std::string(name_of(value)); }

  std::string operator()(std::int64_t value) const { return fmt::format("INTEGER {}", value); }

  std::string operator()(Counter value) const {
    return fmt::format("Counter{} {}", value.bits, value.value);
  }

  std::string operator()(Ticks value) const { return fmt::format("TimeTicks {}", value.value); }

  std::string operator()(double value) const { return fmt::format("FLOAT {}", value); }

  std::string operator()(const std::string& value) const { return quoted(value); }

  std::string operator()(const Oid& value) const { return "OID " + config::to_string(value); }
};

}  // namespace

std::optional<double> number_of(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) {
    return finite(*number);
  }
  if (const auto* counter = std::get_if<Counter>(&value)) {
    return static_cast<double>(counter->value);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    return finite(parse_whole<double>(trimmed(*text)));
  }
  const std::optional<std::int64_t> integer = integer_of(value);
  return integer ? std::optional(static_cast<double>(*integer)) : std::nullopt;
}

std::optional<std::int64_t> integer_of(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return *integer;
  }
  if (const auto* ticks = std::get_if<Ticks>(&value)) {
    return ticks->value;
  }
  if (const auto* counter = std::get_if<Counter>(&value)) {
    const bool fits = counter->value <= std::numeric_limits<std::int64_t>::max();
    return fits ? std::optional(static_cast<std::int64_t>(counter->value)) : std::nullopt;
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    const auto exact = parse_whole<std::int64_t>(trimmed(*text));
    return exact ? exact : whole_of(number_of(value));
  }
  const auto* number = std::get_if<double>(&value);
  return number == nullptr ? std::nullopt : whole_of(finite(*number));
}

std::string to_string(const Value& value) {
  return std::visit(Shown{}, value);
}

}  // namespace pantau::snmp
