// SPDX-License-Identifier: Apache-2.0
// The identification and the GET, and what is learned from their answers.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

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
    run.result.bindings = sorted_values(run.identify, run.answers);
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
  memory_.forget_rows();
  next(now, turn);
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
  const bool moved = take_result(now);
  run.get_done = true;
  const bool learned = memory_.rows_known && memory_.profile;
  const bool time_left = now.steady < run.deadline;
  if (learned && time_left && search_is_due()) {
    begin_search_beside(now, turn);
    return;
  }
  const bool may_learn = moved ? !run.learned_again : !run.searched;
  if (!learned && time_left && may_learn) {
    run.learned_again = run.learned_again || moved;
    run.searched = false;
    memory_.ask_first = false;
    next(now, turn);
    return;
  }
  if (moved) {
    note(Fault::other, "rows moved");
  } else if (!learned && !run.searched) {
    note(Fault::timeout, "rows are still being searched");
  }
  finish(Fault::none, {}, turn);
}

bool DevicePoll::take_result(net::Now now) {
  // A search that is on its way already goes on: begun anew in each poll, one that takes longer
  // than a poll would never end.
  const bool searching = !memory_.rows_known && memory_.search;
  const bool rows_moved = !publish() && !searching;
  const bool another = is_another_agent();
  const bool again = restarted(now) || another;
  learn_limit();
  learn_plan();
  if (again) {
    memory_.learn_again(settings_.version, settings_.profile == nullptr);
  } else if (rows_moved) {
    memory_.learn_again(settings_.version, false);
  }
  return again || rows_moved;
}

AgentClocks DevicePoll::clocks(net::Now now) const {
  const auto value = [this](config::Quantity quantity) {
    return value_of(*memory_.profile, quantity, memory_.plan.list, run_->answers);
  };
  const auto integer = [&](config::Quantity quantity) -> std::optional<std::int64_t> {
    const Value* said = value(quantity);
    return said == nullptr ? std::nullopt : integer_of(*said);
  };
  AgentClocks clocks;
  clocks.boots = integer(config::Quantity::engine_boots);
  clocks.engine_time = integer(config::Quantity::engine_time);
  if (const Value* said = value(config::Quantity::sys_uptime)) {
    if (const auto* ticks = std::get_if<Ticks>(said)) {
      clocks.uptime = ticks->value;
    }
  }
  clocks.read = now.steady;
  return clocks;
}

bool DevicePoll::restarted(net::Now now) {
  AgentClocks after = clocks(now);
  const AgentClocks& before = memory_.clocks;
  const bool restarted = restarted_between(before, after);
  // A clock that fails to come once must not hide a restart.
  after.boots = after.boots ? after.boots : before.boots;
  after.engine_time = after.engine_time ? after.engine_time : before.engine_time;
  if (!after.uptime) {
    after.uptime = before.uptime;
    after.read = before.read;
  }
  memory_.clocks = after;
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

// How many objects fit into one GET.
void DevicePoll::learn_limit() {
  const PollRun& run = *run_;
  if (const auto limit = run.batch.learned_limit()) {
    memory_.limit_get(*limit, run.result.answered_at);
  }
  if (run.reduced_to > 0) {
    memory_.worked_reduced = run.reduced_to;
  } else if (memory_.get_limit == kMaxGetObjects) {
    memory_.worked_reduced = 0;
    memory_.limit_pause = kSlowCycle;
  }
}

// Which objects the next GET can leave out.
void DevicePoll::learn_plan() {
  // An agent that has nothing at all (a view that was set up too late) is not learned from.
  const auto& states = run_->answers.states;
  if (settings_.version != Version::v1 &&
      std::count(states.begin(), states.end(), Answers::State::value) == 0) {
    return;
  }
  const bool missing = !missing_now().empty();
  if (!missing && memory_.plan_trimmed && suffices(ask_input(), memory_.plan, run_->answers)) {
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
  memory_.plan_trimmed = suffices(ask_input(), memory_.plan, run_->answers);
  memory_.plan = memory_.plan_trimmed ? ask_needed(ask_input(), memory_.plan.list, run_->answers)
                                      : ask_everything(ask_input());
}

}  // namespace pantau::snmp
