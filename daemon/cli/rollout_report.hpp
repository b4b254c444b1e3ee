// SPDX-License-Identifier: Apache-2.0
/// \file
/// The rollout on one page: how far each phase is, what works for how many people, what is late and
/// why, what ends soon. Pure.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/cli/rollout_book.hpp"
#include "daemon/rollout/counts.hpp"
#include "daemon/rollout/progress.hpp"
#include "daemon/rollout/served.hpp"

namespace pantau::cli {

struct PhaseRow {
  std::string phase;  ///< empty: all phases together
  std::string name;
  rollout::Counts counts;
  std::optional<rollout::Progress> progress;  ///< absent: nothing to weigh
  std::optional<double> baseline;  ///< what the frozen plan had for today
};

/// A site that should be in service, or that is held up.
struct WaitingSite {
  const config::Site* site = nullptr;
  std::chrono::days late{0};  ///< 0: not due yet
  std::optional<config::Stage> stage;
  std::optional<config::Stage> awaited;  ///< the next one
  const config::Hold* hold = nullptr;  ///< in force; null: none
  const rollout::Acceptance* acceptance = nullptr;  ///< null: no test was started
};

/// What ends within 90 days, and holds that should have ended.
struct Ending {
  enum class Kind : std::uint8_t { contract, free_period, hold };
  Kind kind = Kind::contract;
  config::Date date{};
  std::chrono::days left{0};
  std::string id;  ///< of the contract or site
  std::string detail;  ///< provider, or the hold's reason
};

/// Districts and people side by side, by rollout::Service; districts and people of districts that
/// exist today.
struct ServedNow {
  std::array<std::int64_t, rollout::kServiceNames.size()> districts{};
  rollout::People people{};

  [[nodiscard]] std::int64_t all_districts() const;
  [[nodiscard]] std::int64_t all_people() const;
  [[nodiscard]] std::int64_t served_districts() const;  ///< up or degraded
  [[nodiscard]] std::int64_t served_people() const;
};

/// Refers to the plan and the book that it was made of.
struct RolloutReport {
  config::Date today{};
  std::vector<PhaseRow> phases;  ///< in the order of plan.phases
  PhaseRow total;
  ServedNow served;
  std::vector<rollout::PublicService> services;
  std::vector<WaitingSite> waiting;  ///< latest first
  std::vector<const rollout::Acceptance*> trials;  ///< run, failed, wait undecided
  std::vector<const config::Site*> on_paper_only;
  std::vector<Ending> endings;  ///< by date
};

[[nodiscard]] RolloutReport rollout_report(const config::Plan& plan,
                                           const RolloutBook& book,
                                           config::Date today);

}  // namespace pantau::cli
