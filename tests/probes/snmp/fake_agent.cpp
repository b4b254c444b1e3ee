// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/snmp/fake_agent.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace pantau::snmp::testing {

Oid oid(const char* text) {
  const auto parsed = config::parse_oid(text);
  if (!parsed) {
    throw std::invalid_argument(text);
  }
  return *parsed;
}

std::optional<Answer> FakeAgent::answer(const Request& request) {
  if (silent) {
    return std::nullopt;
  }
  Answer answer;
  answer.device = request.device;
  answer.step = request.step;
  if (request.kind == RequestKind::discover_engine) {
    engine_known = true;
    return answer;
  }
  if (version == Version::v3 && !engine_known) {
    answer.fault = Fault::unknown_engine;
    return answer;
  }
  if (fault) {
    answer.fault = *fault;
    return answer;
  }
  const std::size_t size = request.oids.size() * std::max<std::size_t>(1, request.max_repetitions);
  if (dropped_from > 0 && size >= dropped_from) {
    return std::nullopt;
  }
  if (too_big_from > 0 && size >= too_big_from) {
    answer.fault = Fault::too_big;
    return answer;
  }
  if (request.kind == RequestKind::get) {
    answer_get(request, answer);
  } else {
    answer_next(request, answer);
  }
  return answer;
}

void FakeAgent::answer_get(const Request& request, Answer& answer) const {
  for (std::size_t i = 0; i < request.oids.size(); ++i) {
    const auto found = objects.find(request.oids[i]);
    if (found != objects.end()) {
      answer.bindings.push_back({found->first, found->second});
    } else if (version != Version::v1) {
      answer.bindings.push_back({request.oids[i], Missing::no_such_instance});
    } else {
      answer.fault = Fault::no_such_name;
      answer.error_index = error_index ? static_cast<std::uint32_t>(i + 1) : 0;
      answer.bindings.clear();
      return;
    }
  }
}

void FakeAgent::answer_next(const Request& request, Answer& answer) const {
  std::vector<Oid> at = request.oids;
  const std::uint32_t rounds = request.kind == RequestKind::get_bulk ? request.max_repetitions : 1;
  for (std::uint32_t round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < at.size(); ++i) {
      const auto next = objects.upper_bound(at[i]);
      if (next != objects.end()) {
        at[i] = next->first;
        answer.bindings.push_back({next->first, next->second});
      } else if (version != Version::v1) {
        answer.bindings.push_back({at[i], Missing::end_of_mib_view});
      } else {
        answer.fault = Fault::no_such_name;
        answer.error_index = error_index ? static_cast<std::uint32_t>(i + 1) : 0;
        answer.bindings.clear();
        return;
      }
    }
  }
}

void SimulatedCounty::add(DeviceId device, const PollSettings& settings, bool at_once) {
  agents[device].version = settings.version;
  engine.add(device, settings, now, at_once);
  engine.set_reachable(device, true, now);
}

void SimulatedCounty::set_time(net::SteadyTime time) {
  const net::Nanoseconds passed = time - now.steady;
  now = {time, now.wall + passed, now.boot + passed};
}

void SimulatedCounty::deliver(const Answer& answer) {
  engine.answered(answer, now);
  tick();
}

void SimulatedCounty::tick() {
  PollTurn turn;
  engine.tick(now, turn);
  for (const Request& request : turn.requests) {
    send(request);
  }
  results.insert(results.end(), turn.results.begin(), turn.results.end());
  idle.insert(idle.end(), turn.idle.begin(), turn.idle.end());
}

void SimulatedCounty::send(const Request& request) {
  requests.push_back(request);
  sent_at.push_back(now.steady);
  if (loses && loses(request)) {
    return;
  }
  if (auto answer = agents.at(request.device).answer(request)) {
    answer->received = now.steady + (delay ? delay(request) : round_trip);
    air_.emplace(answer->received, std::move(*answer));
  }
}

void SimulatedCounty::run_until(net::SteadyTime end) {
  while (true) {
    const auto wakeup = engine.next_wakeup();
    const bool answer_first = !air_.empty() && (!wakeup || air_.begin()->first <= *wakeup);
    const auto next = answer_first ? std::optional(air_.begin()->first) : wakeup;
    if (!next || *next > end) {
      break;
    }
    set_time(std::max(*next, now.steady));
    if (answer_first) {
      const Answer answer = std::move(air_.extract(air_.begin()).mapped());
      engine.answered(answer, now);
    } else {
      ++wakeups;
    }
    tick();
  }
  set_time(end);
}

PollResult SimulatedCounty::next_result() {
  const std::size_t before = results.size();
  const net::SteadyTime end = now.steady + 24h;
  while (results.size() == before) {
    const auto wakeup = engine.next_wakeup();
    const auto soonest = air_.empty() ? wakeup
                         : wakeup     ? std::min(*wakeup, air_.begin()->first)
                                      : air_.begin()->first;
    if (!soonest || *soonest > end) {
      throw std::runtime_error("no poll ends");
    }
    run_until(std::max(*soonest, now.steady));
  }
  return results.at(before);
}

std::vector<Request> SimulatedCounty::take_requests() {
  sent_at.clear();
  return std::exchange(requests, {});
}

const Value* find(const PollResult& result, const char* name) {
  const Oid wanted = oid(name);
  const auto found = std::find_if(result.bindings.begin(),
                                  result.bindings.end(),
                                  [&](const VarBind& one) { return one.oid == wanted; });
  return found == result.bindings.end() ? nullptr : &found->value;
}

}  // namespace pantau::snmp::testing
