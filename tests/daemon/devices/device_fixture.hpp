// SPDX-License-Identifier: Apache-2.0
/// \file
/// Devices, plans and polls for tests of the book of devices.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "daemon/devices/device_book.hpp"

namespace pantau::devices::test {

using config::Quantity;
using snmp::Counter;
using snmp::Ticks;
using snmp::Value;
using namespace std::chrono_literals;

/// The three clocks, at 2026-03-10T00:00:00Z; steady and boot clock each count from elsewhere.
class FakeTime {
 public:
  [[nodiscard]] net::Now now() const { return now_; }

  void pass(net::Nanoseconds time) {
    now_.steady += time;
    now_.wall += time;
    now_.boot += time;
  }

  void suspend(net::Nanoseconds time) {
    now_.wall += time;
    now_.boot += time;
  }

  void step_wall(net::Nanoseconds by) { now_.wall += by; }

 private:
  net::Now now_{net::SteadyTime{1000s}, net::WallTime{1773100800s}, net::BootTime{5000s}};
};

/// Everything that there is, each quantity at an object of its own. Interfaces have rows.
[[nodiscard]] std::shared_ptr<const config::DeviceProfile> full_profile(
    const std::string& id = "full");

/// A device "router" of the site "s" with the interfaces "wan" (of link "l") and "lan", polled
/// each 60 s.
[[nodiscard]] config::Device device(const std::string& id = "router");

/// With links "k" and "l", credentials "c" and the full profile.
[[nodiscard]] config::Plan plan_with(std::vector<config::Device> devices);

[[nodiscard]] inline std::shared_ptr<const config::Plan> share(config::Plan plan) {
  return std::make_shared<const config::Plan>(std::move(plan));
}

/// What an agent answers.
struct Answers {
  std::map<Quantity, Value> scalars;
  std::map<std::string, std::map<Quantity, Value>> interfaces;
  std::map<std::string, std::uint32_t> indices{{"wan", 1}, {"lan", 2}};
};

/// A complete poll that took a second and ends `now`.
[[nodiscard]] snmp::PollResult poll(snmp::DeviceId device, const Answers& answers, net::Now now);

/// One nobody answered.
[[nodiscard]] snmp::PollResult silence(snmp::DeviceId device, net::Now now);

/// A book with one device, and its clock.
struct OneDevice {
  OneDevice();

  /// The agent answers; what came of it.
  DeviceNumbers answer();
  /// An incomplete poll with what `part` has.
  DeviceNumbers answer_part(const Answers& part);
  DeviceNumbers keep_silent();
  std::vector<DeviceChange> apply(const config::Plan& next);

  [[nodiscard]] DeviceNumbers numbers() const { return book.snapshot(time.now()).at(0); }

  /// Of the interface "wan"; 0 when it is not there.
  [[nodiscard]] std::uint64_t received() const;
  /// Lets the agent's clocks run, too.
  void pass(net::Nanoseconds passed);
  void reboot();

  DeviceBook book;
  FakeTime time;
  Answers agent;
  config::Plan plan;
  snmp::DeviceId id = 0;
  std::int64_t up_ticks = 1'000'000;
  std::int64_t engine_seconds = 10'000;
  std::int64_t boots = 3;
};

/// Kinds and texts, "restarted", "counter_reset wan".
[[nodiscard]] std::vector<std::string> words(const std::vector<DeviceNotice>& notices);

}  // namespace pantau::devices::test
