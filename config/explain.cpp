// SPDX-License-Identifier: Apache-2.0
#include "config/explain.hpp"

#include "config/text_table.hpp"

namespace pantau::config {

namespace {

std::string or_dash(const std::string& value) {
  return value.empty() ? "-" : value;
}

}  // namespace

std::optional<std::string> explain_link(const Plan& plan, const std::string& id) {
  const auto settings = plan.link_settings.find(id);
  if (settings == plan.link_settings.end()) {
    return std::nullopt;
  }
  const bool english = plan.daemon.language == Language::en;
  TextTable table(
      {english ? "key" : "kunci", english ? "value" : "nilai", english ? "from" : "asal"});
  for (const auto& setting : settings->second) {
    table.add({setting.key, or_dash(setting.value), setting.origin});
  }
  return table.text();
}

}  // namespace pantau::config
