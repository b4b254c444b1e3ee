// SPDX-License-Identifier: Apache-2.0
#include "config/csv_records.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/csv_names.hpp"

namespace pantau::config {

namespace {

/// Names differ only by what nobody reads: "Puskesmas  jila" and "Puskesmas Jila".
bool same_text(const RecordValue& a, const RecordValue& b) {
  return a.toml == b.toml || (a.key == "name" && folded(a.toml) == folded(b.toml));
}

}  // namespace

void Complaints::problem(CellPlace place, std::string text) {
  problems.push_back({place, std::move(text)});
}

void Complaints::warning(CellPlace place, std::string text) {
  warnings.push_back({place, std::move(text)});
}

const RecordValue* Record::find(std::string_view key) const {
  const auto at = std::find_if(
      values.begin(), values.end(), [&](const RecordValue& value) { return value.key == key; });
  return at == values.end() ? nullptr : &*at;
}

Record* Records::find(std::string_view id) {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : &at->second;
}

const Record* Records::find(std::string_view id) const {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : &at->second;
}

std::pair<Record*, bool> Records::get(const std::string& id, CellPlace from) {
  const auto [at, fresh] = by_id_.try_emplace(id);
  if (fresh) {
    at->second.id = id;
    at->second.from = from;
    order_.push_back(&at->second);
  }
  return {&at->second, fresh};
}

std::vector<Record*> Records::all() {
  return order_;
}

std::vector<const Record*> Records::all() const {
  return {order_.begin(), order_.end()};
}

void put(Record& record, RecordValue value, Contradiction of_known, Complaints& complaints) {
  const auto* before = record.find(value.key);
  if (before == nullptr && record.known_at.empty()) {
    record.values.push_back(std::move(value));
    return;
  }
  if (before != nullptr && same_text(*before, value)) {
    return;
  }
  if (record.known_at.empty()) {
    complaints.problem(value.from,
                       before->from.row == value.from.row
                           ? fmt::format("{} contradicts {} in column {}: correct one of the two",
                                         value.toml,
                                         before->toml,
                                         before->from.column)
                           : fmt::format("{} contradicts {} in row {}: write the same in both rows",
                                         value.toml,
                                         before->toml,
                                         before->from.row));
    return;
  }
  auto text = before == nullptr
                  ? fmt::format(
                        "the configuration says nothing of it ({}): an import adds and "
                        "never changes; write {} = {} there",
                        record.known_at,
                        value.key,
                        value.toml)
                  : fmt::format(
                        "{} contradicts {} = {} ({}): an import adds and never changes; "
                        "correct one of the two",
                        value.toml,
                        value.key,
                        before->toml,
                        record.known_at);
  if (of_known == Contradiction::problem) {
    complaints.problem(value.from, std::move(text));
  } else {
    complaints.warning(value.from, std::move(text));
  }
}

}  // namespace pantau::config
