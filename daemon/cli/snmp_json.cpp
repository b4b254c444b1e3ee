// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/snmp_json.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include <boost/json.hpp>

#include "daemon/http/json_text.hpp"
#include "daemon/metrics/label.hpp"

namespace pantau::cli {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using devices::DeviceValues;
using devices::NamedNumber;

constexpr std::size_t kMostTextBytes = 1024;

/// What a device says is valid UTF-8 here, whatever it was; no text is null.
value text(std::string_view from) {
  return from.empty() ? value(nullptr) : value(metrics::clean(from, kMostTextBytes));
}

template <typename Value>
value optional(const std::optional<Value>& from) {
  return from ? value(*from) : value(nullptr);
}

value time(const std::optional<net::WallTime>& from) {
  return from ? value(http::rfc3339_milliseconds(*from)) : value(nullptr);
}

constexpr std::array<std::string_view, devices::kInterfaceCounters> kCounterKeys{
    "receive_bytes",
    "transmit_bytes",
    "receive_packets",
    "transmit_packets",
    "receive_errors",
    "transmit_errors",
    "receive_discards",
    "transmit_discards"};

array interfaces(const DeviceValues* values) {
  array list;
  if (values == nullptr) {
    return list;
  }
  for (const devices::InterfaceNumbers& interface : values->interfaces) {
    object one{{"interface", text(interface.interface)},
               {"link", text(interface.link)},
               {"alias", text(interface.alias)},
               {"if_type", text(interface.if_type)},
               {"up", optional(interface.up)},
               {"admin_up", optional(interface.admin_up)},
               {"speed_bytes_per_second", optional(interface.speed_bytes_per_second)},
               {"last_change", time(interface.last_change)}};
    for (std::size_t i = 0; i < kCounterKeys.size(); ++i) {
      one[kCounterKeys.at(i)] = optional(interface.counters.at(i));
    }
    list.emplace_back(std::move(one));
  }
  return list;
}

array named(const std::vector<NamedNumber>& numbers, std::string_view name, std::string_view key) {
  array list;
  for (const NamedNumber& number : numbers) {
    list.emplace_back(object{{name, text(number.name)}, {key, number.value}});
  }
  return list;
}

object power(const devices::PowerNumbers& power) {
  return {{"on_battery", optional(power.on_battery)},
          {"battery_low", optional(power.battery_low)},
          {"battery_charge_ratio", optional(power.charge_ratio)},
          {"battery_volts", optional(power.battery_volts)},
          {"battery_low_volts", optional(power.battery_low_volts)},
          {"battery_remaining_seconds", optional(power.remaining_seconds)},
          {"input_volts", named(power.input_volts, "line", "volts")}};
}

array radios(const DeviceValues& values) {
  array list;
  for (const devices::RadioNumbers& radio : values.radios) {
    list.emplace_back(
        object{{"radio", text(radio.radio)},
               {"signal_dbm", optional(radio.signal_dbm)},
               {"noise_dbm", optional(radio.noise_dbm)},
               {"snr_decibels", optional(radio.snr_decibels)},
               {"receive_rate_bytes_per_second", optional(radio.receive_bytes_per_second)},
               {"transmit_rate_bytes_per_second", optional(radio.transmit_bytes_per_second)}});
  }
  return list;
}

value profile(const SnmpReport& report) {
  constexpr std::array<std::string_view, 4> kReasons{"given", "sysobjectid", "object", "fallback"};
  if (!report.result.profile) {
    return nullptr;
  }
  return object{{"id", report.result.profile->id},
                {"description", text(report.result.profile->description)},
                {"chosen_by", kReasons.at(static_cast<std::size_t>(report.reason))},
                {"evidence", text(report.evidence)}};
}

object identity(const SnmpReport& report) {
  static const devices::Identity unknown;
  const devices::Identity& known = report.device.values ? report.device.values->identity : unknown;
  return {{"sysname", text(known.sysname)},
          {"sysdescr", text(report.sysdescr)},
          {"sysobjectid", text(report.sysobjectid)},
          {"model", text(known.model)},
          {"firmware", text(known.firmware)}};
}

object clock(const SnmpReport& report) {
  return {{"uptime_seconds", optional(report.clock.uptime_seconds)},
          {"host_uptime_seconds", optional(report.clock.host_uptime_seconds)},
          {"engine_boots", optional(report.clock.engine_boots)},
          {"engine_time_seconds", optional(report.clock.engine_time_seconds)},
          {"boot", time(report.device.boot)}};
}

object poll(const SnmpReport& report) {
  const snmp::PollResult& result = report.result;
  object errors;
  for (std::size_t fault = 1; fault < snmp::kFaultNames.size(); ++fault) {
    if (report.numbers.faults.at(fault) > 0) {
      errors[snmp::kFaultNames.at(fault)] = report.numbers.faults.at(fault);
    }
  }
  const bool faultless = result.fault == snmp::Fault::none;
  return {{"started", time(result.started.wall)},
          {"duration_seconds", optional(poll_seconds(result))},
          {"answered", result.answered},
          {"complete", result.complete},
          {"round_trips", result.round_trips},
          {"requests", report.numbers.requests},
          {"retries", report.numbers.retries},
          {"timeouts", report.numbers.timeouts},
          {"errors", errors},
          {"fault",
           faultless ? value(nullptr)
                     : value(snmp::kFaultNames.at(static_cast<std::size_t>(result.fault)))},
          {"detail", text(result.detail)},
          {"sent_bytes", report.traffic.sent_bytes},
          {"received_bytes", report.traffic.received_bytes}};
}

value available(const SnmpReport& report) {
  if (!report.available) {
    return nullptr;
  }
  array list;
  for (const AvailableInterface& interface : *report.available) {
    list.emplace_back(object{{"interface", text(interface.name)},
                             {"alias", text(interface.alias)},
                             {"up", optional(interface.up)}});
  }
  return list;
}

}  // namespace

std::string snmp_json(const SnmpReport& report) {
  static const DeviceValues nothing;
  const config::Device& device = report.target.device();
  const DeviceValues& values = report.device.values ? *report.device.values : nothing;
  array missing;
  for (const std::string& name : report.result.missing_interfaces) {
    missing.emplace_back(text(name));
  }
  return http::to_text(
      object{{"device", report.target.configured ? value(device.id) : value(nullptr)},
             {"address", net::to_string(report.target.address)},
             {"port", device.port},
             {"version", report.target.credentials().version},
             {"credentials", device.credentials},
             {"poll", poll(report)},
             {"profile", profile(report)},
             {"identity", identity(report)},
             {"clock", clock(report)},
             {"interfaces", interfaces(report.device.values.get())},
             {"missing_interfaces", std::move(missing)},
             {"available_interfaces", available(report)},
             {"power", power(values.power)},
             {"radios", radios(values)},
             {"sensor_celsius", named(values.celsius, "sensor", "celsius")},
             {"sensor_volts", named(values.volts, "sensor", "volts")}});
}

}  // namespace pantau::cli
