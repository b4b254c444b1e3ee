// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/poll_engine.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "probes/snmp/device_poll.hpp"
#include "probes/snmp/poll_slots.hpp"

namespace pantau::snmp {

namespace {

/// A device that refuses us is asked less and less often, at least this often or each interval.
constexpr net::Nanoseconds kLongestAuthPause = std::chrono::minutes(15);
constexpr net::Nanoseconds kShortestInterval = std::chrono::milliseconds(100);

struct Device {
  Device(DeviceId id, const PollSettings& settings, Phase phase_of_it)
      : poll(id, settings), phase(phase_of_it) {}

  [[nodiscard]] net::Nanoseconds interval() const {
    return std::max(poll.settings().interval, kShortestInterval);
  }

  DevicePoll poll;
  Phase phase;
  bool has_address = false;
  bool at_once = false;  // the next poll, as soon as there is an address
  net::SteadyTime slot{};
  std::optional<net::SteadyTime> queued;
};

/// Intervals to the next poll after so many refusals in a row: 1, 2, 4 ...
std::int64_t pause_of(const Device& device) {
  constexpr std::uint32_t kMostDoublings = 16;
  const std::uint32_t failures = device.poll.auth_failures();
  const std::int64_t longest = std::max<std::int64_t>(1, kLongestAuthPause / device.interval());
  return failures < 2
             ? 1
             : std::min(longest, std::int64_t{1} << std::min(failures - 1, kMostDoublings));
}

}  // namespace

struct PollEngine::State {
  explicit State(std::uint64_t seed) : phases(seed) {}

  void requeue(DeviceId id, Device& device);
  void unqueue(DeviceId id, Device& device);
  void schedule_first(Device& device, net::Now now);
  void start(Device& device, net::Now now);
  void wake(DeviceId id, Device& device, net::Now now);
  /// After the device was `running` and something happened.
  void settle(DeviceId id, Device& device, bool was_running);
  /// Ends the poll without a result; nothing of it goes out any more.
  void give_up(DeviceId id, Device& device);
  void drop_pending(DeviceId id, bool results_too);

