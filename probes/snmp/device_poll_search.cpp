// SPDX-License-Identifier: Apache-2.0
// The search of rows, before the GET or beside it.
#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "probes/snmp/device_poll.hpp"
#include "probes/snmp/poll_run.hpp"

namespace pantau::snmp {

namespace {

std::vector<std::string> without_doubles(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  for (const std::string& name : names) {
    if (std::find(once.begin(), once.end(), name) == once.end()) {
      once.push_back(name);
    }
  }
  return once;
}

bool is_interfaces(const config::DeviceProfile& profile, std::uint32_t table) {
  return profile.tables[table].rows == config::RowChoice::interfaces;
}

bool lies_in(const std::vector<std::uint32_t>& tables, const KnownRow& known) {
  return std::find(tables.begin(), tables.end(), known.row.table) != tables.end();
}

/// The place of the same row among `rows`.
std::vector<KnownRow>::const_iterator find_row(const std::vector<KnownRow>& rows,
                                               const KnownRow& one) {
  return std::find_if(rows.begin(), rows.end(), [&](const KnownRow& other) {
    return one.row.table == other.row.table && one.row.index == other.row.index &&
           (!one.named || !other.named || one.row.name == other.row.name);
  });
}

}  // namespace

void DevicePoll::go_slow_cycle(net::Now now) {
  if (memory_.slow_due == net::SteadyTime{}) {
    memory_.slow_due = now.steady + kSlowCycle;
  }
  if (now.steady < memory_.slow_due) {
    return;
  }
  memory_.slow_due = now.steady + kSlowCycle;
  if (now.steady >= memory_.limit_due) {
    memory_.get_limit = kMaxGetObjects;
  }
  memory_.plan_trimmed = false;
  const bool costly = settings_.version == Version::v1;
  if (++memory_.slow_cycles % (costly ? kLearnAgainCyclesV1 : kLearnAgainCycles) == 0) {
    memory_.forget_absences(settings_.version);
  }
  memory_.slow_search = memory_.profile && memory_.rows_known;
  if (memory_.slow_search) {
    memory_.slow_search = !tables_to_search().empty();
    memory_.search_wait = memory_.slow_search ? 1 : memory_.search_wait;
  }
}

std::uint32_t DevicePoll::slow_polls() const {
  const net::Nanoseconds interval =
      std::max<net::Nanoseconds>(settings_.interval, std::chrono::seconds(1));
  return static_cast<std::uint32_t>(std::max<std::int64_t>(1, kSlowCycle / interval));
}

bool DevicePoll::search_is_due() {
  return !run_->searched && memory_.search_wait > 0 && --memory_.search_wait == 0;
}

std::vector<std::uint32_t> DevicePoll::tables_to_search() const {
  const config::DeviceProfile& profile = *memory_.profile;
  const bool every = !memory_.searched_once || memory_.relearning;
  const bool all = every || memory_.slow_cycles % kLearnAgainCycles == 0;
  std::vector<std::uint32_t> tables;
  for (std::uint32_t table = 0; table < profile.tables.size(); ++table) {
    const bool empty =
        std::none_of(memory_.rows.begin(), memory_.rows.end(), [table](const KnownRow& known) {
          return known.row.table == table;
        });
    const bool failed = std::count(memory_.failed.begin(), memory_.failed.end(), table) > 0;
    const bool wanted = is_interfaces(profile, table)
                            ? !settings_.interfaces.empty() && !memory_.missing.empty()
                            : memory_.slow_search && (empty || all);
    if (every || wanted || failed) {
      tables.push_back(table);
    }
  }
  return tables;
}

void DevicePoll::begin_search(net::Now now, PollTurn& turn) {
  PollRun& run = *run_;
  run.stage = PollStage::search;
  run.searched = true;
  run.search_until = now.steady + (run.deadline - now.steady) / 2;
  if (!memory_.search) {
    memory_.search = std::make_unique<RowSearch>(
        memory_.profile, tables_to_search(), without_doubles(settings_.interfaces));
    memory_.slow_search = false;
  }
  continue_search(now, turn);
}

void DevicePoll::begin_search_beside(net::Now now, PollTurn& turn) {
  run_->beside = true;
  run_->result.missing_interfaces = memory_.missing;
  begin_search(now, turn);
}

void DevicePoll::continue_search(net::Now now, PollTurn& turn) {
  PollRun& run = *run_;
  if (memory_.search->done()) {
    install_rows(now);
    if (run.beside) {
      finish(Fault::none, {}, turn);
      return;
    }
  } else if (now.steady < run.search_until) {
    begin_step(now, turn);
    return;
  } else {
    memory_.search_wait = run.beside ? 1 : 0;
    note(Fault::timeout, "rows are still being searched");
    if (run.get_done) {
      finish(Fault::none, {}, turn);
      return;
    }
  }
  begin_get(now, turn);
}

void DevicePoll::install_rows(net::Now now) {
  const std::unique_ptr<RowSearch> search = std::move(memory_.search);
  if (search->fault() != Fault::none) {
    ++numbers_.faults[static_cast<std::size_t>(search->fault())];
    note(search->fault(), search->detail());
  }
  memory_.failed = run_->search_refused ? search->tables() : search->failed();
  const std::vector<std::string> missing = memory_.missing;
  const bool changed = replace_rows(*search);
  note_missing();
  plan_search(missing != memory_.missing || changed);
  memory_.rows_known = true;
  memory_.ask_first = false;
  memory_.searched_once = true;
  run_->first_get = true;
  run_->result.rows_found = run_->result.rows_found || memory_.relearning;
  memory_.relearning = false;
  if (!run_->beside) {
    memory_.slow_due = now.steady + kSlowCycle;
  }
  if (changed || !run_->beside) {
    memory_.rows_fresh = run_->beside;
    memory_.forget_plan();
  }
}

// Rows of a walk that failed stay, as the GET tells whether they are still there.
bool DevicePoll::replace_rows(const RowSearch& search) {
  const std::vector<KnownRow> before = std::move(memory_.rows);
  std::vector<KnownRow> rows;
  bool changed = false;
  for (const KnownRow& found : search.rows()) {
    const auto known = find_row(before, found);
    const bool fresh = known == before.end();
    changed = changed || fresh;
    rows.push_back(fresh || !run_->beside ? found : *known);
    if (fresh) {
      ask_columns(found);
    }
  }
  for (const KnownRow& known : before) {
    const bool kept =
        !lies_in(search.tables(), known) || (run_->beside && lies_in(memory_.failed, known));
    if (kept && find_row(rows, known) == rows.end()) {
      rows.push_back(known);
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& one, const auto& two) {
    return one.row.table < two.row.table;
  });
  memory_.rows = std::move(rows);
  return changed || memory_.rows.size() != before.size();
}

void DevicePoll::ask_columns(const KnownRow& known) {
  for (const config::Source& source : memory_.profile->tables[known.row.table].columns) {
    memory_.absences.ask(source.oid.with(known.row.index));
  }
}

void DevicePoll::note_missing() {
  memory_.missing.clear();
  for (const std::string& name : without_doubles(settings_.interfaces)) {
    const bool found =
        std::any_of(memory_.rows.begin(), memory_.rows.end(), [&](const KnownRow& known) {
          return known.row.name == name && is_interfaces(*memory_.profile, known.row.table);
        });
    if (!found) {
      memory_.missing.push_back(name);
    }
  }
}

// A line that failed may be back at any moment; a name that nobody has costs less and less.
void DevicePoll::plan_search(bool changed) {
  const auto& tables = memory_.profile->tables;
  const bool any_table = std::any_of(tables.begin(), tables.end(), [](const auto& table) {
    return table.rows == config::RowChoice::interfaces;
  });
  const bool again = (any_table && !memory_.missing.empty()) || !memory_.failed.empty();
  if (!run_->beside || changed) {
    memory_.search_pause = 1;
  } else {
    memory_.search_pause = std::min(slow_polls(), 2 * memory_.search_pause);
  }
  memory_.search_wait = again ? memory_.search_pause : 0;
  if (memory_.slow_search) {
    memory_.search_wait = 1;
  }
}

void DevicePoll::put_off_search() {
  memory_.search_pause = std::min(slow_polls(), 2 * memory_.search_pause);
  memory_.search_wait = memory_.search_pause;
  // Not for ever at the place where it is not answered.
  if (memory_.search_pause > 2) {
    memory_.failed = memory_.search->tables();
    memory_.search.reset();
  }
}

}  // namespace pantau::snmp
