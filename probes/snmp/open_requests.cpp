// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/open_requests.hpp"

#include <sys/random.h>

#include <cerrno>
#include <system_error>

namespace pantau::snmp {

std::uint32_t random_id() {
  std::uint32_t value = 0;
  while (value == 0) {
    // Up to 256 bytes come whole or not at all (getrandom(2)).
    if (::getrandom(&value, sizeof value, 0) != static_cast<ssize_t>(sizeof value)) {
      throw std::system_error(errno, std::system_category(), "getrandom");
    }
    value &= 0x7FFFFFFFU;
  }
  return value;
}

std::uint32_t OpenRequests::add(DeviceId device) {
  std::uint32_t id = random_id();
  while (!devices_.try_emplace(id, device).second) {
    id = random_id();
  }
  return id;
}

std::optional<DeviceId> OpenRequests::find(std::uint32_t id) const {
  const auto found = devices_.find(id);
  return found == devices_.end() ? std::nullopt : std::optional{found->second};
}

}  // namespace pantau::snmp
