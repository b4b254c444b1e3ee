// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/inventory.hpp"

namespace pantau::config {

/// A TOML basic string with its quotes; whatever the bytes, the result is one line of valid TOML.
[[nodiscard]] std::string toml_string(std::string_view text);

/// ["a", "b"]
[[nodiscard]] std::string toml_list(const std::vector<std::string>& texts);

/// Shortest decimal that reads back to the same value; always with a point or an exponent.
[[nodiscard]] std::string toml_number(double value);

/// 2026-12-01T05:00:00Z
[[nodiscard]] std::string toml_instant(UtcTime instant);

/// Writes TOML a line at a time. Optional values and empty texts and lists are left out.
class TomlText {
 public:
  void table(std::string_view name);  ///< [name]
  void item(std::string_view name);  ///< [[name]]
  void line(std::string_view key, std::string_view value);
  void text(std::string_view key, std::string_view value);
  void texts(std::string_view key, const std::vector<std::string>& values);
  void number(std::string_view key, std::optional<double> value);
  void whole(std::string_view key, std::optional<std::int64_t> value);
  void date(std::string_view key, std::optional<Date> value);
  void comment(std::string_view words);

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace pantau::config
