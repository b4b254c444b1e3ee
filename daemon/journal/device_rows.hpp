// SPDX-License-Identifier: Apache-2.0
/// \file
/// Devices in and out of the tables: restarts, last power readings, marks.
#pragma once

#include <vector>

#include "daemon/book/batch.hpp"
#include "daemon/book/device_event.hpp"
#include "daemon/journal/database.hpp"

namespace pantau::journal {

class DeviceWriter {
 public:
  explicit DeviceWriter(Database& database);

  void save(const book::DeviceRestart& restart);
  void save(const book::PowerReading& reading);
  void save(const book::DeviceMark& mark);

 private:
  Statement restart_;
  Statement reading_;
  Statement mark_;
  Statement clear_bytes_;
  Statement bytes_;
};

[[nodiscard]] std::vector<book::DeviceMark> load_device_marks(Database& database);
[[nodiscard]] std::vector<book::PowerReading> load_power_readings(Database& database);
/// Those seen at or after `since`, oldest first.
[[nodiscard]] std::vector<book::DeviceRestart> load_restarts(Database& database,
                                                             book::Second since);

}  // namespace pantau::journal
