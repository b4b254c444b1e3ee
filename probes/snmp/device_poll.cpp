// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/device_poll.hpp"

#include <algorithm>
#include <utility>

#include "probes/snmp/poll_run.hpp"

namespace pantau::snmp {

namespace {

/// After this many polls without any answer one attempt a poll has to do.
constexpr std::uint32_t kSilentPolls = 3;
/// Fits into one packet on any path: not reduced further.
constexpr std::size_t kSmallGet = 16;

bool same_list(const config::ProfileList& left, const config::ProfileList& right) {
  return std::equal(
      left.begin(), left.end(), right.begin(), right.end(), [](const auto& one, const auto& other) {
        return one == other || (one->match == other->match && same_questions(*one, *other));
      });
}

/// Whether what was learned with `old` holds with `fresh`.
bool same_choice(const PollSettings& old, const PollSettings& fresh) {
  if (static_cast<bool>(old.profile) != static_cast<bool>(fresh.profile)) {
    return false;
  }
  if (old.profile) {
    return old.profile == fresh.profile || same_questions(*old.profile, *fresh.profile);
  }
  return old.profiles == fresh.profiles ||
         (old.profiles && fresh.profiles && same_list(*old.profiles, *fresh.profiles));
}

}  // namespace

bool same_questions(const config::DeviceProfile& left, const config::DeviceProfile& right) {
  return left.id == right.id && left.scalars == right.scalars && left.tables == right.tables;
}

DevicePoll::DevicePoll(DeviceId device, PollSettings settings)
    : device_(device), settings_(std::move(settings)) {
  memory_.profile = settings_.profile;
}

DevicePoll::~DevicePoll() = default;

net::SteadyTime DevicePoll::wakeup() const {
  return run_->expires;
}

bool DevicePoll::change(const PollSettings& settings) {
  const bool same = settings.version == settings_.version &&
                    settings.interfaces == settings_.interfaces && same_choice(settings_, settings);
  settings_ = settings;
  if (same) {
    return true;
  }
  memory_ = {};
  memory_.profile = settings_.profile;
  cancel();
  return false;
}

void DevicePoll::cancel() {
  run_.reset();
}

void DevicePoll::start(net::Now now, net::SteadyTime deadline, PollTurn& turn) {
  run_ = std::make_unique<PollRun>();
  run_->result.device = device_;
  run_->result.started = now;
  run_->result.answered_at = now;
  run_->deadline = deadline;
  go_slow_cycle(now);
  const bool costly = settings_.version == Version::v1;
  if (memory_.absences.next_poll(costly ? kRetriesV1 : kMaxGetObjects)) {
    memory_.forget_plan();
  }
  next(now, turn);
}

void DevicePoll::next(net::Now now, PollTurn& turn) {
  PollRun& run = *run_;
  if (settings_.version == Version::v3 && !memory_.engine_known) {
    run.stage = PollStage::discover;
  } else if (run.interrupted) {
    run.interrupted = false;
    run.stage = run.resume;
  } else if (!memory_.profile) {
    begin_identify();
  } else if (!memory_.rows_known && !run.searched && !memory_.ask_first) {
    begin_search(now, turn);
    return;
  } else {
    begin_get(now, turn);
    return;
  }
  begin_step(now, turn);
}

void DevicePoll::finish(Fault fault, std::string detail, PollTurn& turn) {
  PollRun& run = *run_;
  note(fault, std::move(detail));
  if (run.stage == PollStage::get && !run.get_done && !publish()) {
    memory_.rows_known = false;
  }
  PollResult& result = run.result;
  result.complete = result.fault == Fault::none;
  if (!result.profile) {
    result.profile = memory_.profile;
  }
  memory_.silent_polls = result.answered ? 0 : memory_.silent_polls + 1;
  if (run.beside && memory_.search && memory_.search_wait == 0) {
    put_off_search();
  }
  if (!run.beside) {
    result.missing_interfaces = memory_.missing;
  }
  turn.results.push_back(std::move(result));
  turn.idle.push_back(device_);
  run_.reset();
}

// The first fault is the one that is told: the others follow from it.
void DevicePoll::note(Fault fault, std::string detail) {
  if (!run_->beside && run_->result.fault == Fault::none && fault != Fault::none) {
    run_->result.fault = fault;
    run_->result.detail = std::move(detail);
  }
}

void DevicePoll::begin_step(net::Now now, PollTurn& turn) {
  ++step_;
  run_->tries = 0;
  run_->attempt = 0;
  if (run_->stage == PollStage::get) {
    if (reduced_get() < run_->batch.part().size()) {
      run_->reduced_to = reduced_get();
    }
    run_->batch.narrow(run_->reduced_to);
  }
  send(now, turn);
}

void DevicePoll::send(net::Now now, PollTurn& turn) {
  PollRun& run = *run_;
  ++numbers_.requests;
  if (run.tries > 0) {
    ++numbers_.retries;
  }
  // What is asked shortly before the search must pause still gets its time to be answered.
  const net::SteadyTime end = run.tries == 0 ? run.deadline : stage_end();
  run.expires = std::min(now.steady + patience(), end);
  turn.requests.push_back(request());
}

Request DevicePoll::request() const {
  const PollRun& run = *run_;
  Request request{.device = device_, .step = step_, .attempt = run.attempt, .oids = {}};
  switch (run.stage) {
    case PollStage::discover:
      request.kind = RequestKind::discover_engine;
      break;
    case PollStage::search:
      request.kind =
          settings_.version == Version::v1 ? RequestKind::get_next : RequestKind::get_bulk;
      request.oids = memory_.search->question();
      request.max_repetitions =
          settings_.version == Version::v1 ? 0 : memory_.search->repetitions(memory_.bulk);
      break;
    default:
      request.kind = RequestKind::get;
      request.oids.reserve(run.batch.part().size());
      for (const std::uint32_t place : run.batch.part()) {
        request.oids.emplace_back(asked()[place]);
      }
  }
  return request;
}

std::uint32_t DevicePoll::attempts_allowed() const {
  return memory_.silent_polls >= kSilentPolls && !run_->result.answered ? 1 : settings_.retries + 1;
}

// The only attempt waits as long as all of them would: an answer is late more often than lost.
net::Nanoseconds DevicePoll::patience() const {
  constexpr std::uint32_t kMostDoublings = 16;
  if (attempts_allowed() == 1) {
    const std::uint32_t doublings = std::min(settings_.retries + 1, kMostDoublings);
    return settings_.timeout * ((1LL << doublings) - 1);
  }
  return settings_.timeout * (1LL << std::min(run_->tries, kMostDoublings));
}

net::SteadyTime DevicePoll::stage_end() const {
  return run_->stage == PollStage::search ? run_->search_until : run_->deadline;
}

// Never within a poll: the late answer of a slow agent to the first attempt counts.
std::size_t DevicePoll::reduced_get() const {
  const std::uint32_t lost = memory_.lost_gets;
  const std::size_t size = run_->batch.part().size();
  if (lost % 2 == 0 || size <= 2 * kSmallGet) {
    return size;
  }
  return std::max(kSmallGet, size >> (1 + lost / 2 % 3));
}

void DevicePoll::expire(net::Now now, PollTurn& turn) {
  if (!run_ || now.steady < run_->expires) {
    return;
  }
  PollRun& run = *run_;
  ++numbers_.timeouts;
  ++run.tries;
  if (run.stage == PollStage::search) {
    memory_.bulk_failed();
  }
  if (run.tries >= attempts_allowed() || now.steady >= stage_end()) {
    give_up_step(now, turn);
    return;
  }
  ++run.attempt;
  send(now, turn);
}

void DevicePoll::give_up_step(net::Now now, PollTurn& turn) {
  ++numbers_.faults[static_cast<std::size_t>(Fault::timeout)];
  if (run_->stage == PollStage::get) {
    ++memory_.lost_gets;
    if (run_->reduced_to == 0 && memory_.worked_reduced > 0) {
      memory_.limit_get(memory_.worked_reduced, now);
    }
  }
  if (run_->beside) {
    finish(Fault::none, {}, turn);
    return;
  }
  const bool search = run_->stage == PollStage::search;
  // Perhaps it cannot be walked: the next poll begins with what needs no rows.
  memory_.ask_first = memory_.ask_first || search;
  if (search && run_->result.answered && !run_->get_done) {
    note(Fault::timeout, "no answer while rows were searched");
    begin_get(now, turn);
    return;
  }
  finish(Fault::timeout, search ? "no answer while rows were searched" : "no answer", turn);
}

}  // namespace pantau::snmp
