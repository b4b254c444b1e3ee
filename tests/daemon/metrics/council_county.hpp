// SPDX-License-Identifier: Apache-2.0
/// \file
/// A rollout whose figures can be worked out by hand. Four districts: Agimuga (1,000 people), Jila
/// (500), one that ended in June, one that begins in 2027. Three phases: four sites, three (one of
/// them cancelled), none.
#pragma once

#include <cstdint>

#include "daemon/links/snapshot.hpp"

namespace pantau::test {

inline constexpr std::int64_t kCouncilDay = 1795132800;  // 2026-11-20T00:00:00Z, 09:00 WIT

[[nodiscard]] config::Plan council_plan();
/// Judged in October: a1 met, a2 missed, j1 had not enough data. Of the states a1 is up, a2
/// degraded, j1 down.
[[nodiscard]] links::Snapshot council_snapshot(config::Plan plan = council_plan());

}  // namespace pantau::test
