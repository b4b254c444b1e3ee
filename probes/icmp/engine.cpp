// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/engine.hpp"

#include <algorithm>
#include <cassert>
#include <limits>

#include "probes/icmp/cookie.hpp"
#include "probes/icmp/engine_state.hpp"

namespace pantau::icmp {

namespace {

std::uint32_t to_microseconds(net::Nanoseconds duration) {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(us, 0, std::numeric_limits<std::uint32_t>::max()));
}

/// Echoes that may be of interest at the same time: those of timeout + late_window, one that is
/// just going out, and one for the tick by which draining the socket trails behind.
std::size_t ledger_size(const EchoSettings& settings) {
  const net::Nanoseconds window = settings.timeout + settings.late_window;
  return static_cast<std::size_t>((window + settings.interval - net::Nanoseconds{1}) /
                                  settings.interval) +
         2;
}

/// The configuration has checked the ranges; these keep the engine from dividing by zero or writing
/// beyond a packet if it had not.
EchoSettings bounded(EchoSettings settings) {
  settings.interval = std::max(settings.interval, kTick);
  settings.timeout = std::max(settings.timeout, net::Nanoseconds{0});
  settings.late_window = std::max(settings.late_window, net::Nanoseconds{0});
  settings.payload_size = std::clamp(settings.payload_size,
                                     static_cast<std::uint16_t>(kMinPayloadSize),
                                     static_cast<std::uint16_t>(kMaxPayloadSize));
  return settings;
}

}  // namespace

Target* EchoEngine::State::find(TargetId id) {
  return id < targets.size() && targets[id].active ? &targets[id] : nullptr;
}

void EchoEngine::State::make_room(TargetId id) {
  const std::size_t count = std::size_t{id} + 1;
  if (count > targets.capacity()) {
    targets.reserve(count + count / 8);  // doubling would waste more than all the rest costs
  }
  targets.resize(std::max(count, targets.size()));
  sends.reserve(count);
  deadlines.reserve(count);
}

void EchoEngine::State::apply(Target& target, const EchoSettings& settings) {
  target.timeout_us = to_microseconds(settings.timeout);
  target.late_window_us = to_microseconds(settings.late_window);
  target.payload_size = settings.payload_size;
  target.dscp = settings.dscp;
  target.ledger.resize(ledger_size(settings));
}

void EchoEngine::State::join_address(TargetId id, const net::Address& address) {
  // A start that nobody can guess: a short quote of an ICMP error has nothing better than the
  // sequence.
  const auto start = static_cast<std::uint16_t>(
      echo_cookie(identity.cookie_key, EchoIdentity{.slot = UINT32_MAX, .address = address}));
  Target& target = targets[id];
  target.address = addresses.insert(address, start);
  target.next_of_address = addresses[target.address].first_target;
  addresses[target.address].first_target = id;
}

void EchoEngine::State::leave_address(TargetId id) {
  Target& target = targets[id];
  if (target.address == AddressTable::kNone) {
    return;
  }
  std::uint32_t* link = &addresses[target.address].first_target;
  while (*link != id) {
    link = &targets[*link].next_of_address;
  }
  *link = target.next_of_address;
  if (addresses[target.address].first_target == AddressTable::kNone) {
    addresses.erase(target.address);
  }
  target.address = AddressTable::kNone;
  target.next_of_address = AddressTable::kNone;
}

void EchoEngine::State::void_target(TargetId id, VoidReason reason) {
  Target& target = targets[id];
  EchoLedger& ledger = target.ledger;
  for (std::uint32_t n = ledger.oldest_number(); n != ledger.next_number(); ++n) {
    const Echo& echo = *ledger.find(n);
    if (echo.undecided()) {
      EchoEvent voided = event(EchoEvent::Kind::voided, id, n, echo.sent());
      voided.reason = static_cast<std::uint8_t>(reason);
      emit(voided);
    }
  }
  ledger.restart(ledger.next_number());
  target.first_open = ledger.next_number();
  disarm(id);
}

EchoEvent EchoEngine::State::event(EchoEvent::Kind kind,
                                   TargetId id,
                                   std::uint32_t number,
                                   net::SteadyTime sent) {
  EchoEvent made;
  made.kind = kind;
  made.target = id;
  made.number = number;
  made.sent = sent;
  return made;
}

