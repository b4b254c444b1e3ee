// SPDX-License-Identifier: Apache-2.0
/// \file
/// The two languages of `pantau snmp`. Included by its text alone.
#pragma once

#include <string_view>

#include "config/settings.hpp"

namespace pantau::cli {

struct SnmpWords {
  std::string_view yes, no;
  std::string_view profile, given, by_sysobjectid, by_object, fallback;
  std::string_view model, firmware, uptime, host_uptime, booted, engine_boots;
  std::string_view interface, alias, link, type, up, speed, received, sent, errors, discards, since;
  std::string_view missing, available, more, how_to_choose;
  std::string_view on_battery, battery_low, charge, battery, remaining, input;
  std::string_view radio, signal, noise, snr, receive_rate, transmit_rate;
  std::string_view sensor, temperature, voltage;
  std::string_view round_trips, bytes_sent, bytes_received, complete, incomplete;
};

[[nodiscard]] const SnmpWords& snmp_words(config::Language language);

}  // namespace pantau::cli
