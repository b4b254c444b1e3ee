// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/ask_list.hpp"

#include <algorithm>
#include <compare>
#include <numeric>
#include <string_view>
#include <utility>
#include <variant>

namespace pantau::snmp {

namespace {

using config::Source;

const Oid sys_object_id_oid{1, 3, 6, 1, 2, 1, 1, 2, 0};

/// `whole` against `head` with `tail` behind it, without building the latter.
std::strong_ordering order(Arcs whole, Arcs head, Arcs tail) {
  const auto compare = [](Arcs left, Arcs right) {
    return std::lexicographical_compare_three_way(
        left.begin(), left.end(), right.begin(), right.end());
  };
  const std::size_t cut = std::min(whole.size(), head.size());
  const auto first = compare(whole.first(cut), head);
  return first != std::strong_ordering::equal ? first : compare(whole.subspan(cut), tail);
}

bool contains(const OidList& sorted, Arcs head, Arcs tail) {
  std::size_t low = 0;
  std::size_t high = sorted.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const auto found = order(sorted[middle], head, tail);
    if (found == std::strong_ordering::equal) {
      return true;
    }
    (found == std::strong_ordering::less ? low : high) =
        found == std::strong_ordering::less ? middle + 1 : middle;
  }
  return false;
}

/// What stands beside a column is a column of the same row, or a scalar: its last arc is 0, which
/// no column has (RFC 2578, 7.7).
Arcs index_beside(const Oid& oid, Arcs index) {
  return !oid.empty() && oid.arcs().back() == 0 ? Arcs{} : index;
}

/// As interpret() will see it, but for conditions and ranges that move with other values: such a
/// source never makes another one needless.
bool has_value(const Source& source, const Value* value) {
  if (value == nullptr || !source.when.empty() || source.entity) {
    return false;
  }
  const auto integer = integer_of(*value);
  if (integer &&
      std::find(source.absent.begin(), source.absent.end(), *integer) != source.absent.end()) {
    return false;
  }
  switch (config::traits_of(source.quantity).kind) {
    case config::ValueKind::text:
      return !std::holds_alternative<std::string>(*value) || !std::get<std::string>(*value).empty();
    case config::ValueKind::ticks:
      return std::holds_alternative<Ticks>(*value);
    case config::ValueKind::counter:
      return std::holds_alternative<Counter>(*value);
    default:
      break;
  }
  if (!source.values.empty() || source.other) {
    return integer && (source.other || source.values.contains(*integer));
  }
  const auto number = number_of(*value);
  const double scaled = number ? *number * source.scale + source.offset : 0;
  return number && (!source.minimum || scaled >= *source.minimum) &&
         (!source.maximum || scaled <= *source.maximum);
}

}  // namespace

const Value* Answers::value(std::optional<std::uint32_t> place) const {
  return place && states[*place] == State::value ? &values[*place] : nullptr;
}

std::vector<VarBind> sorted_values(const AskList& asked, const Answers& answers) {
  std::vector<VarBind> bindings;
  bindings.reserve(asked.size());
  for (const std::uint32_t place : asked.sorted()) {
    if (const Value* value = answers.value(place)) {
      bindings.push_back({Oid(asked[place]), *value});
    }
  }
  return bindings;
}

AskList::AskList(const std::vector<Oid>& oids) {
  std::vector<Oid> once = oids;
  std::sort(once.begin(), once.end());
  once.erase(std::unique(once.begin(), once.end()), once.end());
  for (const Oid& oid : once) {
    oids_.push_back(oid.arcs());
  }
  sorted_.resize(once.size());
  std::iota(sorted_.begin(), sorted_.end(), 0U);
}

std::optional<std::uint32_t> AskList::find(Arcs head, Arcs tail) const {
  const auto found = std::partition_point(sorted_.begin(), sorted_.end(), [&](std::uint32_t place) {
    return order(oids_[place], head, tail) == std::strong_ordering::less;
  });
  if (found == sorted_.end() || order(oids_[*found], head, tail) != std::strong_ordering::equal) {
    return std::nullopt;
  }
  return *found;
}

std::size_t AskList::memory_bytes() const {
  return oids_.memory_bytes() + sorted_.capacity() * sizeof(std::uint32_t);
}

class AskListBuilder {
 public:
  AskListBuilder(const AskInput& input, const AskList* asked, const Answers* answers)
      : input_(input), asked_(asked), answers_(answers) {}

  AskPlan build();

 private:
  void add_scope(const std::vector<Source>& sources, std::uint32_t row, Arcs index);
  void add(const Source& source, Arcs index);
  void add(const Oid& oid, Arcs index);
  [[nodiscard]] bool can_have(const Source& source, Arcs index) const;
  void finish();

  const AskInput& input_;
  const AskList* asked_;
  const Answers* answers_;
  AskPlan plan_;
};

