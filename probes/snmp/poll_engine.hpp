// SPDX-License-Identifier: Apache-2.0
/// \file
/// Decides which device to ask what and when; pure: answers and `now` come in, requests and results
/// go out. Discovery, identification, finding of rows, the one GET, retries and deadlines are its
/// states.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/profile_choice.hpp"
#include "probes/snmp/reading.hpp"

namespace pantau::snmp {

/// The profiles of the plan, for `profile = "auto"`.
using ProfileList =
    std::shared_ptr<const std::vector<std::shared_ptr<const config::DeviceProfile>>>;

struct PollSettings {
  net::Nanoseconds interval{std::chrono::seconds{60}};
  net::Nanoseconds timeout{std::chrono::seconds{3}};  ///< of the first attempt; doubles
  std::uint32_t retries = 2;
  net::Nanoseconds deadline{std::chrono::seconds{30}};  ///< of the whole poll; at most the interval
  Version version = Version::v2c;
  std::shared_ptr<const config::DeviceProfile> profile;  ///< null: choose among `profiles`
  std::shared_ptr<const config::ProfileList> profiles;  ///< of the plan, for `profile = "auto"`
  std::vector<std::string> interfaces;  ///< ifName or ifAlias
};

struct PollTurn {
  std::vector<Request> requests;
  std::vector<PollResult> results;
  std::vector<DeviceId> idle;  ///< polls that ended: nothing is awaited any more
};

class PollEngine {
 public:
  /// `seed` spreads the devices over their intervals.
  explicit PollEngine(std::uint64_t seed);
  ~PollEngine();
  PollEngine(const PollEngine&) = delete;
  PollEngine& operator=(const PollEngine&) = delete;
  PollEngine(PollEngine&&) = delete;
  PollEngine& operator=(PollEngine&&) = delete;

  /// A device without an address waits. The first poll comes within the first interval (at most
  /// 60 s), at once with `at_once`.
  void add(DeviceId device, const PollSettings& settings, net::Now now, bool at_once = false);
  /// Rows and what was learned of the agent are kept while profile, version and interfaces are
  /// unchanged.
  void change(DeviceId device, const PollSettings& settings, net::Now now);
  void set_reachable(DeviceId device, bool has_address, net::Now now);
  void remove(DeviceId device);

  void answered(const Answer& answer, net::Now now);
  /// What is due; replaces what was in `turn`. To be called after `answered`, and at `next_wakeup`.
  void tick(net::Now now, PollTurn& turn);
  [[nodiscard]] std::optional<net::SteadyTime> next_wakeup() const;

  /// Of a device that was added.
  [[nodiscard]] const PollNumbers& numbers(DeviceId device) const;
  [[nodiscard]] std::size_t size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::snmp
