// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/link_numbers.hpp"

#include <algorithm>

namespace pantau::links {

void RttHistogram::observe(net::Nanoseconds rtt) {
  constexpr std::int64_t kTenthMs = 100'000;
  // A bound contains its own value (le), so the comparison is in nanoseconds, not in rounded units.
  const auto* const bound = std::ranges::find_if(kRttBoundsTenthMs, [rtt](std::uint32_t tenths) {
    return rtt.count() <= static_cast<std::int64_t>(tenths) * kTenthMs;
  });
  auto index = static_cast<std::size_t>(bound - kRttBoundsTenthMs.begin());
  if (index == kRttBoundsTenthMs.size() &&
      rtt.count() > static_cast<std::int64_t>(kRttLastBoundTenthMs) * kTenthMs) {
    ++index;
  }
  ++counts[index];
  sum_seconds += std::chrono::duration<double>(rtt).count();
}

void LossRunHistogram::observe(std::uint64_t run) {
  const auto* const bound =
      std::ranges::find_if(kLossRunBounds, [run](std::uint32_t value) { return run <= value; });
  ++counts[static_cast<std::size_t>(bound - kLossRunBounds.begin())];
  sum_probes += run;
}

}  // namespace pantau::links
