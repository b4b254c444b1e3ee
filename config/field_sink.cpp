// SPDX-License-Identifier: Apache-2.0
#include "config/field_sink.hpp"

#include <fmt/format.h>

#include "config/table_reader.hpp"
#include "config/toml_text.hpp"

namespace pantau::config {

void FieldSink::text(std::string_view key, std::string_view value) {
  if (!value.empty()) {
    plain(key, value);
  }
}

void FieldSink::texts(std::string_view key, const std::vector<std::string>& values) {
  if (!values.empty()) {
    line(key, toml_list(values));
  }
}

void FieldSink::number(std::string_view key, std::optional<double> value) {
  if (value) {
    line(key, toml_number(*value));
  }
}

void FieldSink::whole(std::string_view key, std::optional<std::int64_t> value) {
  if (value) {
    line(key, fmt::to_string(*value));
  }
}

void FieldSink::date(std::string_view key, std::optional<Date> value) {
  if (value) {
    line(key, format_date(*value));
  }
}

}  // namespace pantau::config
