// SPDX-License-Identifier: Apache-2.0
/// \file
/// Everything read from and known of one device, as it is exported.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "probes/net/clock.hpp"
#include "probes/snmp/reading.hpp"

namespace pantau::devices {

enum class InterfaceCounter : std::uint8_t {
  receive_bytes,
  transmit_bytes,
  receive_packets,
  transmit_packets,
  receive_errors,
  transmit_errors,
  receive_discards,
  transmit_discards
};
inline constexpr std::size_t kInterfaceCounters = 8;

struct InterfaceNumbers {
  std::string interface;  ///< as configured
  std::string link;  ///< empty when not mapped
  std::string alias;
  std::string if_type;  ///< name of IANAifType ("ethernetCsmacd"), else the number
  /// Continued over wraps, resets and restarts; absent when the agent never had it.
  std::array<std::optional<std::uint64_t>, kInterfaceCounters> counters;
  std::optional<bool> up;
  std::optional<bool> admin_up;
  std::optional<double> speed_bytes_per_second;
  std::optional<net::WallTime> last_change;
};

/// A value of a part of the device: a radio, a sensor, a line of the mains. Empty: the device.
struct NamedNumber {
  std::string name;
  double value = 0;
};

struct PowerNumbers {
  std::optional<bool> on_battery;
  std::optional<bool> battery_low;  ///< said by the device, or volts < `power.low_volts`
  std::optional<double> charge_ratio;
  std::optional<double> battery_volts;
  std::optional<double> battery_low_volts;  ///< configured
  std::optional<double> remaining_seconds;
  std::vector<NamedNumber> input_volts;
};

struct RadioNumbers {
  std::string radio;  ///< empty: the device has one
  std::optional<double> signal_dbm;
  std::optional<double> noise_dbm;
  std::optional<double> snr_decibels;
  std::optional<double> receive_bytes_per_second;
  std::optional<double> transmit_bytes_per_second;
};

struct Identity {
  std::string sysname;
  std::string model;
  std::string firmware;
  std::string sysobjectid;
  std::string profile;

  friend bool operator==(const Identity&, const Identity&) = default;
};

/// What one reading said. Immutable, so that a snapshot shares it.
struct DeviceValues {
  net::WallTime read{};
  Identity identity;
  std::vector<InterfaceNumbers> interfaces;
  PowerNumbers power;
  std::vector<RadioNumbers> radios;
  std::vector<NamedNumber> celsius;
  std::vector<NamedNumber> volts;
};

struct DeviceNumbers {
  bool polled = false;  ///< at least one poll ended
  bool up = false;  ///< the last poll was answered at all
  bool complete = false;
  std::optional<net::Nanoseconds> poll_duration;  ///< of the last poll that was answered
  std::optional<net::WallTime> last_success;
  snmp::PollNumbers polls;
  std::optional<net::WallTime> boot;
  std::uint64_t restarts = 0;
  /// The last reading; null before the first and when it is older than 3 intervals.
  std::shared_ptr<const DeviceValues> values;
};

}  // namespace pantau::devices
