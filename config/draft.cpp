// SPDX-License-Identifier: Apache-2.0
#include "config/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "config/suggest.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

/// Of links, sites and devices, which a gateway may have many of, and of everything else.
constexpr std::size_t kMaxTables = 100'000;
constexpr std::size_t kMaxOtherTables = 10'000;

std::size_t most_of(Kind kind) {
  const bool many = kind == Kind::link || kind == Kind::site || kind == Kind::device;
  return many ? kMaxTables : kMaxOtherTables;
}

constexpr std::array<std::string_view, 7> kSingletons{
    "daemon", "http", "metrics", "vantage", "service_hours", "rollout", "acceptance"};

std::vector<std::string_view> root_keys() {
  std::vector<std::string_view> keys{"include"};
  std::copy(kSingletons.begin(), kSingletons.end(), std::back_inserter(keys));
  std::copy(kTableNames.begin(), kTableNames.end(), std::back_inserter(keys));
  return keys;
}

/// Two tables of one site that name different phases.
bool in_two_phases(const Layer& first, const Layer& second) {
  const auto phase = [](const Layer& site) {
    const auto* entry = site.table->find("phase");
    return entry == nullptr ? nullptr : entry->value.as<std::string>();
  };
  const auto* one = phase(first);
  const auto* other = phase(second);
  return one != nullptr && other != nullptr && *one != *other;
}

}  // namespace

std::string_view table_name(Kind kind) {
  return kTableNames.at(static_cast<std::size_t>(kind));
}

Draft::Draft(const Documents& documents, const LoadOptions& load_options, Problems& problem_list)
    : options(load_options),
      problems(problem_list),
      complete_(documents.documents.size() == documents.files.size()) {
  const auto known = root_keys();
  for (const auto& document : documents.documents) {
    const Layer root{&document.root, {}, document.file, ""};
    TableReader(problems, root).refuse_unknown(known);
    for (const auto& entry : document.root.entries) {
      collect(document, entry);
    }
  }
}

void Draft::collect(const Document& document, const Entry& entry) {
  const auto* const kind = std::find(kTableNames.begin(), kTableNames.end(), entry.key);
  if (kind != kTableNames.end()) {
    collect_list(document, entry, static_cast<Kind>(kind - kTableNames.begin()));
    return;
  }
  if (std::find(kSingletons.begin(), kSingletons.end(), entry.key) == kSingletons.end()) {
    return;
  }
  const auto* table = entry.value.as<Table>();
  const Place place{document.file, entry.at.line, entry.at.column};
  if (table == nullptr) {
    problems.error(place,
                   entry.key,
                   fmt::format("is {}: write it as [{}]", kind_name(entry.value), entry.key));
    return;
  }
  const auto [known, fresh] =
      singletons_.try_emplace(entry.key, Layer{table, entry.at, document.file, entry.key});
  if (!fresh) {
    const auto& first = known->second;
    problems.error(place,
                   entry.key,
                   fmt::format("is already defined at {}: keep one of the two",
                               with_line(first.place(first.at))));
  }
}

void Draft::collect_list(const Document& document, const Entry& entry, Kind kind) {
  const auto* list = entry.value.as<Array>();
  if (list == nullptr) {
    problems.error(
        {document.file, entry.at.line, entry.at.column},
        entry.key,
        fmt::format("is {}: write it as [[{}]], with two brackets, or as rows, {} = [ {{ "
                    "… }}, ]",
                    kind_name(entry.value),
                    entry.key,
                    entry.key));
    return;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (tables_[index(kind)].size() >= most_of(kind)) {
      const auto& at = (*list)[i].at;
      problems.error({document.file, at.line, at.column},
                     entry.key,
                     fmt::format("more than {} of them: run several gateways", most_of(kind)));
      return;
    }
    add(document, (*list)[i], kind, i + 1);
  }
}

