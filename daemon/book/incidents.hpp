// SPDX-License-Identifier: Apache-2.0
/// \file
/// An incident is outages whose segments overlap and share a root (semantics.md 6).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "daemon/book/outage.hpp"

namespace pantau::book {

/// Outage id to the lowest outage id of its incident, through any chain of overlaps. Open segments
/// last until `now`. Touching segments do not overlap.
[[nodiscard]] std::map<std::uint64_t, std::uint64_t> incidents_of(
    const std::vector<Outage>& outages, Second now);

}  // namespace pantau::book
