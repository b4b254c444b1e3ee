// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>
#include <variant>

#include "probes/snmp/device_poll.hpp"
#include "probes/snmp/poll_run.hpp"

namespace pantau::snmp {

namespace {

// SNMPv2-MIB (RFC 3418).
const Oid sys_descr_oid{1, 3, 6, 1, 2, 1, 1, 1, 0};
const Oid sys_object_id_oid{1, 3, 6, 1, 2, 1, 1, 2, 0};
const Oid sys_uptime_oid{1, 3, 6, 1, 2, 1, 1, 3, 0};

const Value* value_of(const AskList& asked, const Answers& answers, const Oid& oid) {
  return answers.value(asked.find(oid.arcs()));
}

/// The first scalar of the profile that means this.
const Value* value_of(const config::DeviceProfile& profile,
                      config::Quantity quantity,
                      const AskList& asked,
                      const Answers& answers) {
  for (const config::Source& source : profile.scalars) {
    if (source.quantity == quantity) {
      if (const Value* value = value_of(asked, answers, source.oid)) {
        return value;
      }
    }
  }
  return nullptr;
}

std::vector<VarBind> sorted_bindings(const AskList& asked, const Answers& answers) {
  std::vector<VarBind> bindings;
  bindings.reserve(asked.size());
  for (const std::uint32_t place : asked.sorted()) {
    if (const Value* value = answers.value(place)) {
      bindings.push_back({Oid(asked[place]), *value});
    }
  }
  return bindings;
}

std::vector<std::string> without_doubles(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  for (const std::string& name : names) {
    if (std::find(once.begin(), once.end(), name) == once.end()) {
      once.push_back(name);
    }
  }
  return once;
}

bool is_clock(const config::DeviceProfile& profile, Arcs oid) {
  using config::Quantity;
  return same(oid, sys_object_id_oid.arcs()) ||
         std::any_of(
             profile.scalars.begin(), profile.scalars.end(), [oid](const config::Source& source) {
               const Quantity means = source.quantity;
               return (means == Quantity::sys_uptime || means == Quantity::engine_boots ||
                       means == Quantity::engine_time || means == Quantity::sys_object_id) &&
                      same(source.oid.arcs(), oid);
             });
}

bool is_interfaces(const config::DeviceProfile& profile, std::uint32_t table) {
  return profile.tables[table].rows == config::RowChoice::interfaces;
}

}  // namespace

void DevicePoll::begin_identify() {
  PollRun& run = *run_;
  std::vector<Oid> oids =
      settings_.profiles ? config::deciding_objects(*settings_.profiles) : std::vector<Oid>{};
  oids.insert(oids.end(), {sys_descr_oid, sys_object_id_oid, sys_uptime_oid});
  run.stage = PollStage::identify;
  run.identify = AskList(oids);
  run.answers = Answers(run.identify.size());
  run.batch = ObjectBatch(run.identify.size(), memory_.get_limit);
}

void DevicePoll::identified(net::Now now, PollTurn& turn) {
  PollRun& run = *run_;
  const Value* said = value_of(run.identify, run.answers, sys_object_id_oid);
  const Oid* id = said == nullptr ? nullptr : std::get_if<Oid>(said);
  const auto has = [&](const Oid& oid) {
    return value_of(run.identify, run.answers, oid) != nullptr;
  };
  if (!run.get_done) {
    run.result.bindings = sorted_bindings(run.identify, run.answers);
  }
  const Oid sys_object_id = id == nullptr ? Oid{} : *id;
  if (settings_.profiles) {
    memory_.profile = config::choose_profile(*settings_.profiles, sys_object_id, has);
  }
  if (!memory_.profile) {
    finish(Fault::other, "no profile suits sysObjectID " + config::to_string(sys_object_id), turn);
    return;
  }
  memory_.sys_object_id = sys_object_id;
  if (memory_.absences_of != memory_.profile.get()) {
    memory_.absences = {};
    memory_.absences_of = memory_.profile.get();
  }
  memory_.rows.clear();
  memory_.rows_known = false;
  memory_.searched_once = false;
  memory_.search.reset();
  next(now, turn);
}

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
  const auto has = [](const std::vector<std::uint32_t>& tables, const KnownRow& known) {
    return std::find(tables.begin(), tables.end(), known.row.table) != tables.end();
  };
  const auto in = [](const std::vector<KnownRow>& rows, const KnownRow& one) {
    return std::find_if(rows.begin(), rows.end(), [&](const KnownRow& other) {
      return one.row.table == other.row.table && one.row.index == other.row.index &&
             (!one.named || !other.named || one.row.name == other.row.name);
    });
  };
  const std::vector<KnownRow> before = std::move(memory_.rows);
  std::vector<KnownRow> rows;
  bool changed = false;
  for (const KnownRow& found : search.rows()) {
    const auto known = in(before, found);
    changed = changed || known == before.end();
    rows.push_back(known == before.end() || !run_->beside ? found : *known);
    if (known == before.end()) {
      for (const config::Source& source : memory_.profile->tables[found.row.table].columns) {
        memory_.absences.ask(source.oid.with(found.row.index));
      }
    }
  }
  for (const KnownRow& known : before) {
    const bool kept = !has(search.tables(), known) || (run_->beside && has(memory_.failed, known));
    if (kept && in(rows, known) == rows.end()) {
      rows.push_back(known);
    }
  }
  changed = changed || rows.size() != before.size();
  std::stable_sort(rows.begin(), rows.end(), [](const auto& one, const auto& two) {
    return one.row.table < two.row.table;
  });
  memory_.rows = std::move(rows);
  return changed;
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

std::uint32_t DevicePoll::slow_polls() const {
  const net::Nanoseconds interval =
      std::max<net::Nanoseconds>(settings_.interval, std::chrono::seconds(1));
  return static_cast<std::uint32_t>(std::max<std::int64_t>(1, kSlowCycle / interval));
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

bool DevicePoll::search_is_due() {
  return !run_->searched && memory_.search_wait > 0 && --memory_.search_wait == 0;
}

AskInput DevicePoll::ask_input() const {
  return {*memory_.profile, memory_.rows, memory_.absences.now(), settings_.profile == nullptr};
}

void DevicePoll::begin_get(net::Now now, PollTurn& turn) {
  PollRun& run = *run_;
  run.stage = PollStage::get;
  if (!memory_.plan_known) {
    memory_.plan = ask_everything(ask_input());
    memory_.plan_known = true;
    memory_.plan_trimmed = false;
  }
  // An agent that refused everything once (a view that was set up too late) may have it by now.
  if (memory_.plan.list.size() == 0 && !memory_.absences.empty()) {
    memory_.absences.forget();
    memory_.plan = ask_everything(ask_input());
    memory_.plan_known = true;
  }
  run.get_done = false;
  run.first_get = run.first_get || std::exchange(memory_.rows_fresh, false);
  run.reduced_to = 0;
  run.answers = Answers(memory_.plan.list.size());
  run.batch = ObjectBatch(memory_.plan.list.size(), memory_.get_limit);
  if (run.batch.done()) {
    run.get_done = true;
    finish(run.result.answered ? Fault::none : Fault::other, "nothing to ask", turn);
    return;
  }
  begin_step(now, turn);
}

void DevicePoll::get_done(net::Now now, PollTurn& turn) {
  PollRun& run = *run_;
  const bool rows_same = publish();
  const bool changed = is_another_agent();
  const bool again = restarted(now) || changed;
  learn_from_get();
  run.get_done = true;
  if (again) {
    memory_.learn_again(settings_.version, settings_.profile == nullptr);
  } else if (!rows_same) {
    memory_.learn_again(settings_.version, false);
  }
  const bool learned = memory_.rows_known && memory_.profile;
  if (learned && now.steady < run.deadline && search_is_due()) {
    run.beside = true;
    run.result.missing_interfaces = memory_.missing;
    begin_search(now, turn);
    return;
  }
  const bool may_learn = again || !rows_same ? !run.learned_again : !run.searched;
  if (learned || !may_learn || now.steady >= run.deadline) {
    if (again || !rows_same) {
      note(Fault::other, "rows moved");
    } else if (!learned && !run.searched) {
      note(Fault::timeout, "rows are still being searched");
    }
    finish(Fault::none, {}, turn);
    return;
  }
  run.learned_again = run.learned_again || again || !rows_same;
  run.searched = false;
  memory_.ask_first = false;
  next(now, turn);
}

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
  std::vector<VarBind> bindings = sorted_bindings(memory_.plan.list, run_->answers);
  // A second GET of which nothing came does not take away what the first one brought.
  if (!bindings.empty() || result.bindings.empty()) {
    result.profile = memory_.profile;
    result.rows = std::move(rows);
    result.bindings = std::move(bindings);
  }
  return none_lost;
}

bool DevicePoll::restarted(net::Now now) {
  const auto integer = [&](config::Quantity quantity) -> std::optional<std::int64_t> {
    const Value* value = value_of(*memory_.profile, quantity, memory_.plan.list, run_->answers);
    return value == nullptr ? std::nullopt : integer_of(*value);
  };
  AgentClocks clocks;
  clocks.boots = integer(config::Quantity::engine_boots);
  clocks.engine_time = integer(config::Quantity::engine_time);
  if (const Value* value = value_of(
          *memory_.profile, config::Quantity::sys_uptime, memory_.plan.list, run_->answers)) {
    if (const auto* ticks = std::get_if<Ticks>(value)) {
      clocks.uptime = ticks->value;
    }
  }
  clocks.read = now.steady;
  const AgentClocks& before = memory_.clocks;
  const bool restarted = restarted_between(before, clocks);
  // A clock that fails to come once must not hide a restart.
  clocks.boots = clocks.boots ? clocks.boots : before.boots;
  clocks.engine_time = clocks.engine_time ? clocks.engine_time : before.engine_time;
  if (!clocks.uptime) {
    clocks.uptime = before.uptime;
    clocks.read = before.read;
  }
  memory_.clocks = clocks;
  return restarted;
}

bool DevicePoll::is_another_agent() const {
  if (settings_.profile || !memory_.sys_object_id) {
    return false;
  }
  const Value* said = value_of(memory_.plan.list, run_->answers, sys_object_id_oid);
  const Oid* id = said == nullptr ? nullptr : std::get_if<Oid>(said);
  return id != nullptr && *id != *memory_.sys_object_id;
}

// What tells a restart or another agent is asked for in each GET, also of an agent that once said
// that it has none; with version 1, where this costs a round trip, it is tried again like what it
// had before.
std::vector<Absences::Missing> DevicePoll::missing_now() const {
  const AskList& list = memory_.plan.list;
  std::vector<Absences::Missing> missing;
  for (std::uint32_t place = 0; place < list.size(); ++place) {
    if (run_->answers.states[place] != Answers::State::missing) {
      continue;
    }
    const bool clock = is_clock(*memory_.profile, list[place]);
    if (!clock || settings_.version == Version::v1) {
      missing.push_back({Oid(list[place]), clock});
    }
  }
  return missing;
}

void DevicePoll::remember_absences() {
  memory_.absences.add(missing_now(), slow_polls());
}

// Which objects the next GET can leave out, and how many fit into one.
void DevicePoll::learn_from_get() {
  PollRun& run = *run_;
  if (const auto limit = run.batch.learned_limit()) {
    memory_.limit_get(*limit, run.result.answered_at);
  }
  if (run.reduced_to > 0) {
    memory_.worked_reduced = run.reduced_to;
  } else if (memory_.get_limit == kMaxGetObjects) {
    memory_.worked_reduced = 0;
    memory_.limit_pause = kSlowCycle;
  }
  // An agent that has nothing at all (a view that was set up too late) is not learned from.
  const auto& states = run.answers.states;
  if (settings_.version != Version::v1 &&
      std::count(states.begin(), states.end(), Answers::State::value) == 0) {
    return;
  }
  const bool missing = !missing_now().empty();
  if (!missing && memory_.plan_trimmed && suffices(ask_input(), memory_.plan, run.answers)) {
    return;
  }
  remember_absences();
  memory_.absences.settle();
  for (std::uint32_t place = 0; place < states.size(); ++place) {
    if (states[place] == Answers::State::value) {
      memory_.absences.had(memory_.plan.list[place]);
    }
  }
  memory_.plan_known = true;
  memory_.plan_trimmed = suffices(ask_input(), memory_.plan, run.answers);
  memory_.plan = memory_.plan_trimmed ? ask_needed(ask_input(), memory_.plan.list, run.answers)
                                      : ask_everything(ask_input());
}

}  // namespace pantau::snmp
