// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/csv_text.hpp"

#include <cstddef>
#include <string_view>

#include "daemon/metrics/label.hpp"

namespace pantau::http {

namespace {

constexpr std::size_t kMaxFieldBytes = 4096;

void append_field(std::string& line, std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    line += field;
    return;
  }
  line += '"';
  for (const char letter : field) {
    line += letter;
    if (letter == '"') {
      line += letter;
    }
  }
  line += '"';
}

}  // namespace

std::string csv_record(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) {
      line += ',';
    }
    append_field(line, metrics::clean(fields[i], kMaxFieldBytes));
  }
  line += "\r\n";
  return line;
}

}  // namespace pantau::http
