// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "daemon/app/log.hpp"
#include "daemon/devices/device_book.hpp"

namespace pantau::app {

/// A line a notice, or how many there were when they come as a storm (a hub failed, and a thousand
/// devices with it).
void log_device_notices(Log& log, const std::vector<devices::DeviceNotice>& notices);

}  // namespace pantau::app
