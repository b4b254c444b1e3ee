// SPDX-License-Identifier: Apache-2.0
#include "config/schema_link.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "config/inventory_rules.hpp"
#include "config/link_settings.hpp"
#include "config/probe_profile.hpp"
#include "config/suggest.hpp"
#include "config/technologies.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

/// By a walk, since the list is sorted only when complete; there are few technologies.
const Technology* find_technology(const Plan& plan, std::string_view id) {
  const auto at = std::find_if(plan.technologies.begin(),
                               plan.technologies.end(),
                               [&](const Technology& known) { return known.id == id; });
  return at == plan.technologies.end() ? nullptr : &*at;
}

std::vector<std::string_view> with_profile_keys(std::span<const std::string_view> own) {
  std::vector<std::string_view> keys;
  std::copy(own.begin(), own.end(), std::back_inserter(keys));
  std::copy(kProfileKeys.begin(), kProfileKeys.end(), std::back_inserter(keys));
  return keys;
}

void read_technology(Draft& draft, const Definition& definition) {
  static const auto keys = with_profile_keys(std::array<std::string_view, 1>{"id"});
  TableReader reader(draft.problems, definition.layer);
  reader.refuse_unknown(keys);
  auto& technologies = draft.plan.technologies;
  const auto at = std::find_if(technologies.begin(),
                               technologies.end(),
                               [&](const Technology& known) { return known.id == definition.id; });
  Technology technology;
  if (at != technologies.end()) {
    technology = *at;
  } else {
    technology.id = definition.id;
    technology.profile = find_technology(draft.plan, kModelForNewTechnologies)->profile;
    reader.require({"interval", "timeout"});
  }
  technology.built_in = false;
  technology.place = definition.layer.place(definition.layer.at);
  read_profile(reader, technology.profile);
  if (definition.id.empty()) {
    return;
  }
  if (at != technologies.end()) {
    *at = std::move(technology);
  } else {
    technologies.push_back(std::move(technology));
  }
}

void read_technologies(Draft& draft) {
  auto& technologies = draft.plan.technologies;
  technologies = built_in_technologies();
  // A technology of one's own starts from the built-in radio, even where that is changed further
  // on.
  std::vector<const Definition*> order;
  for (const auto& definition : draft.all(Kind::technology)) {
    order.push_back(&definition);
  }
  std::stable_partition(order.begin(), order.end(), [&](const Definition* definition) {
    return find_technology(draft.plan, definition->id) == nullptr;
  });
  for (const auto* definition : order) {
    read_technology(draft, *definition);
  }
  std::sort(technologies.begin(), technologies.end(), [](const Technology& a, const Technology& b) {
    return a.id < b.id;
  });
}

const Technology* read_link_technology(Draft& draft, TableReader& reader) {
  const auto id = reader.text("technology");
  if (!id) {
    return nullptr;
  }
  if (const auto* technology = find_technology(draft.plan, *id)) {
    return technology;
  }
  if (!draft.complete()) {
    return nullptr;
  }
  const auto found = reader.find("technology");
  if (!draft.may_suggest()) {
    reader.error(found, fmt::format("there is no technology \"{}\"", *id));
    return nullptr;
  }
  Nearest nearest(*id);
  std::vector<std::string_view> known;
  for (const auto& technology : draft.plan.technologies) {
    nearest.offer(technology.id);
    known.push_back(technology.id);
  }
  const auto question = nearest.question();
  reader.error(
      reader.find("technology"),
      fmt::format(
          "there is no technology \"{}\"{}",
          *id,
          question.empty() ? fmt::format(": write one of {}", fmt::join(known, ", ")) : question));
  return nullptr;
}

std::vector<WrittenParent> read_group(TableReader& reader, const Found& found, const Array& list) {
  std::vector<WrittenParent> group;
  for (const auto& element : list) {
    const auto* text = element.as<std::string>();
    if (text == nullptr) {
      reader.problems().error(
          found.layer->place(element.at),
          found.path(),
          fmt::format("is {}: write the id of a link, or \"site:ID\"", kind_name(element)));
      continue;
    }
    group.push_back({*text, found.layer->place(element.at)});
  }
  return group;
}

/// A text alone is a group of one; a list inside the list is a group of which one member is enough.
WrittenParents read_parents(TableReader& reader) {
  const auto found = reader.find("parents");
  if (!found) {
    return {};
  }
  WrittenParents parents{found.path(), {}};
  const auto* list = found.value().as<Array>();
  if (list == nullptr) {
    reader.error(
        found,
        fmt::format("is {}: write a list, as [\"site:hub\"], [\"a\", \"b\"] (both) or [[\"a\", "
                    "\"b\"]] (one of them)",
                    kind_name(found.value())));
    return parents;
  }
  for (const auto& element : *list) {
    const auto* inner = element.as<Array>();
    auto group = inner != nullptr ? read_group(reader, found, *inner)
                                  : read_group(reader, found, Array{element});
    if (inner != nullptr && inner->empty()) {
      reader.problems().error(found.layer->place(element.at),
                              found.path(),
                              "is an empty group, which nothing can meet: name a link, or take it "
                              "out");
    }
    if (!group.empty()) {
      parents.groups.push_back(std::move(group));
    }
  }
  return parents;
}

