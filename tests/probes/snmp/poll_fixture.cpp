// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/snmp/poll_fixture.hpp"

#include <utility>

namespace pantau::snmp::testing {

using config::Quantity;

config::Source source(Quantity quantity, const std::string& oid_text) {
  config::Source source;
  source.quantity = quantity;
  source.oid = oid(oid_text.c_str());
  return source;
}

std::string in_row(const char* column, std::uint32_t index) {
  return std::string(column) + "." + std::to_string(index);
}

Profile system_profile() {
  auto profile = std::make_shared<config::DeviceProfile>();
  profile->id = "system";
  profile->scalars = {source(Quantity::sys_descr, kSysDescr),
                      source(Quantity::sys_object_id, kSysObjectId),
                      source(Quantity::sys_uptime, kSysUpTime),
                      source(Quantity::sys_name, kSysName)};
  return profile;
}

Profile interface_profile() {
  Profile profile = system_profile();
  profile->id = "router";
  config::ProfileTable table;
  table.id = "interfaces";
  table.rows = config::RowChoice::interfaces;
  table.find = {oid(kIfName), oid(kIfAlias)};
  table.columns = {source(Quantity::interface_alias, kIfAlias),
                   source(Quantity::interface_receive_bytes, kHcIn),
                   source(Quantity::interface_receive_bytes, kIn),
                   source(Quantity::interface_up, kOper)};
  table.columns.back().values = {{1, 1.0}, {2, 0.0}};
  profile->tables.push_back(table);
  return profile;
}

Profile sensor_profile() {
  Profile profile = system_profile();
  profile->id = "sensors";
  config::ProfileTable table;
  table.id = "sensors";
  table.find = {oid(kSensorValue)};
  table.name = oid(kSensorName);
  table.max_rows = 8;
  table.columns = {source(Quantity::sensor_celsius, kSensorValue)};
  profile->tables.push_back(table);
  return profile;
}

PollSettings settings_of(const Profile& profile, std::vector<std::string> interfaces) {
  PollSettings settings;
  settings.profile = profile;
  settings.interfaces = std::move(interfaces);
  return settings;
}

PollSettings automatic(const std::vector<Profile>& profiles, std::vector<std::string> interfaces) {
  PollSettings settings;
  settings.profiles =
      std::make_shared<config::ProfileList>(config::ProfileList(profiles.begin(), profiles.end()));
  settings.interfaces = std::move(interfaces);
  return settings;
}

void fill_system(FakeAgent& agent) {
  agent.set(kSysDescr, std::string("a router"));
  agent.set(kSysObjectId, oid(kVendor));
  agent.set(kSysUpTime, Ticks{100000});
  agent.set(kSysName, std::string("jila"));
}

void add_interface(FakeAgent& agent, std::uint32_t index, const std::string& name) {
  agent.objects[oid(in_row(kIfName, index).c_str())] = name;
  agent.objects[oid(in_row(kIfAlias, index).c_str())] = "line " + std::to_string(index);
  agent.objects[oid(in_row(kHcIn, index).c_str())] = Counter{index * 1000ULL, 64};
  agent.objects[oid(in_row(kIn, index).c_str())] = Counter{index * 1000ULL, 32};
  agent.objects[oid(in_row(kOper, index).c_str())] = std::int64_t{1};
}

void fill_interfaces(FakeAgent& agent, std::uint32_t count) {
  for (std::uint32_t index = 1; index <= count; ++index) {
    add_interface(agent, index, "ether" + std::to_string(index));
  }
}

void fill_sensors(FakeAgent& agent, std::uint32_t count) {
  for (std::uint32_t index = 1; index <= count; ++index) {
    agent.objects[oid(in_row(kSensorName, index).c_str())] = "board " + std::to_string(index);
    agent.objects[oid(in_row(kSensorValue, index).c_str())] = std::int64_t{20 + index};
  }
}

PollTest::PollTest(PollSettings of) : agent(county.agents[1]), settings(std::move(of)) {
  fill_system(agent);
  fill_interfaces(agent, 4);
  fill_sensors(agent, 3);
  county.add(1, settings);
}

std::vector<std::string> names(const PollResult& result) {
  std::vector<std::string> names;
  for (const Row& row : result.rows) {
    names.push_back(row.name);
  }
  return names;
}

}  // namespace pantau::snmp::testing
