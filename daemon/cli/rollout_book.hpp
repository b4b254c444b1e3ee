// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the book of record says of the rollout, read without a daemon.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/account.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/rollout/acceptance.hpp"
#include "daemon/rollout/baseline.hpp"

namespace pantau::cli {

/// Lists are in the order of plan.sites.
struct RolloutBook {
  std::vector<std::optional<book::LinkState>> states;  ///< last settled one; absent: not measured
  std::vector<availability::Judgement> last_month;  ///< of the last full month
  std::vector<std::optional<rollout::Acceptance>> acceptance;  ///< absent: no test was started
  std::vector<bool> on_paper_only;  ///< semantics.md 8
  std::optional<rollout::Baseline> baseline;  ///< the one frozen last
  std::string month;  ///< the last full one: "2026-10"
  std::optional<book::Second> as_of;  ///< no state is older; absent: nothing is measured
};

/// Throws std::runtime_error whose text says the fix.
[[nodiscard]] RolloutBook read_rollout_book(const config::Plan& plan, book::Second now);

}  // namespace pantau::cli
