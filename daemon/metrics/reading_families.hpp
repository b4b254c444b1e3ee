// SPDX-License-Identifier: Apache-2.0
/// \file
/// Contract, "SNMP, by device": what was read from devices.
#pragma once

#include <string_view>
#include <vector>

#include "daemon/devices/device_numbers.hpp"
#include "daemon/metrics/device_heads.hpp"
#include "daemon/metrics/page_writer.hpp"

namespace pantau::metrics {

/// What was read from one device and is young enough to be shown.
struct Reading {
  std::string_view labels;  ///< of the device
  const devices::DeviceValues* values = nullptr;
  PartLabels parts;  ///< of `values`
};

void write_readings(PageWriter& page, const std::vector<Reading>& readings);

}  // namespace pantau::metrics
