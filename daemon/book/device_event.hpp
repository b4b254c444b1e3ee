// SPDX-License-Identifier: Apache-2.0
/// \file
/// What devices tell about power, kept as evidence for causes (semantics.md 6).
#pragma once

#include <optional>
#include <string>

#include "daemon/book/link_state.hpp"

namespace pantau::book {

/// The power values of one reading of one device; absent: the device does not say.
struct PowerReading {
  std::string device;
  std::string site;
  Second time{};
  std::optional<bool> on_battery;
  std::optional<bool> battery_low;  ///< low or depleted as the device says
  std::optional<double> charge_ratio;
  std::optional<double> battery_volts;
  std::optional<double> low_volts;  ///< configured `power.low_volts`

  friend bool operator==(const PowerReading&, const PowerReading&) = default;
};

struct DeviceRestart {
  std::string device;
  std::string site;
  Second booted{};
  Second seen{};  ///< when the poll said so

  friend bool operator==(const DeviceRestart&, const DeviceRestart&) = default;
};

}  // namespace pantau::book
