// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/outages_within.hpp"

#include <algorithm>

namespace pantau::availability {

std::span<const book::Outage> outages_within(const History& history, Period period) {
  const auto starts_before = [](book::Second time) {
    return [time](const book::Outage& outage) { return outage.start < time; };
  };
  const auto begin = history.outages.begin();
  auto first = std::partition_point(begin, history.outages.end(), starts_before(period.from));
  const auto last = std::partition_point(first, history.outages.end(), starts_before(period.to));
  // The one before may reach into the period.
  while (first != begin && std::prev(first)->segments.empty()) {
    --first;
  }
  if (first != begin) {
    --first;
  }
  return {first, last};
}

}  // namespace pantau::availability
