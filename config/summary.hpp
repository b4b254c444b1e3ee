// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "config/load.hpp"

namespace pantau::config {

/// Bytes a day that probing a link costs, both ways, with IP and ICMP headers and without those of
/// the layers below; 0 for a link without an address. A host name counts as IPv4.
[[nodiscard]] std::uint64_t probing_bytes_per_day(const Link& link);

/// What `pantau check` prints of a good configuration, in the language of [daemon]: how many of
/// everything, then a line a link with what its probing costs, then the sum. `series_per_link` is
/// the number of metric series of one probed link.
[[nodiscard]] std::string summary(const Plan& plan, std::size_t series_per_link);

}  // namespace pantau::config