AskPlan AskListBuilder::build() {
  if (input_.sys_object_id) {
    add(sys_object_id_oid, {});
  }
  add_scope(input_.profile.scalars, Preferred::kNoRow, {});
  for (std::size_t i = 0; i < input_.rows.size(); ++i) {
    const KnownRow& known = input_.rows[i];
    if (const Oid* check = check_column(input_.profile, known); check != nullptr) {
      plan_.list.oids_.push_back(check->arcs(), known.row.index);
    }
    const auto row = static_cast<std::uint32_t>(i);
    add_scope(input_.profile.tables[known.row.table].columns, row, known.row.index);
  }
  finish();
  return std::move(plan_);
}

void AskListBuilder::add_scope(const std::vector<Source>& sources, std::uint32_t row, Arcs index) {
  struct Served {
    config::Quantity quantity;
    std::string_view name;
    std::uint32_t source;
    bool noted;
  };

  std::vector<Served> served;
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    const Source& source = sources[i];
    if (!can_have(source, index)) {
      continue;
    }
    const auto better = std::find_if(served.begin(), served.end(), [&](const Served& one) {
      return one.quantity == source.quantity && one.name == source.name;
    });
    if (better != served.end()) {
      if (!better->noted) {
        plan_.preferred.push_back({row, better->source});
        better->noted = true;
      }
      continue;
    }
    add(source, index);
    if (answers_ != nullptr &&
        has_value(source, answers_->value(asked_->find(source.oid.arcs(), index)))) {
      served.push_back({source.quantity, source.name, i, false});
    }
  }
}

bool AskListBuilder::can_have(const Source& source, Arcs index) const {
  const auto absent = [&](const Oid& oid, Arcs tail) {
    return contains(input_.absent, oid.arcs(), tail);
  };
  return !absent(source.oid, index) &&
         std::none_of(source.when.begin(), source.when.end(), [&](const auto& condition) {
           return absent(condition.oid, index_beside(condition.oid, index));
         });
}

void AskListBuilder::add(const Source& source, Arcs index) {
  add(source.oid, index);
  for (const config::Condition& condition : source.when) {
    add(condition.oid, index_beside(condition.oid, index));
  }
  if (source.entity) {
    add(source.entity->scale, index_beside(source.entity->scale, index));
    add(source.entity->precision, index_beside(source.entity->precision, index));
  }
}

void AskListBuilder::add(const Oid& oid, Arcs index) {
  if (!contains(input_.absent, oid.arcs(), index)) {
    plan_.list.oids_.push_back(oid.arcs(), index);
  }
}

// Takes out doubles: the first of them stays where it stands.
void AskListBuilder::finish() {
  const OidList all = std::move(plan_.list.oids_);
  std::vector<std::uint32_t> order(all.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
    return less(all[left], all[right]);
  });
  const auto last = std::unique(order.begin(), order.end(), [&](auto left, auto right) {
    return same(all[left], all[right]);
  });
  order.erase(last, order.end());
  std::vector<std::uint32_t> kept = order;
  std::sort(kept.begin(), kept.end());
  AskList& list = plan_.list;
  list.oids_ = {};
  for (const std::uint32_t place : kept) {
    list.oids_.push_back(all[place]);
  }
  list.oids_.shrink_to_fit();
  list.sorted_.clear();
  for (const std::uint32_t place : order) {
    const auto at = std::lower_bound(kept.begin(), kept.end(), place);
    list.sorted_.push_back(static_cast<std::uint32_t>(at - kept.begin()));
  }
  list.sorted_.shrink_to_fit();
}

AskPlan ask_everything(const AskInput& input) {
  return AskListBuilder(input, nullptr, nullptr).build();
}

AskPlan ask_needed(const AskInput& input, const AskList& asked, const Answers& answers) {
  return AskListBuilder(input, &asked, &answers).build();
}

bool suffices(const AskInput& input, const AskPlan& plan, const Answers& answers) {
  return std::all_of(plan.preferred.begin(), plan.preferred.end(), [&](const Preferred& one) {
    const bool scalar = one.row == Preferred::kNoRow;
    const Row* row = scalar ? nullptr : &input.rows[one.row].row;
    const Source& source = scalar ? input.profile.scalars[one.source]
                                  : input.profile.tables[row->table].columns[one.source];
    const Arcs index = scalar ? Arcs{} : Arcs(row->index);
    return has_value(source, answers.value(plan.list.find(source.oid.arcs(), index)));
  });
}

const Oid* check_column(const config::DeviceProfile& profile, const KnownRow& row) {
  const config::ProfileTable& table = profile.tables[row.row.table];
  if (table.rows == config::RowChoice::interfaces) {
    return &table.find[row.found_by];
  }
  return table.name && !row.nameless ? &*table.name : nullptr;
}

}  // namespace pantau::snmp
