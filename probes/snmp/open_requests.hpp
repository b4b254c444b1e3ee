// SPDX-License-Identifier: Apache-2.0
/// \file
/// Numbers by which answers find their request. Off the path nobody can guess them: net-snmp's own
/// numbers count upwards (reliability.md 3.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "probes/snmp/message.hpp"

namespace pantau::snmp {

/// 1 to 2^31 - 1, from getrandom(2).
[[nodiscard]] std::uint32_t random_id();

class OpenRequests {
 public:
  /// A request id (v1, v2c) or msgID (v3) that no other request has.
  [[nodiscard]] std::uint32_t add(DeviceId device);

  void remove(std::uint32_t id) { devices_.erase(id); }

  [[nodiscard]] std::optional<DeviceId> find(std::uint32_t id) const;

  [[nodiscard]] std::size_t size() const { return devices_.size(); }

 private:
  std::unordered_map<std::uint32_t, DeviceId> devices_;
};

}  // namespace pantau::snmp
