// SPDX-License-Identifier: Apache-2.0
// The rows of a result: those of which the answer says that they are still the same.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "probes/snmp/device_poll.hpp"
#include "probes/snmp/poll_run.hpp"

namespace pantau::snmp {

DevicePoll::RowState DevicePoll::check_row(KnownRow& known) const {
  const Oid* column = check_column(*memory_.profile, known);
  if (column == nullptr) {
    return run_->first_get ? RowState::same : check_values(known);
  }
  const auto place = memory_.plan.list.find(column->arcs(), known.row.index);
  if (!place || run_->answers.states[*place] == Answers::State::open) {
    return RowState::unknown;
  }
  const Value* name = run_->answers.value(place);
  if (name == nullptr) {
    // A table whose rows have no names is one whose rows are told by their index.
    known.nameless = !known.named;
    return known.named ? RowState::lost : RowState::same;
  }
  const config::ProfileTable& table = memory_.profile->tables[known.row.table];
  std::string label = label_of(table, name, known.row.index);
  if (!known.named) {
    known.named = true;
    known.row.name = std::move(label);
    return RowState::same;
  }
  return label == known.row.name ? RowState::same : RowState::lost;
}

// Without a name a row is gone when none of its columns is there any more.
DevicePoll::RowState DevicePoll::check_values(const KnownRow& known) const {
  bool asked = false;
  for (const config::Source& source : memory_.profile->tables[known.row.table].columns) {
    const auto place = memory_.plan.list.find(source.oid.arcs(), known.row.index);
    if (!place) {
      continue;
    }
    if (run_->answers.states[*place] != Answers::State::missing) {
      return run_->answers.value(place) != nullptr ? RowState::same : RowState::unknown;
    }
    asked = true;
  }
  return asked ? RowState::lost : RowState::same;
}

bool DevicePoll::publish() {
  PollResult& result = run_->result;
  bool none_lost = true;
  std::vector<Row> rows;
  for (KnownRow& known : memory_.rows) {
    const RowState state = check_row(known);
    none_lost = none_lost && state != RowState::lost;
    if (state == RowState::same) {
      rows.push_back(known.row);
    }
  }
  std::vector<VarBind> bindings = sorted_values(memory_.plan.list, run_->answers);
  // A second GET of which nothing came does not take away what the first one brought.
  if (!bindings.empty() || result.bindings.empty()) {
    result.profile = memory_.profile;
    result.rows = std::move(rows);
    result.bindings = std::move(bindings);
  }
  return none_lost;
}

}  // namespace pantau::snmp
