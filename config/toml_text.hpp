// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/field_sink.hpp"
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

/// Writes TOML a line at a time.
class TomlText : public FieldSink {
 public:
  void table(std::string_view name);  ///< [name]
  void item(std::string_view name);  ///< [[name]]
  void line(std::string_view key, std::string_view value) override;
  void comment(std::string_view words);

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void plain(std::string_view key, std::string_view value) override;

  std::string text_;
};

}  // namespace pantau::config
