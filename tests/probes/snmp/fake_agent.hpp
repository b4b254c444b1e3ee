// SPDX-License-Identifier: Apache-2.0
/// \file
/// An agent that speaks Request and Answer, and a network between it and a PollEngine that loses
/// and delays as it is told, with a clock of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "probes/snmp/poll_engine.hpp"

namespace pantau::snmp::testing {

using namespace std::chrono_literals;

[[nodiscard]] Oid oid(const char* text);

/// The objects of one agent, and its bad habits.
class FakeAgent {
 public:
  Version version = Version::v2c;
  bool silent = false;
  std::map<Oid, Value> objects;
  std::size_t too_big_from = 0;  ///< objects in a request (with repetitions); 0: never
  std::size_t dropped_from = 0;  ///< the same, but no answer at all
  bool error_index = true;  ///< says which object of version 1 it does not have
  bool engine_known = false;  ///< version 3: what the session knows
  std::optional<Fault> fault;  ///< answers everything but a discovery with this

  void set(const char* name, Value value) { objects[oid(name)] = std::move(value); }

  void erase(const char* name) { objects.erase(oid(name)); }

  /// nullopt: no answer.
  [[nodiscard]] std::optional<Answer> answer(const Request& request);

 private:
  void answer_get(const Request& request, Answer& answer) const;
  void answer_next(const Request& request, Answer& answer) const;
};

/// One engine, its devices' agents and the time between them.
class SimulatedCounty {
 public:
  explicit SimulatedCounty(std::uint64_t seed = 1) : engine(seed) {}

  net::Now now{
      net::SteadyTime{1000h}, net::WallTime{std::chrono::hours{480000}}, net::BootTime{1000h}};
  PollEngine engine;
  std::map<DeviceId, FakeAgent> agents;
  net::Nanoseconds round_trip{650ms};
  std::function<bool(const Request&)> loses;  ///< the request or its answer
  std::function<net::Nanoseconds(const Request&)> delay;  ///< instead of round_trip

  std::vector<Request> requests;  ///< all that were sent
  std::vector<net::SteadyTime> sent_at;
  std::vector<PollResult> results;
  std::vector<DeviceId> idle;
  std::uint64_t wakeups = 0;

  void add(DeviceId device, const PollSettings& settings, bool at_once = true);
  void run_until(net::SteadyTime end);

  void run(net::Nanoseconds time) { run_until(now.steady + time); }

  /// Until one more poll has ended. Within a day.
  PollResult next_result();
  /// Requests since the last call; forgets `sent_at` too.
  [[nodiscard]] std::vector<Request> take_requests();
  /// Delivers an answer now.
  void deliver(const Answer& answer);

 private:
  void set_time(net::SteadyTime time);
  void tick();
  void send(const Request& request);

  std::multimap<net::SteadyTime, Answer> air_;
};

[[nodiscard]] const Value* find(const PollResult& result, const char* name);

}  // namespace pantau::snmp::testing
