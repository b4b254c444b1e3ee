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

/// What `pantau check` prints of a good configuration, in the language of [daemon]: how many of
/// everything, then a line a link with what its probing costs, then the sum. `series_of` says how
/// many metric series a link has at most; a planned one has some, too.
[[nodiscard]] std::string summary(const Plan& plan,
                                  const std::function<std::size_t(const Link&)>& series_of);

}  // namespace pantau::config
