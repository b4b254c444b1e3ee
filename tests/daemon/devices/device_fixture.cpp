// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/devices/device_fixture.hpp"

#include <algorithm>
#include <array>

namespace pantau::devices::test {

namespace {

config::Oid column_of(Quantity quantity) {
  return {1, 3, 7, static_cast<std::uint32_t>(quantity)};
}

config::Oid scalar_of(Quantity quantity) {
  return {1, 3, 6, static_cast<std::uint32_t>(quantity), 0};
}

config::Oid at(const config::Oid& column, std::uint32_t row) {
  return column.with(std::array<std::uint32_t, 1>{row});
}

}  // namespace

std::shared_ptr<const config::DeviceProfile> full_profile(const std::string& id) {
  config::DeviceProfile profile;
  profile.id = id;
  config::ProfileTable table;
  table.id = "interfaces";
  table.rows = config::RowChoice::interfaces;
  for (const config::QuantityTraits& traits : config::quantity_traits()) {
    const bool of_interface = traits.subject == config::Subject::interface;
    config::Source source;
    source.quantity = traits.quantity;
    source.oid = of_interface ? column_of(traits.quantity) : scalar_of(traits.quantity);
    (of_interface ? table.columns : profile.scalars).push_back(std::move(source));
  }
  profile.tables.push_back(std::move(table));
  return std::make_shared<const config::DeviceProfile>(std::move(profile));
}

config::Device device(const std::string& id) {
  config::Device made;
  made.id = id;
  made.site = "s";
  made.address = "198.18.0.1";
  made.profile = "full";
  made.credentials = "c";
  made.interfaces = {"wan", "lan"};
  made.links = {{"wan", "l"}};
  made.interval = 60s;
  return made;
}

config::Plan plan_with(std::vector<config::Device> devices) {
  config::Plan plan;
  plan.devices = std::move(devices);
  plan.credentials.resize(1);
  plan.credentials[0].id = "c";
  plan.credentials[0].version = "2c";
  plan.credentials[0].community = config::Secret("public");
  plan.profiles = {full_profile()};
  plan.links.resize(2);
  plan.links[0].id = "k";
  plan.links[1].id = "l";
  return plan;
}

snmp::PollResult poll(snmp::DeviceId device, const Answers& answers, net::Now now) {
  snmp::PollResult result;
  result.device = device;
  result.answered_at = now;
  result.started = {now.steady - 1s, now.wall - 1s, now.boot - 1s};
  result.answered = true;
  result.complete = true;
  result.round_trips = 1;
  result.profile = full_profile();
  for (const auto& [quantity, value] : answers.scalars) {
    result.bindings.push_back({scalar_of(quantity), value});
  }
  for (const auto& [name, columns] : answers.interfaces) {
    const std::uint32_t index = answers.indices.at(name);
    result.rows.push_back({0, {index}, name});
    for (const auto& [quantity, value] : columns) {
      result.bindings.push_back({at(column_of(quantity), index), value});
    }
  }
  std::sort(result.bindings.begin(),
            result.bindings.end(),
            [](const auto& left, const auto& right) { return left.oid < right.oid; });
  return result;
}

snmp::PollResult silence(snmp::DeviceId device, net::Now now) {
  snmp::PollResult result;
  result.device = device;
  result.started = result.answered_at = now;
  result.fault = snmp::Fault::timeout;
  return result;
}

OneDevice::OneDevice() : plan(plan_with({device()})) {
  id = apply(plan).at(0).id;
  agent.scalars[Quantity::sys_uptime] = Ticks{};
}

std::vector<DeviceChange> OneDevice::apply(const config::Plan& next) {
  plan = next;
  return book.apply(share(next), time.now());
}

DeviceNumbers OneDevice::answer() {
  for (auto& [quantity, value] : agent.scalars) {
    if (quantity == Quantity::sys_uptime) {
      value = Ticks{static_cast<std::uint32_t>(up_ticks)};
    } else if (quantity == Quantity::engine_time) {
      value = engine_seconds;
    } else if (quantity == Quantity::engine_boots) {
      value = boots;
    }
  }
  book.record(poll(id, agent, time.now()), {});
  return numbers();
}

DeviceNumbers OneDevice::answer_part(const Answers& part) {
  snmp::PollResult result = poll(id, part, time.now());
  result.complete = false;
  result.fault = snmp::Fault::timeout;
  book.record(result, {});
  return numbers();
}

DeviceNumbers OneDevice::keep_silent() {
  book.record(silence(id, time.now()), {});
  return numbers();
}

std::uint64_t OneDevice::received() const {
  const auto shown = numbers().values;
  if (!shown || shown->interfaces.empty()) {
    return 0;
  }
  return shown->interfaces.front().counters.front().value_or(0);
}

void OneDevice::pass(net::Nanoseconds passed) {
  time.pass(passed);
  up_ticks += passed / 10ms;
  engine_seconds += passed / 1s;
}

void OneDevice::reboot() {
  up_ticks = 0;
  engine_seconds = 0;
  ++boots;
}

std::vector<std::string> words(const std::vector<DeviceNotice>& notices) {
  constexpr std::array kKinds{"answering",
                              "silent",
                              "incomplete",
                              "refused",
                              "restarted",
                              "missing_interface",
                              "counter_reset"};
  std::vector<std::string> all;
  for (const DeviceNotice& notice : notices) {
    std::string word = kKinds.at(static_cast<std::size_t>(notice.kind));
    all.push_back(notice.text.empty() ? word : word + ' ' + notice.text);
  }
  return all;
}

}  // namespace pantau::devices::test
