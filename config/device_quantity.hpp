// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a value that was read from a device means. A profile names these; the contract's section
/// "SNMP, by device" lists those that become metrics.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pantau::config {

enum class Quantity : std::uint8_t {
  // The agent itself: identity, and clocks that tell a restart (semantics.md 7).
  sys_descr,
  sys_object_id,
  sys_name,
  model,
  firmware,
  sys_uptime,  ///< hundredths of a second, 32 bits
  host_uptime,  ///< hundredths of a second, 32 bits
  engine_boots,
  engine_time,  ///< seconds
  // An interface of IF-MIB.
  interface_name,
  interface_alias,
  interface_type,
  interface_up,
  interface_admin_up,
  interface_speed,
  interface_last_change,  ///< sysUpTime at the last change of state, hundredths of a second
  interface_discontinuity,  ///< sysUpTime at which the counters last began anew
  interface_receive_bytes,
  interface_transmit_bytes,
  interface_receive_packets,
  interface_transmit_packets,
  interface_receive_errors,
  interface_transmit_errors,
  interface_receive_discards,
  interface_transmit_discards,
  // Power.
  on_battery,
  battery_low,
  battery_charge,
  battery_volts,
  battery_remaining,
  input_volts,
  // Radio.
  radio_signal,
  radio_noise,
  radio_snr,
  radio_receive_rate,
  radio_transmit_rate,
  // Sensors, each with a name of its own.
  sensor_celsius,
  sensor_volts,
};
inline constexpr std::size_t kQuantities = static_cast<std::size_t>(Quantity::sensor_volts) + 1;

/// What a quantity belongs to: which of its values go together, and what tells them apart.
enum class Subject : std::uint8_t { agent, interface, power, radio, sensor };

enum class ValueKind : std::uint8_t {
  text,
  ticks,  ///< hundredths of a second of the agent's clock
  count,  ///< a plain integer (engine boots, engine time, interface type)
  counter,  ///< only its growth means something
  gauge,  ///< a number in the unit of the metric
  truth  ///< 0 or 1
};

struct QuantityTraits {
  Quantity quantity = Quantity::sys_descr;
  /// As a profile writes it: the metric without "pantau_", or for what is no metric a name.
  std::string_view name;
  Subject subject = Subject::agent;
  ValueKind kind = ValueKind::gauge;
};

/// In the order of the enumeration.
[[nodiscard]] const std::array<QuantityTraits, kQuantities>& quantity_traits();

[[nodiscard]] const QuantityTraits& traits_of(Quantity quantity);

[[nodiscard]] std::optional<Quantity> find_quantity(std::string_view name);

}  // namespace pantau::config
