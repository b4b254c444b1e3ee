// SPDX-License-Identifier: Apache-2.0
#include "config/device_quantity.hpp"

#include <algorithm>

namespace pantau::config {

const std::array<QuantityTraits, kQuantities>& quantity_traits() {
  using Q = Quantity;
  using S = Subject;
  using V = ValueKind;
  static constexpr std::array<QuantityTraits, kQuantities> kTraits{{
      {Q::sys_descr, "sysdescr", S::agent, V::text},
      {Q::sys_object_id, "sysobjectid", S::agent, V::text},
      {Q::sys_name, "sysname", S::agent, V::text},
      {Q::model, "model", S::agent, V::text},
      {Q::firmware, "firmware", S::agent, V::text},
      {Q::sys_uptime, "sysuptime", S::agent, V::ticks},
      {Q::host_uptime, "host_uptime", S::agent, V::ticks},
      {Q::engine_boots, "engine_boots", S::agent, V::count},
      {Q::engine_time, "engine_time", S::agent, V::count},
      {Q::interface_name, "interface_name", S::interface, V::text},
      {Q::interface_alias, "interface_alias", S::interface, V::text},
      {Q::interface_type, "interface_type", S::interface, V::count},
      {Q::interface_up, "interface_up", S::interface, V::truth},
      {Q::interface_admin_up, "interface_admin_up", S::interface, V::truth},
      {Q::interface_speed, "interface_speed_bytes_per_second", S::interface, V::gauge},
      {Q::interface_last_change, "interface_last_change", S::interface, V::ticks},
      {Q::interface_discontinuity, "interface_discontinuity", S::interface, V::ticks},
      {Q::interface_receive_bytes, "interface_receive_bytes_total", S::interface, V::counter},
      {Q::interface_transmit_bytes, "interface_transmit_bytes_total", S::interface, V::counter},
      {Q::interface_receive_packets, "interface_receive_packets_total", S::interface, V::counter},
      {Q::interface_transmit_packets, "interface_transmit_packets_total", S::interface, V::counter},
      {Q::interface_receive_errors, "interface_receive_errors_total", S::interface, V::counter},
      {Q::interface_transmit_errors, "interface_transmit_errors_total", S::interface, V::counter},
      {Q::interface_receive_discards, "interface_receive_discards_total", S::interface, V::counter},
      {Q::interface_transmit_discards,
       "interface_transmit_discards_total",
       S::interface,
       V::counter},
      {Q::on_battery, "power_on_battery", S::power, V::truth},
      {Q::battery_low, "power_battery_low", S::power, V::truth},
      {Q::battery_charge, "power_battery_charge_ratio", S::power, V::gauge},
      {Q::battery_volts, "power_battery_volts", S::power, V::gauge},
      {Q::battery_remaining, "power_battery_remaining_seconds", S::power, V::gauge},
      {Q::input_volts, "power_input_volts", S::power, V::gauge},
      {Q::radio_signal, "radio_signal_dbm", S::radio, V::gauge},
      {Q::radio_noise, "radio_noise_dbm", S::radio, V::gauge},
      {Q::radio_snr, "radio_snr_decibels", S::radio, V::gauge},
      {Q::radio_receive_rate, "radio_receive_rate_bytes_per_second", S::radio, V::gauge},
      {Q::radio_transmit_rate, "radio_transmit_rate_bytes_per_second", S::radio, V::gauge},
      {Q::sensor_celsius, "sensor_celsius", S::sensor, V::gauge},
      {Q::sensor_volts, "sensor_volts", S::sensor, V::gauge},
  }};
  return kTraits;
}

const QuantityTraits& traits_of(Quantity quantity) {
  return quantity_traits().at(static_cast<std::size_t>(quantity));
}

std::optional<Quantity> find_quantity(std::string_view name) {
  const auto& all = quantity_traits();
  const auto* const found =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
  return found == all.end() ? std::nullopt : std::optional(found->quantity);
}

}  // namespace pantau::config
