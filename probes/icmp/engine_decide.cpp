// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "probes/icmp/engine.hpp"
#include "probes/icmp/engine_state.hpp"

namespace pantau::icmp {

void EchoEngine::expire(net::SteadyTime drained) {
  State& state = *state_;
  state.drained = std::max(state.drained, drained);
  const std::int64_t tick = floor_tick(drained);
  while (const auto id = state.deadlines.pop(tick)) {
    state.targets[*id].armed_ns = Target::kNotArmed;
    state.decide(*id, drained);
  }
  if (!state.deferred.empty()) {
    state.release_deferred();
  }
}

void EchoEngine::State::decide(TargetId id, net::SteadyTime at) {
  Target& target = targets[id];
  EchoLedger& ledger = target.ledger;
  net::SteadyTime next = net::SteadyTime::max();
  bool all_decided = true;
  for (std::uint32_t n = target.first_open; n != ledger.next_number(); ++n) {
    Echo& echo = *ledger.find(n);
    if (echo.state() == Echo::State::waiting && echo.deadline() <= at) {
      EchoEvent verdict = event(EchoEvent::Kind::lost, id, n, echo.sent());
      if (echo.overflow != 0) {
        verdict.kind = EchoEvent::Kind::voided;
        verdict.reason = static_cast<std::uint8_t>(VoidReason::overflow);
      }
      echo.set_state(echo.overflow != 0 ? Echo::State::closed : Echo::State::lost);
      emit(verdict);
    } else if (echo.state() == Echo::State::waiting) {
      next = std::min(next, echo.deadline());
    }
    all_decided = all_decided && !echo.undecided();
    target.first_open = all_decided ? n + 1 : target.first_open;
  }
  if (next != net::SteadyTime::max()) {
    arm(id, next, at);
  }
}

void EchoEngine::State::release_deferred() {
  const auto still_open = [this](DeferredLate& late) {
    Target* target = find(late.event.target);
    const bool same = target != nullptr && target->generation == late.generation;
    const Echo* echo = same ? target->ledger.find(late.event.number) : nullptr;
    if (echo == nullptr || echo->state() == Echo::State::closed) {
      count(UnmatchedReason::expired);
      return false;
    }
    if (echo->undecided()) {
      return true;
    }
    if (echo->state() == Echo::State::answered) {
      late.event.kind = EchoEvent::Kind::duplicate;
    }
    emit(late.event);
    return false;
  };
  std::size_t kept = 0;
  for (DeferredLate& late : deferred) {
    if (still_open(late)) {
      deferred[kept++] = late;
    }
  }
  deferred.resize(kept);
}

void EchoEngine::socket_dropped(net::Family family, net::SteadyTime since, net::SteadyTime until) {
  for (Target& target : state_->targets) {
    if (!target.active || target.address == AddressTable::kNone ||
        state_->addresses[target.address].address.family != family) {
      continue;
    }
    EchoLedger& ledger = target.ledger;
    for (std::uint32_t n = target.first_open; n != ledger.next_number(); ++n) {
      Echo& echo = *ledger.find(n);
      if (echo.state() == Echo::State::waiting && echo.sent() < until && echo.deadline() > since) {
        echo.overflow = 1;
      }
    }
  }
}

void EchoEngine::void_all(VoidReason reason, net::SteadyTime /*now*/) {
  for (TargetId id = 0; id < state_->targets.size(); ++id) {
    if (state_->targets[id].active) {
      state_->void_target(id, reason);
    }
  }
}

}  // namespace pantau::icmp
