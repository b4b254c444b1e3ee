// SPDX-License-Identifier: Apache-2.0
/// \file
/// The four counts that always stand together (semantics.md 8): "86 % progress" once meant that
/// under half of the stations were on air. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/account.hpp"

namespace pantau::rollout {

/// Sites of one phase that stand in its sums.
struct Counts {
  std::uint32_t planned = 0;  ///< not cancelled, not decommissioned
  std::uint32_t due = 0;  ///< planned in_service is today or before
  std::uint32_t built = 0;  ///< at least installed
  std::uint32_t on_air = 0;  ///< at least in_service, not suspended
  std::uint32_t accepted = 0;  ///< at least accepted
  std::uint32_t meeting_sla = 0;  ///< last full month judged `met`
  std::uint32_t not_measured = 0;  ///< on air without a judged last month
  std::uint32_t on_hold = 0;

  Counts& operator+=(const Counts& other);
  friend bool operator==(const Counts&, const Counts&) = default;
};

struct PhaseCounts {
  std::string phase;
  Counts counts;
};

/// One entry for each of plan.phases. `last_month`: the judgement of each of plan.sites for the
/// last full month, as SiteMonth has it; may be shorter (then: none).
[[nodiscard]] std::vector<PhaseCounts> counts_by_phase(
    const config::Plan& plan,
    config::Date today,
    const std::vector<availability::Judgement>& last_month);

}  // namespace pantau::rollout