std::uint16_t ip_length(net::Family family, std::size_t icmp_size) {
  const std::size_t length = icmp_size + (family == net::Family::v4 ? 20 : 40);
  return static_cast<std::uint16_t>(std::min<std::size_t>(length, UINT16_MAX));
}

EchoEngine::EchoEngine(const EngineIdentity& identity)
    : state_(std::make_unique<State>(identity)) {}

EchoEngine::~EchoEngine() = default;

void EchoEngine::add(TargetId target,
                     const EchoSettings& settings,
                     std::optional<net::Address> address,
                     net::SteadyTime now) {
  remove(target, now);
  state_->make_room(target);
  const EchoSettings checked = bounded(settings);
  Target& added = state_->targets[target];
  added.active = true;
  added.has_answered = false;
  added.ledger.restart(state_->identity.first_number);
  added.first_open = state_->identity.first_number;
  added.interval = checked.interval;
  state_->apply(added, checked);
  if (address) {
    state_->join_address(target, *address);
  }
  added.due = first_slot(now, added.interval, state_->phases.next(added.interval));
  state_->sends.insert(target, ceil_tick(added.due), floor_tick(now));
}

void EchoEngine::change_settings(TargetId target,
                                 const EchoSettings& settings,
                                 net::SteadyTime now) {
  Target* changed = state_->find(target);
  if (changed == nullptr) {
    return;
  }
  const EchoSettings checked = bounded(settings);
  state_->apply(*changed, checked);
  if (changed->interval != checked.interval) {
    changed->interval = checked.interval;
    changed->due = first_slot(now, checked.interval, state_->phases.next(checked.interval));
    state_->sends.erase(target);
    state_->sends.insert(target, ceil_tick(changed->due), floor_tick(now));
  }
}

void EchoEngine::set_address(TargetId target,
                             std::optional<net::Address> address,
                             net::SteadyTime /*now*/) {
  Target* changed = state_->find(target);
  if (changed == nullptr) {
    return;
  }
  const bool known = changed->address != AddressTable::kNone;
  if (known == address.has_value() &&
      (!known || state_->addresses[changed->address].address == *address)) {
    return;  // a name that resolved to the same address again
  }
  state_->void_target(target, VoidReason::reload);
  state_->leave_address(target);
  ++changed->generation;
  if (address) {
    state_->join_address(target, *address);
  }
}

void EchoEngine::pause(TargetId target) {
  if (state_->find(target) != nullptr) {
    state_->sends.erase(target);
  }
}

void EchoEngine::remove(TargetId target, net::SteadyTime /*now*/) {
  Target* removed = state_->find(target);
  if (removed == nullptr) {
    return;
  }
  state_->void_target(target, VoidReason::reload);
  state_->leave_address(target);
  state_->sends.erase(target);
  ++removed->generation;
  removed->active = false;
  removed->ledger = EchoLedger{};
}

std::optional<net::SteadyTime> EchoEngine::next_wakeup() const {
  const auto send = state_->sends.next_tick();
  const auto deadline = state_->deadlines.next_tick();
  if (!send) {
    return deadline ? std::optional{tick_time(*deadline)} : std::nullopt;
  }
  return tick_time(std::min(*send, deadline.value_or(*send)));
}

void EchoEngine::take_events(std::vector<EchoEvent>& events) {
  events.clear();
  events.swap(state_->events);
}

const std::array<std::uint64_t, kUnmatchedReasonNames.size()>& EchoEngine::unmatched() const {
  return state_->unmatched;
}

std::uint64_t EchoEngine::skipped_slots() const {
  return state_->skipped;
}

std::size_t EchoEngine::memory_bytes() const {
  // What glibc's malloc adds to each block.
  constexpr std::size_t kBlockOverhead = 16;
  std::size_t bytes = sizeof(State) + state_->targets.capacity() * sizeof(Target);
  for (const Target& target : state_->targets) {
    bytes += target.ledger.capacity() * sizeof(Echo) + kBlockOverhead;
  }
  bytes += state_->sends.memory_bytes() + state_->deadlines.memory_bytes();
  bytes += state_->addresses.memory_bytes() + state_->phases.memory_bytes();
  bytes += state_->events.capacity() * sizeof(EchoEvent);
  bytes += state_->deferred.capacity() * sizeof(DeferredLate);
  return bytes + state_->due.capacity() * sizeof(DueEcho) + state_->packets.capacity();
}

}  // namespace pantau::icmp
