// SPDX-License-Identifier: Apache-2.0
#include "config/toml_value.hpp"

#include <algorithm>
#include <array>

namespace pantau::config {

const Entry* Table::find(std::string_view key) const {
  const auto at = std::lower_bound(
      entries.begin(), entries.end(), key, [](const Entry& entry, std::string_view wanted) {
        return entry.key < wanted;
      });
  return at != entries.end() && at->key == key ? &*at : nullptr;
}

std::string_view kind_name(const Value& value) {
  constexpr std::array<std::string_view, 9> kNames{"text",
                                                   "a whole number",
                                                   "a number",
                                                   "true or false",
                                                   "a date",
                                                   "a time of day",
                                                   "a date with a time",
                                                   "a list",
                                                   "a table"};
  return kNames.at(value.content.index());
}

}  // namespace pantau::config
