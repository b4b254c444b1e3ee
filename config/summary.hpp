// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "config/load.hpp"

namespace pantau::config {

/// Bytes a day that probing a link costs, both ways, with IP and ICMP headers and without those of
/// the layers below; 0 for a link without an address. A host name counts as IPv4.
[[nodiscard]] std::uint64_t probing_bytes_per_day(const Link& link);

/// What `pantau check` shows beside the configuration itself.
struct Costs {
  /// How many metric series a link has at most; a planned one has some, too.
  std::function<std::size_t(const Link&)> series_of;
  /// Bytes a day that polling a device costs, both ways; 0 for one that is not polled.
  std::function<std::uint64_t(const Device&)> snmp_bytes_of;
};

/// What `pantau check` prints of a good configuration, in the language of [daemon]: how many of
/// everything, then a line a phase with its sites, then a line a link with what it costs to ask it
/// (ICMP) and the devices that are reached over it (SNMP), then the devices that are reached over
/// no link, then the sum.
[[nodiscard]] std::string summary(const Plan& plan, const Costs& costs);

}  // namespace pantau::config