void Draft::add(const Document& document, const Value& element, Kind kind, std::size_t number) {
  auto path = fmt::format("{}[{}]", table_name(kind), number);
  const auto* table = element.as<Table>();
  if (table == nullptr) {
    problems.error({document.file, element.at.line, element.at.column},
                   std::move(path),
                   fmt::format("is {}: write a row, as {{ id = \"…\" }}", kind_name(element)));
    return;
  }
  Definition definition{"", {table, element.at, document.file, std::move(path)}};
  if (kind != Kind::maintenance) {
    register_id(definition, kind);
  }
  tables_[index(kind)].push_back(std::move(definition));
}

void Draft::register_id(Definition& definition, Kind kind) {
  TableReader reader(problems, definition.layer);
  reader.require({"id"});
  const auto id = reader.id("id");
  if (!id) {
    return;
  }
  auto& ids = by_id_[index(kind)];
  const auto [known, fresh] = ids.try_emplace(*id, tables_[index(kind)].size());
  const auto place = reader.find("id").place();
  definition.layer.path = fmt::format("{}.{}", table_name(kind), *id);
  if (fresh) {
    definition.id = *id;
    return;
  }
  const auto& first = tables_[index(kind)][known->second].layer;
  const auto at_first = with_line(first.place(first.table->find("id")->value.at));
  problems.error(place,
                 definition.layer.path + ".id",
                 kind == Kind::site && in_two_phases(first, definition.layer)
                     ? fmt::format("\"{}\" is already defined at {}, in another phase: a site is "
                                   "in one phase, so keep one of the two",
                                   *id,
                                   at_first)
                     : fmt::format("\"{}\" is already defined at {}: give one of the two another "
                                   "id",
                                   *id,
                                   at_first));
}

const Layer* Draft::singleton(std::string_view name) const {
  const auto at = singletons_.find(name);
  return at == singletons_.end() ? nullptr : &at->second;
}

const Definition* Draft::find(Kind kind, const std::string& id) const {
  const auto& ids = by_id_[index(kind)];
  const auto at = ids.find(id);
  return at == ids.end() ? nullptr : &tables_[index(kind)][at->second];
}

bool Draft::may_suggest() {
  suggestions_left_ -= suggestions_left_ > 0 ? 1 : 0;
  return suggestions_left_ > 0;
}

std::string Draft::suggestion(Kind kind, const std::string& id) {
  if (!may_suggest()) {
    return "";
  }
  Nearest nearest(id);
  for (const auto& [candidate, number] : by_id_[index(kind)]) {
    nearest.offer(candidate);
  }
  return nearest.question();
}

bool Draft::check_reference(Kind kind,
                            const std::string& id,
                            const Place& place,
                            std::string path) {
  if (find(kind, id) != nullptr) {
    return true;
  }
  if (!complete_) {
    return false;
  }
  const auto hint = suggestion(kind, id);
  problems.error(place,
                 std::move(path),
                 fmt::format("there is no {} \"{}\"{}",
                             table_name(kind),
                             id,
                             hint.empty() ? fmt::format(": define it as [[{}]] or correct the id",
                                                        table_name(kind))
                                          : hint));
  return false;
}

std::optional<std::string> Draft::reference(TableReader& reader, std::string_view key, Kind kind) {
  auto id = reader.text(key);
  if (!id) {
    return id;
  }
  const auto found = reader.find(key);
  if (!check_reference(kind, *id, found.place(), found.path())) {
    return std::nullopt;
  }
  return id;
}

std::vector<std::string> Draft::references(TableReader& reader, std::string_view key, Kind kind) {
  std::vector<std::string> result;
  std::unordered_set<std::string> seen;
  for (auto& [id, place] : reader.placed_texts(key)) {
    if (!check_reference(kind, id, place, reader.find(key).path())) {
      continue;
    }
    if (!seen.insert(id).second) {
      problems.error(place,
                     reader.find(key).path(),
                     fmt::format("\"{}\" stands here twice: take one out", id));
      continue;
    }
    result.push_back(std::move(id));
  }
  return result;
}

}  // namespace pantau::config
