// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "daemon/availability/calendar.hpp"
#include "daemon/availability/history.hpp"

namespace pantau::availability {

/// A link's outages that may touch `period`: a link with many is asked for each of its months.
/// They do not overlap, but for those taken back, which lie within another and have no segments.
[[nodiscard]] std::span<const book::Outage> outages_within(const History& history, Period period);

}  // namespace pantau::availability
