// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/device_values.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

#include "daemon/devices/if_type.hpp"

namespace pantau::devices {

namespace {

using config::Quantity;
using config::Subject;
using snmp::Sample;

void read_agent(const Sample& sample, Identity& identity) {
  switch (sample.quantity) {
    case Quantity::sys_object_id:
      identity.sysobjectid = sample.text;
      return;
    case Quantity::sys_name:
      identity.sysname = sample.text;
      return;
    case Quantity::model:
      identity.model = sample.text;
      return;
    case Quantity::firmware:
      identity.firmware = sample.text;
      return;
    default:
      return;
  }
}

void read_interface(const Sample& sample, const InterfaceLine& line, InterfaceNumbers& numbers) {
  if (const auto counter = counter_of(sample.quantity)) {
    numbers.counters[static_cast<std::size_t>(*counter)] = line.exported(*counter);
    return;
  }
  switch (sample.quantity) {
    case Quantity::interface_alias:
      numbers.alias = sample.text;
      return;
    case Quantity::interface_type:
      // Integer32 (IANAifType). An agent may send a text of any number, and 1e300 has no integer.
      if (std::abs(sample.number) <= std::numeric_limits<std::int32_t>::max()) {
        numbers.if_type = if_type_name(static_cast<std::int64_t>(sample.number));
      }
      return;
    case Quantity::interface_up:
      numbers.up = sample.number != 0;
      return;
    case Quantity::interface_admin_up:
      numbers.admin_up = sample.number != 0;
      return;
    case Quantity::interface_speed:
      numbers.speed_bytes_per_second = sample.number;
      return;
    case Quantity::interface_last_change:
      numbers.last_change = line.last_change();
      return;
    default:
      return;
  }
}

/// Of several (a UPS with two batteries) the first.
template <typename Number>
void keep_first(std::optional<Number>& number, Number value) {
  number = number.value_or(value);
}

void read_power(const Sample& sample, PowerNumbers& power) {
  switch (sample.quantity) {
    case Quantity::on_battery:
      return keep_first(power.on_battery, sample.number != 0);
    case Quantity::battery_low:
      return keep_first(power.battery_low, sample.number != 0);
    case Quantity::battery_charge:
      return keep_first(power.charge_ratio, sample.number);
    case Quantity::battery_volts:
      return keep_first(power.battery_volts, sample.number);
    case Quantity::battery_remaining:
      return keep_first(power.remaining_seconds, sample.number);
    case Quantity::input_volts:
      power.input_volts.push_back({sample.name, sample.number});
      return;
    default:
      return;
  }
}

RadioNumbers& radio_of(std::vector<RadioNumbers>& radios, const std::string& name) {
  const auto found = std::find_if(
      radios.begin(), radios.end(), [&](const auto& radio) { return radio.radio == name; });
  if (found != radios.end()) {
    return *found;
  }
  radios.emplace_back().radio = name;
  return radios.back();
}

void read_radio(const Sample& sample, std::vector<RadioNumbers>& radios) {
  RadioNumbers& radio = radio_of(radios, sample.name);
  switch (sample.quantity) {
    case Quantity::radio_signal:
      radio.signal_dbm = sample.number;
      return;
    case Quantity::radio_noise:
      radio.noise_dbm = sample.number;
      return;
    case Quantity::radio_snr:
      radio.snr_decibels = sample.number;
      return;
    case Quantity::radio_receive_rate:
      radio.receive_bytes_per_second = sample.number;
      return;
    case Quantity::radio_transmit_rate:
      radio.transmit_bytes_per_second = sample.number;
      return;
    default:
      return;
  }
}

/// A router on the battery of a solar site sees that battery at its own supply.
void judge_battery(const config::Device& device, PowerNumbers& power) {
  power.battery_low_volts = device.low_volts;
  if (!device.low_volts) {
    return;
  }
  if (!power.battery_volts && !power.input_volts.empty()) {
    power.battery_volts = power.input_volts.front().value;
  }
  if (power.battery_volts) {
    power.battery_low =
        power.battery_low.value_or(false) || *power.battery_volts < *device.low_volts;
  }
}

std::string link_of(const config::Device& device, const std::string& interface) {
  const auto found = device.links.find(interface);
  return found == device.links.end() ? std::string() : found->second;
}

void read_interfaces(const config::Device& device,
                     const InterfaceLines& lines,
                     const SampleShelf& shelf,
                     std::vector<InterfaceNumbers>& interfaces) {
  for (const std::string& name : device.interfaces) {
    const auto line = lines.find(name);
    InterfaceNumbers numbers;
    bool known = false;
    for (const auto& each : shelf.kept()) {
      const bool mine = config::traits_of(each.sample.quantity).subject == Subject::interface &&
                        each.sample.name == name;
      if (mine && line != lines.end()) {
        read_interface(each.sample, line->second, numbers);
        known = true;
      }
    }
    if (known) {
      numbers.interface = name;
      numbers.link = link_of(device, name);
      interfaces.push_back(std::move(numbers));
    }
  }
}

}  // namespace

std::shared_ptr<DeviceValues> make_values(const config::Device& device,
                                          const InterfaceLines& lines,
                                          const SampleShelf& shelf) {
  auto values = std::make_shared<DeviceValues>();
  for (const auto& each : shelf.kept()) {
    const Sample& sample = each.sample;
    switch (config::traits_of(sample.quantity).subject) {
      case Subject::agent:
        read_agent(sample, values->identity);
        break;
      case Subject::interface:
        break;  // in the order of the configuration, below
      case Subject::power:
        read_power(sample, values->power);
        break;
      case Subject::radio:
        read_radio(sample, values->radios);
        break;
      case Subject::sensor:
        (sample.quantity == Quantity::sensor_celsius ? values->celsius : values->volts)
            .push_back({sample.name, sample.number});
        break;
    }
  }
  read_interfaces(device, lines, shelf, values->interfaces);
  judge_battery(device, values->power);
  return values;
}

}  // namespace pantau::devices
