// SPDX-License-Identifier: Apache-2.0
/// \file
/// What `pantau snmp` found out, before it is shown. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/cli/snmp_target.hpp"
#include "daemon/devices/device_numbers.hpp"
#include "probes/snmp/reading.hpp"

namespace pantau::cli {

enum class ProfileReason : std::uint8_t {
  given,  ///< --profile, or by the configuration
  sysobjectid,  ///< evidence: the prefix of the profile
  object,  ///< evidence: the object that the agent has
  fallback  ///< nothing more special suits
};

/// An interface that the agent has, when none was asked for by name.
struct AvailableInterface {
  std::string name;
  std::string alias;
  std::optional<bool> up;
};

/// Clocks of the agent, as it says them.
struct AgentClock {
  std::optional<double> uptime_seconds;  ///< sysUpTime
  std::optional<double> host_uptime_seconds;  ///< hrSystemUptime
  std::optional<double> engine_boots;
  std::optional<double> engine_time_seconds;
};

struct SnmpReport {
  SnmpTarget target;
  snmp::PollResult result;
  snmp::PollNumbers numbers;
  snmp::Traffic traffic;
  devices::DeviceNumbers device;  ///< as the daemon would export it
  std::string sysdescr;
  std::string sysobjectid;
  AgentClock clock;
  ProfileReason reason = ProfileReason::given;
  std::string evidence;
  std::optional<std::vector<AvailableInterface>> available;  ///< absent: not asked for
  bool available_cut = false;  ///< the agent has more
};

/// What one poll came to.
[[nodiscard]] SnmpReport make_report(const SnmpTarget& target,
                                     const snmp::PollResult& result,
                                     const snmp::PollNumbers& numbers,
                                     const snmp::Traffic& traffic);

/// A profile that lists the interfaces of any agent; for the second poll.
[[nodiscard]] std::shared_ptr<const config::DeviceProfile> interface_list_profile();
void add_available(const snmp::PollResult& listing, SnmpReport& report);

/// Seconds from the first request to the last answer; absent without any.
[[nodiscard]] std::optional<double> poll_seconds(const snmp::PollResult& result);

}  // namespace pantau::cli