void read_link(Draft& draft, const Definition& definition) {
  static const auto keys = with_profile_keys(kLinkOwnKeys);
  const auto* behind = template_of(draft, definition);
  TableReader reader(
      draft.problems, definition.layer, behind == nullptr ? nullptr : &behind->layer);
  reader.refuse_unknown(keys);
  reader.require({"site", "technology"});
  auto link = read_link_values(draft, reader);
  if (definition.id.empty()) {
    return;
  }
  link.id = definition.id;
  link.place = definition.layer.place(definition.layer.at);
  if (auto parents = read_parents(reader); !parents.groups.empty()) {
    draft.parents.emplace(link.id, std::move(parents));
  }
  if (draft.options.link_settings) {
    draft.plan.link_settings.emplace(link.id, settings_of(draft, reader, behind, link));
  }
  draft.plan.links.push_back(std::move(link));
}

bool says_any(const Definition& definition, std::span<const std::string_view> keys) {
  return std::any_of(keys.begin(), keys.end(), [&](std::string_view key) {
    return definition.layer.table->find(key) != nullptr;
  });
}

using TemplateIds = std::unordered_set<std::string_view>;

TemplateIds used_templates(const Draft& draft, Kind kind) {
  TemplateIds used;
  for (const auto& definition : draft.all(kind)) {
    const auto* entry = definition.layer.table->find("template");
    const auto* text = entry == nullptr ? nullptr : entry->value.as<std::string>();
    if (text != nullptr) {
      used.insert(*text);
    }
  }
  return used;
}

/// A template is checked even when nobody uses it, or everybody overrides it: as what it is used
/// for, else as what its keys say.
void check_template(Draft& draft,
                    const Definition& definition,
                    const TemplateIds& of_links,
                    const TemplateIds& of_devices) {
  constexpr std::array<std::string_view, 7> kDeviceOnly{
      "profile", "credentials", "interfaces", "links", "via", "retries", "power"};
  auto keys = with_profile_keys(kLinkOwnKeys);
  std::copy(kDeviceOnly.begin(), kDeviceOnly.end(), std::back_inserter(keys));
  TableReader reader(draft.problems, definition.layer);
  reader.refuse_unknown(keys);
  if (reader.has("template")) {
    reader.error(reader.find("template"),
                 "templates do not build on each other: write the keys here");
  }
  const bool for_devices = says_any(definition, kDeviceOnly) || of_devices.contains(definition.id);
  if (!for_devices || of_links.contains(definition.id)) {
    static_cast<void>(read_link_values(draft, reader));
    static_cast<void>(read_parents(reader));
  }
  if (for_devices) {
    static_cast<void>(read_device_values(draft, reader));
  }
}

}  // namespace

const Definition* template_of(Draft& draft, const Definition& definition) {
  TableReader reader(draft.problems, definition.layer);
  const auto id = draft.reference(reader, "template", Kind::table_template);
  return id ? draft.find(Kind::table_template, *id) : nullptr;
}

Link read_link_values(Draft& draft, TableReader& reader) {
  Link link;
  assign(link.site, draft.reference(reader, "site", Kind::site));
  if (const auto* technology = read_link_technology(draft, reader)) {
    link.technology = technology->id;
    link.profile = technology->profile;
  }
  read_profile(reader, link.profile);
  assign(link.role, reader.choice<Role>("role", kRoleWords));
  link.contracts = draft.references(reader, "contract", Kind::contract);
  check_overlaps(reader, draft, link.contracts);
  assign(link.provider, draft.reference(reader, "provider", Kind::provider));
  if (link.provider.empty() && !link.contracts.empty()) {
    if (const auto* contract = draft.plan.find_contract(link.contracts.front())) {
      link.provider = contract->provider;
    }
  }
  assign(link.address, reader.host("address"));
  link.capacity_down_bytes = reader.rate("capacity_down");
  link.capacity_up_bytes = reader.rate("capacity_up");
  link.quota_bytes = reader.size("quota_per_month");
  return link;
}

void read_link_tables(Draft& draft) {
  read_technologies(draft);
  const auto of_links = used_templates(draft, Kind::link);
  const auto of_devices = used_templates(draft, Kind::device);
  for (const auto& definition : draft.all(Kind::table_template)) {
    check_template(draft, definition, of_links, of_devices);
  }
  for (const auto& definition : draft.all(Kind::link)) {
    read_link(draft, definition);
  }
  std::sort(draft.plan.links.begin(), draft.plan.links.end(), [](const Link& a, const Link& b) {
    return a.id < b.id;
  });
}

}  // namespace pantau::config
