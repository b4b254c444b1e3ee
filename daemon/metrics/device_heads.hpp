// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the lines of a device begin with, and what tells the lines of its parts apart.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.hpp"
#include "daemon/devices/device_numbers.hpp"

namespace pantau::metrics {

/// Made once for a plan.
class DeviceHeads {
 public:
  explicit DeviceHeads(const config::Plan& plan);

  [[nodiscard]] std::size_t size() const { return devices_.size(); }

  /// `site="...",device="..."` of the device at this place of the plan.
  [[nodiscard]] std::string_view labels(std::size_t device) const {
    return devices_[device].labels;
  }

  /// It has credentials.
  [[nodiscard]] bool polled(std::size_t device) const { return devices_[device].polled; }

 private:
  struct Entry {
    std::string labels;
    bool polled = false;
  };

  std::vector<Entry> devices_;
};

/// Labels of the parts of one device, in the order of DeviceValues, each beginning with a comma or
/// empty. No two of a list are equal, whatever the device calls its parts: of names that are the
/// same once they are cleaned and cut, the first in that order (as configured, else of the agent's
/// rows) stays and the next ones become "name#2", "name#3". As long as the rows stay, so do these.
struct PartLabels {
  std::vector<std::string> interfaces;  ///< `,interface="...",link="..."`
  std::vector<std::string> interface_infos;  ///< `,interface="...",alias="...",if_type="..."`
  std::vector<std::string> lines;  ///< `,line="..."`, empty without a name
  std::vector<std::string> radios;  ///< `,radio="..."`, empty without a name
  std::vector<std::string> celsius;  ///< `,sensor="..."`
  std::vector<std::string> volts;  ///< `,sensor="..."`
};

[[nodiscard]] PartLabels part_labels(const devices::DeviceValues& values);

}  // namespace pantau::metrics
