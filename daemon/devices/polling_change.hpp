// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/load.hpp"

namespace pantau::devices {

/// A device as one plan has it.
struct PlannedDevice {
  const config::Plan& plan;
  const config::Device& device;
};

/// What a new plan means for the polling of a device that the old one had, too.
struct PollingChange {
  bool other_address = false;
  /// Something else of how it is asked: credentials, times, interfaces, what the profile says.
  bool other_polling = false;
  /// What it answers is no continuation: another address, site or profile.
  bool other_agent = false;
};

[[nodiscard]] bool is_polled(const config::Plan& plan, const config::Device& device);

[[nodiscard]] PollingChange compare(const PlannedDevice& before, const PlannedDevice& after);

}  // namespace pantau::devices
