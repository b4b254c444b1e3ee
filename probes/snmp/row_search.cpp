// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/row_search.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

namespace pantau::snmp {

namespace {

// Bindings of one answer: keeps it within one packet of a link (20 to 30 bytes each).
constexpr std::size_t kMaxBulkBindings = 50;

/// airFiber shows the key of its link in this tree (1.3.6.1.4.1.41112.1.3.1.1.15). A GETBULK that
/// runs past the end of its column, as over ENTITY-SENSOR-MIB where there is none, would bring it
/// over the air in clear: column by column a walk sees one object too many, and never that one.
bool knows_secret_tree(const config::DeviceProfile& profile) {
  static const Oid air_fiber{1, 3, 6, 1, 4, 1, 41112, 1, 3};
  return std::any_of(profile.match.exists.begin(), profile.match.exists.end(), [](const Oid& oid) {
    return oid.starts_with(air_fiber);
  });
}

/// What a GETBULK brings behind its column is whatever comes next there, and the first fifteen
/// objects of the tree above reach the key: no walk may come so far from before it.
constexpr std::uint32_t kMostAhead = 10;

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

std::string label_of(const config::ProfileTable& table, const Value* name, Arcs index) {
  if (!table.named_only) {
    return label_of(name, index);
  }
  const auto* text = std::get_if<std::string>(name);
  const auto* number = std::get_if<std::int64_t>(name);
  const std::string none;
  return text != nullptr ? *text : number != nullptr ? std::to_string(*number) : none;
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

const Oid& RowSearch::column_of(const TableSearch& search) const {
  const config::ProfileTable& table = table_of(search);
  return search.column < table.find.size() ? table.find[search.column] : *table.name;
}

std::vector<Oid> RowSearch::question() const {
  std::vector<Oid> oids;
  oids.reserve(walks_.size());
  for (const Walk& walk : walks_) {
    oids.push_back(walk.last);
  }
  return oids;
}

// Only ifName of a long table: behind it come as many rows of at least ifHCInOctets and
// ifHCOutOctets (RFC 2863), which are more than the largest answer.
bool RowSearch::is_long_name_column(const Walk& walk) {
  static const Oid if_name{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1};
  return walk.column == if_name && walk.rows >= kMostAhead;
}

std::uint32_t RowSearch::repetitions(std::uint32_t most) const {
  if (knows_secret_tree(*profile_)) {
    return 1;
  }
  const bool in_names = std::all_of(walks_.begin(), walks_.end(), is_long_name_column);
  most = in_names ? most : std::min(most, kMostAhead);
  const std::size_t fitting = std::max<std::size_t>(1, kMaxBulkBindings / walks_.size());
  return static_cast<std::uint32_t>(std::min<std::size_t>(most, fitting));
}

void RowSearch::answered(const std::vector<VarBind>& bindings) {
  ++requests_;
  const std::size_t columns = walks_.size();
  bool advanced = false;
  for (std::size_t i = 0; i < bindings.size(); ++i) {
    Walk& walk = walks_[i % columns];
    const std::size_t before = walk.rows;
    take(walk, bindings[i]);
    advanced = advanced || walk.rows > before || walk.over;
  }
  // An agent may cut its answer anywhere (RFC 3416, 4.2.3). The columns that it cut off come first
  // the next time, so that each of them is heard; without any progress they would be asked for
  // ever.
  if (bindings.size() < columns) {
    const auto cut = walks_.begin() + static_cast<std::ptrdiff_t>(bindings.size());
    for (auto walk = cut; !advanced && walk != walks_.end(); ++walk) {
      stop(*walk, Fault::decode, "no answer about " + config::to_string(walk->last));
    }
    std::rotate(walks_.begin(), cut, walks_.end());
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
  failed_.push_back(walk.column);
  if (fault_ == Fault::none) {
    fault_ = fault;
    detail_ = why;
  }
}

void RowSearch::offer(const Oid& column, Arcs index, const Value& value) {
  for (TableSearch& search : searches_) {
    if (!search.done && column_of(search) == column) {
      offer(search, index, value);
    }
  }
}

void RowSearch::offer(TableSearch& search, Arcs index, const Value& value) {
  const config::ProfileTable& table = table_of(search);
  if (search.column == table.find.size()) {
    offer_name(search, index, value);
    return;
  }
  KnownRow known;
  known.row.table = search.table;
  known.row.index.assign(index.begin(), index.end());
  known.found_by = static_cast<std::uint32_t>(search.column);
  if (table.rows == config::RowChoice::all) {
    known.row.name = table.named_only ? std::string{} : label_of(nullptr, index);
    search.all.push_back(std::move(known));
    search.done = !table.named_only && search.all.size() >= table.max_rows;
    if (table.named_only && column_of(search) == *table.name) {
      offer_name(search, index, value);
    }
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

void RowSearch::offer_name(TableSearch& search, Arcs index, const Value& value) const {
  // Walks increase, and so do the indexes.
  const auto row = std::lower_bound(
      search.all.begin(), search.all.end(), index, [](const KnownRow& known, Arcs wanted) {
        return std::lexicographical_compare(
            known.row.index.begin(), known.row.index.end(), wanted.begin(), wanted.end());
      });
  if (row == search.all.end() ||
      !std::equal(row->row.index.begin(), row->row.index.end(), index.begin(), index.end())) {
    return;
  }
  row->named = true;
  row->row.name = label_of(table_of(search), &value, index);
  if (!row->row.name.empty()) {
    search.done = ++search.named >= table_of(search).max_rows;
  }
}

void RowSearch::next_column(TableSearch& search) {
  const config::ProfileTable& table = table_of(search);
  const bool then_name = table.named_only && column_of(search) != *table.name;
  const bool all = table.rows == config::RowChoice::all;
  if (all && !then_name) {
    search.done = true;
    return;
  }
  search.done = ++search.column >= table.find.size() && !then_name;
}

// Ends walks that nobody needs any more, and begins those of the next columns.
void RowSearch::go_on() {
  const auto needed = [this](const Walk& walk) {
    return std::any_of(searches_.begin(), searches_.end(), [&](const TableSearch& search) {
      return !search.done && column_of(search) == walk.column;
    });
  };
  for (const Walk& walk : walks_) {
    for (TableSearch& search : searches_) {
      if (walk.over && !search.done && column_of(search) == walk.column) {
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
    const Oid& column = column_of(search);
    const auto walking = [&](const Walk& walk) { return walk.column == column; };
    if (std::none_of(walks_.begin(), walks_.end(), walking)) {
      walks_.push_back({column, column});
    }
  }
}

std::vector<std::uint32_t> RowSearch::failed() const {
  const auto failed = [this](const Oid& column) {
    return std::find(failed_.begin(), failed_.end(), column) != failed_.end();
  };
  std::vector<std::uint32_t> tables;
  for (const std::uint32_t table : tables_) {
    const config::ProfileTable& of = profile_->tables[table];
    if (std::any_of(of.find.begin(), of.find.end(), failed) || (of.name && failed(*of.name))) {
      tables.push_back(table);
    }
  }
  return tables;
}

std::vector<KnownRow> RowSearch::rows() const {
  std::vector<KnownRow> rows;
  for (const TableSearch& search : searches_) {
    const config::ProfileTable& table = table_of(search);
    const bool every = !table.named_only || (table.single && search.all.size() == 1);
    std::copy_if(
        search.all.begin(), search.all.end(), std::back_inserter(rows), [&](const KnownRow& known) {
          return every || !known.row.name.empty();
        });
    for (const Wanted& wanted : search.wanted) {
      if (wanted.found) {
        rows.push_back(*wanted.found);
      }
    }
  }
  return rows;
}

}  // namespace pantau::snmp
