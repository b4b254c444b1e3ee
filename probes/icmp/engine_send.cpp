// SPDX-License-Identifier: Apache-2.0
#include <cassert>

#include "probes/icmp/cookie.hpp"
#include "probes/icmp/engine.hpp"
#include "probes/icmp/engine_state.hpp"
#include "probes/icmp/packet.hpp"

namespace pantau::icmp {

namespace {

constexpr std::size_t kCacheLine = 64;  // bytes, on every machine this runs on

}  // namespace

std::span<const DueEcho> EchoEngine::take_due(net::SteadyTime now, std::size_t limit) {
  State& state = *state_;
  state.due.clear();
  state.packets.clear();
  const std::int64_t now_tick = floor_tick(now);
  while (state.due.size() < limit && state.pop_due(now_tick, limit - state.due.size())) {
    for (const TargetId id : state.popped) {
      state.take(id, now);
    }
  }
  // Only now does the buffer of the packets stand still.
  std::size_t offset = 0;
  for (DueEcho& echo : state.due) {
    const std::size_t size = kIcmpHeaderSize + state.targets[echo.target].payload_size;
    echo.packet = std::span<const std::uint8_t>{state.packets}.subspan(offset, size);
    offset += size;
  }
  return state.due;
}

/// Thousands of targets are looked at once a second each: none is in the processor's cache any
/// more, and waiting for memory cost a third of an echo. So a batch is fetched ahead, first the
/// targets, then what they point to.
bool EchoEngine::State::pop_due(std::int64_t now_tick, std::size_t limit) {
  popped.clear();
  while (popped.size() < limit) {
    const auto id = sends.pop(now_tick);
    if (!id) {
      break;
    }
    const char* target = reinterpret_cast<const char*>(&targets[*id]);
    for (std::size_t line = 0; line < sizeof(Target); line += kCacheLine) {
      __builtin_prefetch(target + line, 1);
    }
    popped.push_back(*id);
  }
  for (const TargetId id : popped) {
    targets[id].ledger.prefetch();
  }
  return !popped.empty();
}

void EchoEngine::State::take(TargetId id, net::SteadyTime now) {
  Target& target = targets[id];
  const net::SteadyTime slot = target.due;
  if (slot <= now) {
    // Sends keep their phase: of several slots that have passed, one echo goes out.
    const std::int64_t missed = (now - slot) / target.interval;
    skipped += static_cast<std::uint64_t>(missed);
    target.due = slot + (missed + 1) * target.interval;
  }
  sends.insert(id, ceil_tick(target.due), floor_tick(now));
  if (slot > now) {
    return;  // came out early because it lies beyond the reach of the wheel
  }
  forget_old(target);
  if (target.address == AddressTable::kNone) {
    take_without_address(id, now);
  } else {
    take_echo(id, now, slot);
  }
}

void EchoEngine::State::take_without_address(TargetId id, net::SteadyTime now) {
  Target& target = targets[id];
  EchoEvent unsent = event(EchoEvent::Kind::unsent, id, target.ledger.next_number(), now);
  unsent.reason = static_cast<std::uint8_t>(UnsentReason::no_address);
  Echo echo{};
  echo.set_state(Echo::State::closed);
  target.ledger.push(echo);
  emit(unsent);
}

void EchoEngine::State::take_echo(TargetId id, net::SteadyTime now, net::SteadyTime slot) {
  Target& target = targets[id];
  AddressTable::Entry& destination = addresses[target.address];
  const std::uint32_t number = target.ledger.next_number();
  Echo echo{};
  echo.sent_ns = now.time_since_epoch().count();
  echo.timeout_us = target.timeout_us;
  echo.sequence = destination.next_sequence++;
  echo.payload_size = target.payload_size & 0x7ffU;
  echo.set_state(Echo::State::taken);
  target.ledger.push(echo);

  const net::Address& address = destination.address;
  const std::uint64_t cookie = echo_cookie(identity.cookie_key,
                                           {.slot = id,
                                            .number = number,
                                            .generation = target.generation,
                                            .sequence = echo.sequence,
                                            .address = address});
  const std::size_t offset = packets.size();
  packets.resize(offset + kIcmpHeaderSize + target.payload_size);
  write_echo_request(address.family,
                     {.identifier = identifier(address.family), .sequence = echo.sequence},
                     {.slot = id, .number = number, .cookie = cookie},
                     std::span{packets}.subspan(offset));
  due.push_back({id, number, address, target.dscp, {}, slot});
}

void EchoEngine::State::forget_old(Target& target) {
  EchoLedger& ledger = target.ledger;
  while (ledger.size() > 0) {
    const Echo& oldest = *ledger.find(ledger.oldest_number());
    const bool of_no_interest = oldest.state() == Echo::State::closed ||
                                (!oldest.undecided() && target.remembered_until(oldest) < drained);
    if (!of_no_interest) {
      return;
    }
    if (target.first_open == ledger.oldest_number()) {
      ++target.first_open;
    }
    ledger.drop_oldest();
  }
}

void EchoEngine::mark_sent(TargetId target, std::uint32_t number, net::SteadyTime at) {
  Target* sender = state_->find(target);
  Echo* echo = sender == nullptr ? nullptr : sender->ledger.find(number);
  if (echo == nullptr || echo->state() != Echo::State::taken) {
    return;  // voided in between
  }
  echo->sent_ns = at.time_since_epoch().count();
  echo->set_state(Echo::State::waiting);
  state_->arm(target, echo->deadline(), at);
  EchoEvent sent = State::event(EchoEvent::Kind::sent, target, number, at);
  sent.bytes = ip_length(state_->addresses[sender->address].address.family,
                         kIcmpHeaderSize + echo->payload_size);
  state_->emit(sent);
}

void EchoEngine::mark_unsent(TargetId target,
                             std::uint32_t number,
                             UnsentReason reason,
                             net::SteadyTime at) {
  Target* sender = state_->find(target);
  Echo* echo = sender == nullptr ? nullptr : sender->ledger.find(number);
  if (echo == nullptr || echo->state() != Echo::State::taken) {
    return;
  }
  echo->set_state(Echo::State::closed);
  EchoEvent unsent = State::event(EchoEvent::Kind::unsent, target, number, at);
  unsent.reason = static_cast<std::uint8_t>(reason);
  state_->emit(unsent);
}

void EchoEngine::stamp_sent(TargetId target, std::uint32_t number, net::SteadyTime at) {
  Target* sender = state_->find(target);
  Echo* echo = sender == nullptr ? nullptr : sender->ledger.find(number);
  if (echo == nullptr || echo->state() != Echo::State::waiting) {
    return;
  }
  // The wheel need not know: a deadline is compared again when it comes out.
  echo->sent_ns = at.time_since_epoch().count();
}

void EchoEngine::State::arm(TargetId id, net::SteadyTime deadline, net::SteadyTime now) {
  Target& target = targets[id];
  const std::int64_t deadline_ns = deadline.time_since_epoch().count();
  if (deadline_ns >= target.armed_ns) {
    return;
  }
  deadlines.erase(id);
  deadlines.insert(id, ceil_tick(deadline), floor_tick(now));
  target.armed_ns = deadline_ns;
}

void EchoEngine::State::disarm(TargetId id) {
  deadlines.erase(id);
  targets[id].armed_ns = Target::kNotArmed;
}

}  // namespace pantau::icmp
