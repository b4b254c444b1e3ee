// SPDX-License-Identifier: Apache-2.0
/// \file
/// Lists of periods, sorted and without overlaps.
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/availability/calendar.hpp"

namespace pantau::availability {

/// What both have in common; empty (to == from) when nothing.
[[nodiscard]] Period intersect(Period one, Period other);
/// Sorts, joins what overlaps or touches, leaves out what is empty.
[[nodiscard]] std::vector<Period> unite(std::vector<Period> list);
[[nodiscard]] std::vector<Period> clip(const std::vector<Period>& list, Period to);
[[nodiscard]] std::vector<Period> intersect(const std::vector<Period>& one,
                                            const std::vector<Period>& other);
/// Seconds of `part` that lie in the list.
[[nodiscard]] std::int64_t seconds_within(const std::vector<Period>& list, Period part);

}  // namespace pantau::availability
