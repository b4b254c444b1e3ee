// SPDX-License-Identifier: Apache-2.0
/// \file
/// A TOML document as plain values that know where they stand. Everything behind the parser works
/// on these, so that one source alone sees the TOML library.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pantau::config {

/// Line and column, both from 1.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

struct TimeOfDay {
  std::chrono::seconds since_midnight{0};
};

struct DateTime {
  std::chrono::year_month_day date{};
  std::chrono::seconds time_of_day{0};
  std::optional<std::chrono::minutes> offset;  ///< east of UTC; none: local to the configured zone
};

struct Value;
struct Entry;
using Array = std::vector<Value>;

struct Table {
  std::vector<Entry> entries;  ///< sorted by key

  [[nodiscard]] const Entry* find(std::string_view key) const;
};

struct Value {
  std::variant<std::string,
               std::int64_t,
               double,
               bool,
               std::chrono::year_month_day,
               TimeOfDay,
               DateTime,
               Array,
               Table>
      content;
  Position at;

  template <typename T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&content);
  }
};

struct Entry {
  std::string key;
  Position at;  ///< of the key; the value has its own
  Value value;
};

/// "text", "a whole number", "a list": what an operator would call it.
[[nodiscard]] std::string_view kind_name(const Value& value);

}  // namespace pantau::config
