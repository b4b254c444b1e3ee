// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/runner_numbers.hpp"

#include <algorithm>

namespace pantau::icmp {

void LagHistogram::observe(net::Nanoseconds lag) {
  const net::Nanoseconds positive = std::max(lag, net::Nanoseconds{0});
  const auto* const bound = std::lower_bound(kLagBounds.begin(), kLagBounds.end(), positive);
  ++counts[static_cast<std::size_t>(bound - kLagBounds.begin())];
  sum_seconds += std::chrono::duration<double>{positive}.count();
}

}  // namespace pantau::icmp