  PhaseSequence phases;
  std::unordered_map<DeviceId, Device> devices;
  std::set<std::pair<net::SteadyTime, DeviceId>> queue;
  PollTurn pending;  // what came of answers, until the next tick
  net::SteadyTime pending_since{};
};

void PollEngine::State::requeue(DeviceId id, Device& device) {
  unqueue(id, device);
  if (device.poll.running()) {
    device.queued = device.poll.wakeup();
  } else if (device.has_address) {
    device.queued = device.slot;
  } else {
    return;
  }
  queue.emplace(*device.queued, id);
}

void PollEngine::State::unqueue(DeviceId id, Device& device) {
  if (device.queued) {
    queue.erase({*device.queued, id});
    device.queued.reset();
  }
}

void PollEngine::State::schedule_first(Device& device, net::Now now) {
  if (std::exchange(device.at_once, false)) {
    device.slot = now.steady;
    return;
  }
  const net::SteadyTime slot = slot_from(now.steady, device.interval(), device.phase);
  device.slot = std::min(slot, now.steady + share_of(kFirstPollWithin, device.phase));
}

// A poll ends before the next one of its device begins, so they never overlap. One that begins more
// than half an interval late (we were held up) takes the place of the next.
void PollEngine::State::start(Device& device, net::Now now) {
  const net::Nanoseconds interval = device.interval();
  device.slot = slot_from(now.steady + interval / 2, interval, device.phase);
  const net::Nanoseconds limit = std::min(device.poll.settings().deadline, interval);
  device.poll.start(now, std::min(now.steady + limit, device.slot), pending);
}

void PollEngine::State::wake(DeviceId id, Device& device, net::Now now) {
  const bool was_running = device.poll.running();
  if (was_running) {
    device.poll.expire(now, pending);
  } else if (device.slot <= now.steady) {
    start(device, now);
  }
  settle(id, device, was_running);
}

void PollEngine::State::settle(DeviceId id, Device& device, bool was_running) {
  if (was_running && !device.poll.running()) {
    device.slot += device.interval() * (pause_of(device) - 1);
  }
  requeue(id, device);
}

void PollEngine::State::give_up(DeviceId id, Device& device) {
  if (device.poll.running()) {
    device.poll.cancel();
    drop_pending(id, false);
    pending.idle.push_back(id);
  }
}

void PollEngine::State::drop_pending(DeviceId id, bool results_too) {
  std::erase_if(pending.requests, [id](const Request& one) { return one.device == id; });
  if (results_too) {
    std::erase_if(pending.results, [id](const PollResult& one) { return one.device == id; });
    std::erase(pending.idle, id);
  }
}

PollEngine::PollEngine(std::uint64_t seed) : state_(std::make_unique<State>(seed)) {}

PollEngine::~PollEngine() = default;

void PollEngine::add(DeviceId device, const PollSettings& settings, net::Now now, bool at_once) {
  const auto [place, added] =
      state_->devices.try_emplace(device, device, settings, state_->phases.next());
  if (added) {
    place->second.at_once = at_once;
  } else {
    change(device, settings, now);
  }
}

void PollEngine::change(DeviceId device, const PollSettings& settings, net::Now now) {
  const auto found = state_->devices.find(device);
  if (found == state_->devices.end()) {
    return;
  }
  Device& changed = found->second;
  const net::Nanoseconds interval = changed.interval();
  const bool was_running = changed.poll.running();
  const bool was_refused = changed.poll.auth_failures() > 0;
  if (!changed.poll.change(settings) && was_running) {
    state_->drop_pending(device, false);
    state_->pending.idle.push_back(device);
    state_->pending_since = now.steady;
    changed.slot = now.steady;
  } else if (interval != changed.interval() || was_refused) {
    // Who was refused may have another password now, and need not wait out his pause.
    changed.slot = std::min(changed.slot, slot_from(now.steady, changed.interval(), changed.phase));
  }
  state_->requeue(device, changed);
}

void PollEngine::set_reachable(DeviceId device, bool has_address, net::Now now) {
  const auto found = state_->devices.find(device);
  if (found == state_->devices.end() || found->second.has_address == has_address) {
    return;
  }
  Device& changed = found->second;
  changed.has_address = has_address;
  if (has_address) {
    state_->schedule_first(changed, now);
  } else {
    state_->give_up(device, changed);
    state_->pending_since = now.steady;
  }
  state_->requeue(device, changed);
}

void PollEngine::remove(DeviceId device) {
  const auto found = state_->devices.find(device);
  if (found == state_->devices.end()) {
    return;
  }
  state_->unqueue(device, found->second);
  state_->devices.erase(found);
  state_->drop_pending(device, true);
}

void PollEngine::answered(const Answer& answer, net::Now now) {
  const auto found = state_->devices.find(answer.device);
  if (found == state_->devices.end()) {
    return;
  }
  const bool was_running = found->second.poll.running();
  found->second.poll.answered(answer, now, state_->pending);
  state_->pending_since = now.steady;
  state_->settle(answer.device, found->second, was_running);
}

void PollEngine::tick(net::Now now, PollTurn& turn) {
  auto& queue = state_->queue;
  while (!queue.empty() && queue.begin()->first <= now.steady) {
    const DeviceId device = queue.begin()->second;
    state_->wake(device, state_->devices.at(device), now);
  }
  turn = std::exchange(state_->pending, {});
}

std::optional<net::SteadyTime> PollEngine::next_wakeup() const {
  const PollTurn& pending = state_->pending;
  if (!pending.requests.empty() || !pending.results.empty() || !pending.idle.empty()) {
    return state_->pending_since;
  }
  if (state_->queue.empty()) {
    return std::nullopt;
  }
  return round_up(state_->queue.begin()->first);
}

const PollNumbers& PollEngine::numbers(DeviceId device) const {
  return state_->devices.at(device).poll.numbers();
}

std::size_t PollEngine::size() const {
  return state_->devices.size();
}

}  // namespace pantau::snmp
