// SPDX-License-Identifier: Apache-2.0
/// \file
/// Profiles and an agent with interfaces and sensors, for the tests of the poll engine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/probes/snmp/fake_agent.hpp"

namespace pantau::snmp::testing {

inline constexpr const char* kSysDescr = "1.3.6.1.2.1.1.1.0";
inline constexpr const char* kSysObjectId = "1.3.6.1.2.1.1.2.0";
inline constexpr const char* kSysUpTime = "1.3.6.1.2.1.1.3.0";
inline constexpr const char* kSysName = "1.3.6.1.2.1.1.5.0";
inline constexpr const char* kBoots = "1.3.6.1.6.3.10.2.1.2.0";
inline constexpr const char* kEngineTime = "1.3.6.1.6.3.10.2.1.3.0";
inline constexpr const char* kIfName = "1.3.6.1.2.1.31.1.1.1.1";
inline constexpr const char* kIfAlias = "1.3.6.1.2.1.31.1.1.1.18";
inline constexpr const char* kHcIn = "1.3.6.1.2.1.31.1.1.1.6";
inline constexpr const char* kIn = "1.3.6.1.2.1.2.2.1.10";
inline constexpr const char* kOper = "1.3.6.1.2.1.2.2.1.8";
inline constexpr const char* kSensorName = "1.3.6.1.4.1.99999.1.1.2";
inline constexpr const char* kSensorValue = "1.3.6.1.4.1.99999.1.1.3";
inline constexpr const char* kVendor = "1.3.6.1.4.1.99999.7";

using Profile = std::shared_ptr<config::DeviceProfile>;

[[nodiscard]] config::Source source(config::Quantity quantity, const std::string& oid);
[[nodiscard]] std::string in_row(const char* column, std::uint32_t index);

/// Four scalars of the system.
[[nodiscard]] Profile system_profile();
/// These, and interfaces by ifName, then by ifAlias.
[[nodiscard]] Profile interface_profile();
/// These, and a table of sensors with names.
[[nodiscard]] Profile sensor_profile();
[[nodiscard]] PollSettings settings_of(const Profile& profile,
                                       std::vector<std::string> interfaces = {});
[[nodiscard]] PollSettings automatic(const std::vector<Profile>& profiles,
                                     std::vector<std::string> interfaces = {});

void fill_system(FakeAgent& agent);
/// ether1 (index 1) to etherN, with an alias "line N" and counters.
void fill_interfaces(FakeAgent& agent, std::uint32_t count);
void add_interface(FakeAgent& agent, std::uint32_t index, const std::string& name);
void fill_sensors(FakeAgent& agent, std::uint32_t count);

/// A county with one device, number 1, that has everything of the above.
class PollTest {
 public:
  explicit PollTest(PollSettings of);

  SimulatedCounty county;
  FakeAgent& agent;
  PollSettings settings;

  PollResult poll() { return county.next_result(); }

  [[nodiscard]] const PollNumbers& numbers() const { return county.engine.numbers(1); }

  [[nodiscard]] std::uint64_t faults(Fault fault) const {
    return numbers().faults.at(static_cast<std::size_t>(fault));
  }
};

/// Of the result's rows, in their order.
[[nodiscard]] std::vector<std::string> names(const PollResult& result);

}  // namespace pantau::snmp::testing
