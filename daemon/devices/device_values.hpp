// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/inventory.hpp"
#include "daemon/devices/device_numbers.hpp"
#include "daemon/devices/interface_line.hpp"
#include "daemon/devices/sample_shelf.hpp"

namespace pantau::devices {

using InterfaceLines = std::map<std::string, InterfaceLine>;  ///< by name, as configured

/// From samples to what is exported. Interfaces in the order of `device.interfaces`; one of which
/// nothing is known is left out.
[[nodiscard]] std::shared_ptr<DeviceValues> make_values(const config::Device& device,
                                                        const InterfaceLines& lines,
                                                        const SampleShelf& shelf);

}  // namespace pantau::devices
