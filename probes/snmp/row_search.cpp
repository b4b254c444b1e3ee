// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/row_search.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace pantau::snmp {

namespace {

// Bindings of one answer: keeps it within one packet of a link (20 to 30 bytes each).
constexpr std::size_t kMaxBulkBindings = 50;

}  // namespace

std::string label_of(const Value* name, Arcs index) {
  if (name != nullptr) {
    if (const auto* text = std::get_if<std::string>(name); text != nullptr && !text->empty()) {
      return *text;
    }
    if (const auto* number = std::get_if<std::int64_t>(name)) {
      return std::to_string(*number);
    }
  }
  return config::to_string(Oid(index));
}

RowSearch::RowSearch(std::shared_ptr<const config::DeviceProfile> profile,
                     const std::vector<std::uint32_t>& tables,
                     const std::vector<std::string>& interfaces)
    : profile_(std::move(profile)), tables_(tables) {
  for (const std::uint32_t table : tables) {
    TableSearch search;
    search.table = table;
    if (profile_->tables[table].rows == config::RowChoice::interfaces) {
      for (const std::string& name : interfaces) {
        search.wanted.push_back({name, std::nullopt});
      }
      search.done = interfaces.empty();
    }
    search.done = search.done || profile_->tables[table].find.empty();
    searches_.push_back(std::move(search));
  }
  go_on();
}

const config::ProfileTable& RowSearch::table_of(const TableSearch& search) const {
  return profile_->tables[search.table];
}

std::vector<Oid> RowSearch::question() const {
  std::vector<Oid> oids;
  oids.reserve(walks_.size());
  for (const Walk& walk : walks_) {
    oids.push_back(walk.last);
  }
  return oids;
}

std::uint32_t RowSearch::repetitions(std::uint32_t most) const {
  const std::size_t fitting = std::max<std::size_t>(1, kMaxBulkBindings / walks_.size());
  return static_cast<std::uint32_t>(std::min<std::size_t>(most, fitting));
}

void RowSearch::answered(const std::vector<VarBind>& bindings) {
  ++requests_;
  const std::size_t columns = walks_.size();
  for (std::size_t i = 0; i < bindings.size(); ++i) {
    take(walks_[i % columns], bindings[i]);
  }
  // A column without an answer of its own would be asked for ever.
  for (std::size_t i = bindings.size(); i < columns; ++i) {
    stop(walks_[i], Fault::decode, "no answer about " + config::to_string(walks_[i].last));
  }
  go_on();
}

void RowSearch::at_end(std::uint32_t error_index) {
  ++requests_;
  for (std::size_t i = 0; i < walks_.size(); ++i) {
    walks_[i].over =
        walks_[i].over || error_index == i + 1 || error_index == 0 || error_index > walks_.size();
  }
  go_on();
}

void RowSearch::take(Walk& walk, const VarBind& binding) {
  if (walk.over) {
    return;
  }
  // endOfMibView comes with the name that was asked for (RFC 3416, 4.2.2), which does not increase.
  if (std::holds_alternative<Missing>(binding.value) || !binding.oid.starts_with(walk.column)) {
    walk.over = true;
    return;
  }
  if (binding.oid <= walk.last) {
    stop(walk, Fault::decode, "walk does not increase at " + config::to_string(binding.oid));
    return;
  }
  walk.last = binding.oid;
  if (const auto* text = std::get_if<std::string>(&binding.value)) {
    bytes_ += text->size();
  }
  offer(walk.column, binding.oid.after(walk.column.size()), binding.value);
  if (++walk.rows >= kMaxWalkRows) {
    stop(walk, Fault::other, "too many rows in " + config::to_string(walk.column));
  } else if (bytes_ > kMaxSearchBytes) {
    stop(walk, Fault::other, "too many bytes in " + config::to_string(walk.column));
  }
}

void RowSearch::stop(Walk& walk, Fault fault, const std::string& why) {
  if (walk.over) {
    return;
  }
  walk.over = true;
  if (fault_ == Fault::none) {
    fault_ = fault;
    detail_ = why;
  }
}

void RowSearch::offer(const Oid& column, Arcs index, const Value& value) {
  for (TableSearch& search : searches_) {
    if (!search.done && table_of(search).find[search.column] == column) {
      offer(search, index, value);
    }
  }
}

void RowSearch::offer(TableSearch& search, Arcs index, const Value& value) {
  KnownRow known;
  known.row.table = search.table;
  known.row.index.assign(index.begin(), index.end());
  known.found_by = static_cast<std::uint32_t>(search.column);
  if (table_of(search).rows == config::RowChoice::all) {
    known.row.name = label_of(nullptr, index);
    search.all.push_back(std::move(known));
    search.done = search.all.size() >= table_of(search).max_rows;
    return;
  }
  const auto* text = std::get_if<std::string>(&value);
  bool missing = false;
  for (Wanted& wanted : search.wanted) {
    if (!wanted.found && text != nullptr && *text == wanted.name) {
      known.named = true;
      known.row.name = wanted.name;
      wanted.found = known;
    }
    missing = missing || !wanted.found;
  }
  search.done = !missing;
}

void RowSearch::next_column(TableSearch& search) {
  const std::vector<Oid>& find = table_of(search).find;
  const bool interfaces = table_of(search).rows == config::RowChoice::interfaces;
  if (!interfaces || ++search.column >= find.size()) {
    search.done = true;
  }
}

// Ends walks that nobody needs any more, and begins those of the next columns.
void RowSearch::go_on() {
  const auto needed = [this](const Walk& walk) {
    return std::any_of(searches_.begin(), searches_.end(), [&](const TableSearch& search) {
      return !search.done && table_of(search).find[search.column] == walk.column;
    });
  };
  for (const Walk& walk : walks_) {
    for (TableSearch& search : searches_) {
      if (walk.over && !search.done && table_of(search).find[search.column] == walk.column) {
        next_column(search);
      }
    }
  }
  std::erase_if(walks_, [&](const Walk& walk) { return walk.over || !needed(walk); });
  if (requests_ >= kMaxSearchRequests && !walks_.empty()) {
    stop(walks_.front(), Fault::other, "too many requests to find rows");
    walks_.clear();
    return;
  }
  for (const TableSearch& search : searches_) {
    if (search.done) {
      continue;
    }
    const Oid& column = table_of(search).find[search.column];
    const auto walking = [&](const Walk& walk) { return walk.column == column; };
    if (std::none_of(walks_.begin(), walks_.end(), walking)) {
      walks_.push_back({column, column});
    }
  }
}

std::vector<KnownRow> RowSearch::rows() const {
  std::vector<KnownRow> rows;
  for (const TableSearch& search : searches_) {
    rows.insert(rows.end(), search.all.begin(), search.all.end());
    for (const Wanted& wanted : search.wanted) {
      if (wanted.found) {
        rows.push_back(*wanted.found);
      }
    }
  }
  return rows;
}

}  // namespace pantau::snmp
