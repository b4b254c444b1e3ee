// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the timetable says of agents at a time.
#pragma once

#include <optional>
#include <string_view>

#include "tests/lab/county_config.hpp"

namespace pantau::lab {

/// True when the event holds. A restart without an end holds for a moment, which begins at `from`.
[[nodiscard]] bool is_active(const AgentEvent& event, nanoseconds since_start);

/// Time until it begins or ends next; an hour when it never does.
[[nodiscard]] nanoseconds next_edge(const AgentEvent& event, nanoseconds since_start);

/// Of events that hold at once the last one written wins; nothing when none does.
[[nodiscard]] std::optional<double> value_at(const CountyConfig& config,
                                             std::size_t agent,
                                             std::string_view name,
                                             nanoseconds since_start);

}  // namespace pantau::lab
