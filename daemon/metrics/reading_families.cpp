// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/reading_families.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "daemon/metrics/label.hpp"
#include "daemon/metrics/put_value.hpp"

namespace pantau::metrics {
namespace {

using devices::DeviceValues;
using devices::InterfaceNumbers;
using devices::NamedNumber;
using devices::PowerNumbers;
using devices::RadioNumbers;

struct Context {
  PageWriter& page;
  const std::vector<Reading>& readings;
};

void write_identity(const Context& context) {
  context.page.family("pantau_device_info",
                      Type::gauge,
                      "What the device says it is (sysName, sysObjectID), and how it is asked.");
  for (const Reading& reading : context.readings) {
    const devices::Identity& identity = reading.values->identity;
    std::string labels;
    append_label(labels, "sysname", identity.sysname);
    append_label(labels, "model", identity.model);
    append_label(labels, "firmware", identity.firmware);
    append_label(labels, "sysobjectid", identity.sysobjectid);
    append_label(labels, "profile", identity.profile);
    context.page.sample(reading.labels, "," + labels, std::uint64_t{1});
  }
}

struct Names {
  std::string_view name;
  std::string_view help;
};

/// In the order of InterfaceCounter.
constexpr std::array<Names, devices::kInterfaceCounters> kInterfaceFamilies{{
    {"pantau_interface_receive_bytes_total",
     "Bytes received (ifHCInOctets, else ifInOctets); never falls, whatever the device does."},
    {"pantau_interface_transmit_bytes_total",
     "Bytes sent (ifHCOutOctets, else ifOutOctets); never falls, whatever the device does."},
    {"pantau_interface_receive_packets_total",
     "Unicast packets received (ifHCInUcastPkts, else ifInUcastPkts)."},
    {"pantau_interface_transmit_packets_total",
     "Unicast packets sent (ifHCOutUcastPkts, else ifOutUcastPkts)."},
    {"pantau_interface_receive_errors_total", "Packets received with errors (ifInErrors)."},
    {"pantau_interface_transmit_errors_total", "Packets not sent because of errors (ifOutErrors)."},
    {"pantau_interface_receive_discards_total",
     "Sound packets received and thrown away (ifInDiscards)."},
    {"pantau_interface_transmit_discards_total",
     "Packets thrown away instead of sent (ifOutDiscards)."},
}};

/// One family with a sample an interface: `value` finds it.
template <typename Find>
void write_interface_gauge(const Context& context, const Names& names, Find value) {
  context.page.family(names.name, Type::gauge, names.help);
  for (const Reading& reading : context.readings) {
    for (std::size_t i = 0; i < reading.values->interfaces.size(); ++i) {
      put(context.page,
          reading.labels,
          reading.parts.interfaces[i],
          value(reading.values->interfaces[i]));
    }
  }
}

void write_interface_counters(const Context& context) {
  for (std::size_t counter = 0; counter < kInterfaceFamilies.size(); ++counter) {
    const Names& names = kInterfaceFamilies[counter];
    context.page.family(names.name, Type::counter, names.help);
    for (const Reading& reading : context.readings) {
      for (std::size_t i = 0; i < reading.values->interfaces.size(); ++i) {
        put(context.page,
            reading.labels,
            reading.parts.interfaces[i],
            reading.values->interfaces[i].counters[counter]);
      }
    }
  }
}

void write_interfaces(const Context& context) {
  write_interface_counters(context);
  write_interface_gauge(context,
                        {"pantau_interface_up", "1 when the interface works (ifOperStatus)."},
                        [](const InterfaceNumbers& interface) { return interface.up; });
  write_interface_gauge(
      context,
      {"pantau_interface_admin_up", "1 when the interface is switched on (ifAdminStatus)."},
      [](const InterfaceNumbers& interface) { return interface.admin_up; });
  write_interface_gauge(
      context,
      {"pantau_interface_speed_bytes_per_second",
       "Nominal speed (ifHighSpeed, else ifSpeed); often not what the link can carry."},
      [](const InterfaceNumbers& interface) { return interface.speed_bytes_per_second; });
  write_interface_gauge(context,
                        {"pantau_interface_last_change_timestamp_seconds",
                         "When ifOperStatus last changed (ifLastChange)."},
                        [](const InterfaceNumbers& interface) { return interface.last_change; });
  context.page.family("pantau_interface_info",
                      Type::gauge,
                      "Interfaces as the device describes them (ifAlias, ifType).");
  for (const Reading& reading : context.readings) {
    for (const std::string& labels : reading.parts.interface_infos) {
      context.page.sample(reading.labels, labels, std::uint64_t{1});
    }
  }
}

template <typename Member>
void write_power_gauge(const Context& context, const Names& names, Member member) {
  context.page.family(names.name, Type::gauge, names.help);
  for (const Reading& reading : context.readings) {
    put(context.page, reading.labels, "", reading.values->power.*member);
  }
}

void write_named(const Context& context,
                 const Names& names,
                 const std::vector<NamedNumber>& (*numbers)(const DeviceValues&),
                 std::vector<std::string> PartLabels::*labels) {
  context.page.family(names.name, Type::gauge, names.help);
  for (const Reading& reading : context.readings) {
    const std::vector<NamedNumber>& all = numbers(*reading.values);
    for (std::size_t i = 0; i < all.size(); ++i) {
      put(context.page, reading.labels, (reading.parts.*labels)[i], all[i].value);
    }
  }
}

void write_power(const Context& context) {
  write_power_gauge(
      context,
      {"pantau_power_on_battery",
       "1 when the battery feeds the load (upsOutputSource, or as the profile says)."},
      &PowerNumbers::on_battery);
  write_power_gauge(
      context,
      {"pantau_power_battery_low",
       "1 when the battery is low (upsBatteryStatus, or under the configured volts)."},
      &PowerNumbers::battery_low);
  write_power_gauge(context,
                    {"pantau_power_battery_charge_ratio",
                     "Charge (upsEstimatedChargeRemaining, or as the profile says)."},
                    &PowerNumbers::charge_ratio);
  write_power_gauge(context,
                    {"pantau_power_battery_volts",
                     "Battery voltage (upsBatteryVoltage, or as the profile says)."},
                    &PowerNumbers::battery_volts);
  write_power_gauge(context,
                    {"pantau_power_battery_low_volts",
                     "Voltage under which the battery counts as low, as configured."},
                    &PowerNumbers::battery_low_volts);
  write_power_gauge(context,
                    {"pantau_power_battery_remaining_seconds",
                     "How long the battery lasts (upsEstimatedMinutesRemaining, or as the profile "
                     "says)."},
                    &PowerNumbers::remaining_seconds);
  write_named(
      context,
      {"pantau_power_input_volts", "Supply voltage (upsInputVoltage, or as the profile says)."},
      [](const DeviceValues& values) -> const auto& { return values.power.input_volts; },
      &PartLabels::lines);
}

struct RadioFamily {
  Names names;
  std::optional<double> RadioNumbers::*value = nullptr;
};

constexpr std::array<RadioFamily, 5> kRadioFamilies{{
    {{"pantau_radio_signal_dbm", "Signal received, by the vendor's MIB that the profile names."},
     &RadioNumbers::signal_dbm},
    {{"pantau_radio_noise_dbm", "Noise floor, by the vendor's MIB that the profile names."},
     &RadioNumbers::noise_dbm},
    {{"pantau_radio_snr_decibels",
      "Signal to noise ratio, by the vendor's MIB that the profile names."},
     &RadioNumbers::snr_decibels},
    {{"pantau_radio_receive_rate_bytes_per_second",
      "Modulation rate of what is received, by the vendor's MIB that the profile names."},
     &RadioNumbers::receive_bytes_per_second},
    {{"pantau_radio_transmit_rate_bytes_per_second",
      "Modulation rate of what is sent, by the vendor's MIB that the profile names."},
     &RadioNumbers::transmit_bytes_per_second},
}};

void write_radios(const Context& context) {
  for (const RadioFamily& family : kRadioFamilies) {
    context.page.family(family.names.name, Type::gauge, family.names.help);
    for (const Reading& reading : context.readings) {
      for (std::size_t i = 0; i < reading.values->radios.size(); ++i) {
        put(context.page,
            reading.labels,
            reading.parts.radios[i],
            reading.values->radios[i].*family.value);
      }
    }
  }
}

void write_sensors(const Context& context) {
  write_named(
      context,
      {"pantau_sensor_celsius", "Temperature (entPhySensorValue, or as the profile says)."},
      [](const DeviceValues& values) -> const auto& { return values.celsius; },
      &PartLabels::celsius);
  write_named(
      context,
      {"pantau_sensor_volts", "Voltage of a sensor (entPhySensorValue, or as the profile says)."},
      [](const DeviceValues& values) -> const auto& { return values.volts; },
      &PartLabels::volts);
}

}  // namespace

void write_readings(PageWriter& page, const std::vector<Reading>& readings) {
  const Context context{page, readings};
  write_identity(context);
  write_interfaces(context);
  write_power(context);
  write_radios(context);
  write_sensors(context);
}

}  // namespace pantau::metrics
