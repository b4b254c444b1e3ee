// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/inventory.hpp"

namespace pantau::config {

/// Takes the keys of one table in turn. Optional values and empty texts and lists are left out.
class FieldSink {
 public:
  FieldSink() = default;
  FieldSink(const FieldSink&) = delete;
  FieldSink& operator=(const FieldSink&) = delete;
  FieldSink(FieldSink&&) = delete;
  FieldSink& operator=(FieldSink&&) = delete;
  virtual ~FieldSink() = default;

  /// A value as TOML writes it: a number, a date, a list, a table.
  virtual void line(std::string_view key, std::string_view value) = 0;
  void text(std::string_view key, std::string_view value);
  void texts(std::string_view key, const std::vector<std::string>& values);
  void number(std::string_view key, std::optional<double> value);
  void whole(std::string_view key, std::optional<std::int64_t> value);
  void date(std::string_view key, std::optional<Date> value);

 private:
  /// A text that is not empty, without its quotes.
  virtual void plain(std::string_view key, std::string_view value) = 0;
};

}  // namespace pantau::config
