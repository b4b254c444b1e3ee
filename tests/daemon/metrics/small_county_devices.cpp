// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstddef>
#include <memory>

#include "tests/daemon/metrics/small_county_parts.hpp"

namespace pantau::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

devices::InterfaceNumbers ether1() {
  devices::InterfaceNumbers interface;
  interface.interface = "ether1";
  interface.link = "jila-vsat";
  interface.alias = "VSAT ke hub";
  interface.if_type = "ethernetCsmacd";
  interface.counters = {4000000000000U, 500000000000U, 3000000000U, 2000000000U, 1, 2, 3, 4};
  interface.up = true;
  interface.admin_up = true;
  interface.speed_bytes_per_second = 12500000;
  interface.last_change = kSmallNow - seconds{86400};
  return interface;
}

devices::InterfaceNumbers wlan1() {
  devices::InterfaceNumbers interface;
  interface.interface = "wlan1";
  interface.counters[0] = 17;  // the others it never had
  interface.up = false;
  return interface;
}

devices::DeviceValues router_values() {
  devices::DeviceValues values;
  values.read = kSmallNow - seconds{30};
  values.identity = {"JILA-R1", "RB-1", "7.1", "1.3.6.1.4.1.99999.1", "router"};
  values.interfaces = {ether1(), wlan1()};
  values.power.on_battery = true;
  values.power.battery_low = false;
  values.power.charge_ratio = 0.75;
  values.power.battery_volts = 24.5;
  values.power.battery_low_volts = 23;
  values.power.remaining_seconds = 3600;
  values.power.input_volts = {{"1", 229.5}, {"2", 231}};
  values.radios = {{"wlan1", -71, -95.5, 24.5, 8125000, 16250000}};
  values.celsius = {{"cpu", 53.5}, {"board", -2}};
  values.volts = {{"board", 24.25}};
  return values;
}

}  // namespace

devices::DeviceNumbers small_router() {
  devices::DeviceNumbers device;
  device.polled = true;
  device.up = true;
  device.complete = true;
  device.poll_duration = milliseconds{655};
  device.last_success = kSmallNow - milliseconds{30250};
  device.polls.requests = 100;
  device.polls.retries = 4;
  device.polls.timeouts = 5;
  device.polls.faults[static_cast<std::size_t>(snmp::Fault::timeout)] = 1;
  device.polls.faults[static_cast<std::size_t>(snmp::Fault::too_big)] = 2;
  device.boot = kSmallNow - seconds{100000};
  device.restarts = 3;
  device.values = std::make_shared<const devices::DeviceValues>(router_values());
  return device;
}

void add_small_devices(config::Plan& plan) {
  config::SnmpCredentials credentials;
  credentials.id = "kabupaten";
  credentials.version = "2c";
  credentials.community = config::Secret("mimika");
  plan.credentials = {credentials};
  config::Device router;
  router.id = "jila-router";
  router.site = "jila-kantor-distrik";
  router.address = "198.18.6.2";
  router.credentials = "kabupaten";
  router.interfaces = {"ether1", "wlan1"};
  router.links = {{"ether1", "jila-vsat"}};
  router.via = "jila-vsat";
  config::Device ups = router;
  ups.id = "jila-ups";
  ups.interfaces.clear();
  ups.links.clear();
  config::Device modem = ups;
  modem.id = "timika-modem";
  modem.site = "timika-hub";
  modem.credentials.clear();
  plan.devices = {router, ups, modem};
}

}  // namespace pantau::test
