// SPDX-License-Identifier: Apache-2.0
#include "config/link_settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "config/probe_profile.hpp"
#include "config/quantity.hpp"
#include "config/technologies.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

std::string with_line(const Layer& layer, const Entry& entry) {
  return fmt::format("{}:{}", layer.file, entry.at.line);
}

/// As written: ["a", ["b", "c"]].
std::string written(const Value& value) {
  if (const auto* text = value.as<std::string>()) {
    return fmt::format("\"{}\"", *text);
  }
  std::vector<std::string> elements;
  if (const auto* list = value.as<Array>()) {
    for (const auto& element : *list) {
      elements.push_back(written(element));
    }
  }
  return fmt::format("[{}]", fmt::join(elements, ", "));
}

class SettingsWriter {
 public:
  SettingsWriter(const Draft& draft,
                 const TableReader& reader,
                 const Definition* behind,
                 const Link& link)
      : reader_(reader),
        behind_(behind),
        link_(link),
        technology_(draft.find(Kind::technology, link.technology)) {}

  std::vector<Setting> write() {
    result_.reserve(22);
    own("site", link_.site);
    own("technology", link_.technology);
    own("role", std::string{word_of(kRoleWords, link_.role)});
    provider();
    own("contract", fmt::format("{}", fmt::join(link_.contracts, ", ")));
    own("address", link_.address);
    const auto parents = reader_.find("parents");
    own("parents", parents ? written(parents.value()) : "");
    for (const auto key : kProfileKeys) {
      profile(key);
    }
    own("capacity_down", rate(link_.capacity_down_bytes));
    own("capacity_up", rate(link_.capacity_up_bytes));
    own("quota_per_month", link_.quota_bytes ? format_size(*link_.quota_bytes) : "");
    return std::move(result_);
  }

 private:
  static std::string rate(const std::optional<double>& bytes) {
    return bytes ? format_rate(*bytes) : "";
  }

  [[nodiscard]] std::string origin(const Found& found) const {
    const auto place = with_line(*found.layer, *found.entry);
    return found.layer == &reader_.own() ? place
                                         : fmt::format("template {}, {}", behind_->id, place);
  }

  void own(std::string_view key, std::string value) {
    const auto found = reader_.find(key);
    result_.push_back({std::string{key}, std::move(value), found ? origin(found) : "default"});
  }

  void provider() {
    if (!reader_.has("provider") && !link_.contracts.empty()) {
      result_.push_back(
          {"provider", link_.provider, fmt::format("contract {}", link_.contracts.front())});
      return;
    }
    own("provider", link_.provider);
  }

  void profile(std::string_view key) {
    auto value = profile_value(link_.profile, key);
    if (const auto found = reader_.find(key)) {
      result_.push_back({std::string{key}, std::move(value), origin(found)});
      return;
    }
    const auto* entry = technology_ == nullptr ? nullptr : technology_->layer.table->find(key);
    result_.push_back({std::string{key},
                       std::move(value),
                       entry != nullptr ? fmt::format("technology {}, {}",
                                                      link_.technology,
                                                      with_line(technology_->layer, *entry))
                                        : fmt::format("built-in {}", model())});
  }

  [[nodiscard]] std::string model() const {
    static const auto built_in = built_in_technologies();
    const bool known = std::any_of(built_in.begin(), built_in.end(), [&](const Technology& t) {
      return t.id == link_.technology;
    });
    return known ? link_.technology : kModelForNewTechnologies;
  }

  const TableReader& reader_;
  const Definition* behind_;
  const Link& link_;
  const Definition* technology_;
  std::vector<Setting> result_;
};

}  // namespace

std::vector<Setting> settings_of(const Draft& draft,
                                 const TableReader& reader,
                                 const Definition* behind,
                                 const Link& link) {
  return SettingsWriter(draft, reader, behind, link).write();
}

}  // namespace pantau::config
