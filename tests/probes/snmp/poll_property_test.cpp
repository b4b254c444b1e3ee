// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

// rapidcheck needs gtest before it.
// clang-format off
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
// clang-format on

#include "tests/probes/snmp/poll_fixture.hpp"

namespace pantau::snmp::testing {
namespace {

constexpr DeviceId kDevices = 4;

/// In [low, high), of the whole range also in the first cases of a property.
int pick(int low, int high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high));
}

bool chance(int percent) {
  return pick(0, 100) < percent;
}

/// Agents, a network and an operator that do everything they can think of, in random order.
class RandomDevices {
 public:
  RandomDevices() : county_(static_cast<std::uint64_t>(pick(0, 1000))) {
    for (DeviceId device = 1; device <= kDevices; ++device) {
      fill_system(county_.agents[device]);
      fill_interfaces(county_.agents[device], static_cast<std::uint32_t>(pick(0, 40)));
      fill_sensors(county_.agents[device], static_cast<std::uint32_t>(pick(0, 12)));
      settings_[device] = random_settings();
      county_.add(device, settings_[device], chance(50));
    }
    loss_ = pick(0, 80);
    county_.loses = [this](const Request&) { return random() % 100 < loss_; };
    county_.delay = [this](const Request&) { return random() % 5000 * 1ms; };
  }

  void run() {
    const int steps = pick(10, 30);
    for (int i = 0; i < steps; ++i) {
      operate(static_cast<DeviceId>(pick(1, kDevices + 1)));
      county_.run(pick(1, 200) * 1s);
      check();
    }
    heal();
    county_.run(40min);
    check();
    for (DeviceId device = 1; device <= kDevices; ++device) {
      check_healed(device);
    }
  }

 private:
  // The network draws from a generator of its own: it is asked too often for rapidcheck.
  int random() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<int>(state_ >> 34U);
  }

  static PollSettings random_settings() {
    const Profile router = interface_profile();
    const Profile sensors = sensor_profile();
    router->match.sys_object_ids = {oid(kVendor)};
    sensors->id = "generic";
    PollSettings settings =
        chance(50) ? automatic({router, sensors}, {"ether2", "line 3", "ether30"})
                   : settings_of(chance(50) ? router : sensors, {"ether2", "line 3", "ether30"});
    settings.version = static_cast<Version>(pick(0, 3));
    settings.interval = pick(20, 120) * 1s;
    settings.timeout = pick(1, 4) * 1s;
    settings.retries = static_cast<std::uint32_t>(pick(0, 4));
    return settings;
  }

  void operate(DeviceId device) {
    FakeAgent& agent = county_.agents[device];
    switch (pick(0, 10)) {
      case 0:
        agent.silent = !agent.silent;
        break;
      case 1:
        agent.too_big_from = static_cast<std::size_t>(pick(0, 30));
        break;
      case 2:
        agent.dropped_from = static_cast<std::size_t>(pick(0, 60));
        break;
      case 3:
        agent.engine_known = false;
        break;
      case 4:
        agent.fault = chance(50) ? std::optional(static_cast<Fault>(pick(2, 9))) : std::nullopt;
        break;
      case 5:
        add_interface(agent, static_cast<std::uint32_t>(pick(1, 50)), "ether2");
        break;
      case 6:
        agent.set(kSysUpTime, Ticks{static_cast<std::uint32_t>(pick(0, 1000000))});
        break;
      case 7:
        settings_[device] = random_settings();
        agent.version = settings_[device].version;
        county_.engine.change(device, settings_[device], county_.now);
        break;
      case 8:
        county_.engine.set_reachable(device, chance(50), county_.now);
        break;
      default:
        agent.error_index = chance(50);
    }
  }

  void heal() {
    loss_ = 0;
    county_.delay = nullptr;
    for (DeviceId device = 1; device <= kDevices; ++device) {
      FakeAgent& agent = county_.agents[device];
      agent.silent = false;
      agent.too_big_from = 0;
      agent.dropped_from = 0;
      agent.fault.reset();
      county_.engine.set_reachable(device, true, county_.now);
    }
  }

  void check() {
    std::map<DeviceId, std::uint32_t> steps = steps_;
    for (const Request& request : county_.requests) {
      RC_ASSERT(request.step >= steps[request.device]);
      steps[request.device] = request.step;
      ++sent_[request.device];
      const std::set<Oid> once(request.oids.begin(), request.oids.end());
      RC_ASSERT(once.size() == request.oids.size());
      RC_ASSERT((request.kind == RequestKind::discover_engine || !request.oids.empty()));
      RC_ASSERT(request.oids.size() <= 128);
      RC_ASSERT((request.kind != RequestKind::get_bulk ||
                 (request.max_repetitions >= 1 && request.max_repetitions <= 25)));
    }
    steps_ = steps;
    (void)county_.take_requests();
    for (const PollResult& result : county_.results) {
      check(result);
    }
    county_.results.clear();
    for (DeviceId device = 1; device <= kDevices; ++device) {
      RC_ASSERT(county_.engine.numbers(device).requests == sent_[device]);
      RC_ASSERT(county_.engine.numbers(device).timeouts <= sent_[device]);
      RC_ASSERT(county_.engine.numbers(device).retries <= sent_[device]);
    }
  }

  void check(const PollResult& result) {
    RC_ASSERT(result.complete == (result.fault == Fault::none));
    RC_ASSERT(result.answered == (result.round_trips > 0));
    RC_ASSERT((result.answered || result.bindings.empty()));
    RC_ASSERT(result.started.steady >= ended_[result.device]);  // polls never overlap
    RC_ASSERT(result.answered_at.steady >= result.started.steady);
    ended_[result.device] = result.answered_at.steady;
    for (std::size_t i = 0; i < result.bindings.size(); ++i) {
      RC_ASSERT((i == 0 || result.bindings[i - 1].oid < result.bindings[i].oid));
      RC_ASSERT(!std::holds_alternative<Missing>(result.bindings[i].value));
    }
  }

  void check_healed(DeviceId device) {
    county_.results.clear();
    while (county_.results.empty() || county_.results.back().device != device) {
      (void)county_.next_result();
    }
    const PollResult result = county_.results.back();
    if (!result.complete) {
      RC_FAIL("not complete: " + result.detail);
    }
    RC_ASSERT(result.profile != nullptr);
    for (const Row& row : result.rows) {
      if (result.profile->tables[row.table].rows != config::RowChoice::interfaces) {
        continue;
      }
      const Value name = county_.agents[device].objects.at(
          oid((row.name.starts_with("line") ? kIfAlias : kIfName)).with(row.index));
      RC_ASSERT(std::get<std::string>(name) == row.name);
    }
  }

  SimulatedCounty county_;
  std::map<DeviceId, PollSettings> settings_;
  std::map<DeviceId, std::uint32_t> steps_;
  std::map<DeviceId, std::uint64_t> sent_;
  std::map<DeviceId, net::SteadyTime> ended_;
  std::uint64_t state_ = 1;
  int loss_ = 0;
};

RC_GTEST_PROP(PollProperty, HoldsWhateverAgentsNetworkAndOperatorDo, ()) {
  RandomDevices devices;
  devices.run();
}

}  // namespace
}  // namespace pantau::snmp::testing
