// SPDX-License-Identifier: Apache-2.0
/// \file
/// From what the agent answered to what it means: scales, enumerations, conditions, preferences.
#pragma once

#include <vector>

#include "probes/snmp/reading.hpp"

namespace pantau::snmp {

/// At most one sample a quantity and name: of several sources the first in the profile that has a
/// value; of two rows with one name the first, and the other one gets "#INDEX" behind its name.
/// Sorted by quantity, then in the order of the rows. What makes no sense (a text where a number
/// belongs, an unknown enumeration, a value out of its range) is left out.
[[nodiscard]] std::vector<Sample> interpret(const PollResult& result);

}  // namespace pantau::snmp
