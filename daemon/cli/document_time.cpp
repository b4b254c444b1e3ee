// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/document_time.hpp"

#include <variant>

#include "daemon/book/time_text.hpp"
#include "daemon/cli/plain_text.hpp"

namespace pantau::cli {

std::optional<book::Second> document_time(const boost::json::object& from, std::string_view key) {
  const book::ParsedTime parsed = book::parse_time(plain_text(from, key), {}, "UTC");
  const auto* const time = std::get_if<book::Second>(&parsed);
  return time == nullptr ? std::nullopt : std::optional(*time);
}

}  // namespace pantau::cli
