// SPDX-License-Identifier: Apache-2.0
/// \file
/// The 15-minute windows of an acceptance test (semantics.md 8).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "config/inventory.hpp"
#include "daemon/availability/calendar.hpp"
#include "daemon/book/minute_summary.hpp"

namespace pantau::rollout {

/// What is judged window by window; places in TrialWindows::good.
enum class Quality : std::uint8_t { rtt, variation, loss };
inline constexpr std::size_t kQualities = 3;

struct TrialWindows {
  std::uint32_t judged = 0;  ///< had 5 minutes to judge by
  std::array<std::uint32_t, kQualities> good{};  ///< of them below the profile's `_bad`
};

/// Windows are counted from `settled.from`, the test's start; a minute belongs to the one in which
/// it begins and counts when it ends by `settled.to` and touches none of `left_out` (sorted,
/// without overlaps). A window in which nothing was answered has no round trip that could have been
/// good.
[[nodiscard]] TrialWindows judge_windows(const std::vector<book::MinuteSummary>& minutes,
                                         const std::vector<availability::Period>& left_out,
                                         availability::Period settled,
                                         const config::ProbeProfile& profile);

}  // namespace pantau::rollout
