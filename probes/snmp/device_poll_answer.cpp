// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "probes/snmp/device_poll.hpp"
#include "probes/snmp/poll_run.hpp"

namespace pantau::snmp {

namespace {

/// The agent itself answered, be it with a refusal.
bool from_agent(const Answer& answer) {
  return answer.fault == Fault::none || answer.received != net::SteadyTime{};
}

}  // namespace

void DevicePoll::answered(const Answer& answer, net::Now now, PollTurn& turn) {
  const bool awaited = run_ && answer.step == step_ && answer.final;
  if (answer.fault != Fault::none && (awaited || !answer.final)) {
    ++numbers_.faults[static_cast<std::size_t>(answer.fault)];
  }
  if (!awaited) {
    return;
  }
  if (from_agent(answer)) {
    heard(answer, now);
  }
  if (answer.fault == Fault::none) {
    accept(answer, now, turn);
  } else {
    refuse(answer, now, turn);
  }
}

void DevicePoll::heard(const Answer& answer, net::Now now) {
  PollResult& result = run_->result;
  const net::Nanoseconds ago = answer.received == net::SteadyTime{} || answer.received > now.steady
                                   ? net::Nanoseconds{0}
                                   : now.steady - answer.received;
  result.answered = true;
  ++result.round_trips;
  // That of the values, not that of a search after them.
  if (!run_->beside) {
    result.answered_at = {now.steady - ago, now.wall - ago, now.boot - ago};
  }
}

void DevicePoll::accept(const Answer& answer, net::Now now, PollTurn& turn) {
  switch (run_->stage) {
    case PollStage::discover:
      memory_.engine_known = true;
      next(now, turn);
      return;
    case PollStage::search:
      memory_.auth_failures = 0;
      memory_.bulk_succeeded();
      memory_.search->answered(answer.bindings);
      continue_search(now, turn);
      return;
    default:
      memory_.auth_failures = 0;
      accept_objects(answer, now, turn);
  }
}

void DevicePoll::refuse(const Answer& answer, net::Now now, PollTurn& turn) {
  const PollStage stage = run_->stage;
  const bool an_object = answer.fault == Fault::no_such_name || answer.fault == Fault::too_big ||
                         (answer.fault == Fault::other && answer.error_index > 0);
  if (answer.fault == Fault::unknown_engine && stage != PollStage::discover) {
    discover_again(answer, now, turn);
  } else if (an_object && stage == PollStage::search) {
    refuse_search(answer, now, turn);
  } else if (an_object && stage != PollStage::discover) {
    refuse_objects(answer, now, turn);
  } else {
    if (answer.fault == Fault::auth && !run_->beside) {
      ++memory_.auth_failures;
      memory_.engine_known = false;
    }
    finish(answer.fault, answer.detail, turn);
  }
}

void DevicePoll::discover_again(const Answer& answer, net::Now now, PollTurn& turn) {
  memory_.engine_known = false;
  if (run_->discovered_again) {
    finish(answer.fault, answer.detail, turn);
    return;
  }
  run_->discovered_again = true;
  run_->interrupted = true;
  run_->resume = run_->stage;
  next(now, turn);
}

void DevicePoll::refuse_search(const Answer& answer, net::Now now, PollTurn& turn) {
  if (answer.fault == Fault::too_big && memory_.bulk > 1) {
    memory_.bulk_failed();
  } else {
    if (answer.fault != Fault::no_such_name) {
      run_->search_refused = true;
      note(answer.fault, answer.detail);
    }
    memory_.search->at_end(answer.error_index);
  }
  continue_search(now, turn);
}

void DevicePoll::refuse_objects(const Answer& answer, net::Now now, PollTurn& turn) {
  PollRun& run = *run_;
  const bool too_big = answer.fault == Fault::too_big;
  const auto dropped = too_big ? run.batch.too_big() : run.batch.refused(answer.error_index);
  if (dropped) {
    run.answers.states[*dropped] = Answers::State::missing;
  }
  // Known at once: a version-1 agent that lacks many objects may need more than one poll.
  if (dropped && run.stage == PollStage::get) {
    remember_absences();
    memory_.plan_known = false;
  }
  if (run.batch.done()) {
    objects_done(now, turn);
  } else {
    begin_step(now, turn);
  }
}

const AskList& DevicePoll::asked() const {
  return run_->stage == PollStage::identify ? run_->identify : memory_.plan.list;
}

void DevicePoll::accept_objects(const Answer& answer, net::Now now, PollTurn& turn) {
  PollRun& run = *run_;
  const std::vector<std::uint32_t>& part = run.batch.part();
  for (std::size_t i = 0; i < answer.bindings.size(); ++i) {
    take(answer.bindings[i], i);
  }
  const auto open = std::count_if(part.begin(), part.end(), [&](std::uint32_t place) {
    return run.answers.states[place] == Answers::State::open;
  });
  if (open > 0) {
    ++numbers_.faults[static_cast<std::size_t>(Fault::decode)];
    note(Fault::decode, "answer without " + std::to_string(open) + " of the objects asked for");
  }
  if (run.stage == PollStage::get) {
    memory_.lost_gets = 0;
  }
  run.batch.answered();
  if (run.batch.done()) {
    objects_done(now, turn);
  } else {
    begin_step(now, turn);
  }
}

// Agents answer in the order of the question; one that does not is searched for what it meant.
void DevicePoll::take(const VarBind& binding, std::size_t place_in_part) {
  PollRun& run = *run_;
  const std::vector<std::uint32_t>& part = run.batch.part();
  std::optional<std::uint32_t> place;
  if (place_in_part < part.size() && same(binding.oid.arcs(), asked()[part[place_in_part]])) {
    place = part[place_in_part];
  } else {
    place = asked().find(binding.oid.arcs());
    if (!place || std::find(part.begin(), part.end(), *place) == part.end()) {
      return;
    }
  }
  if (run.answers.states[*place] != Answers::State::open) {
    return;
  }
  const bool missing = std::holds_alternative<Missing>(binding.value);
  run.answers.states[*place] = missing ? Answers::State::missing : Answers::State::value;
  run.answers.values[*place] = binding.value;
}

void DevicePoll::objects_done(net::Now now, PollTurn& turn) {
  if (run_->stage == PollStage::identify) {
    identified(now, turn);
  } else {
    get_done(now, turn);
  }
}

}  // namespace pantau::snmp
