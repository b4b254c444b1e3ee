// SPDX-License-Identifier: Apache-2.0
/// \file
/// The rollout as metrics, all of it. Keeps between pages what only a new plan, a new local day, a
/// newly frozen baseline or another state of a site changes.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/durable_accounts.hpp"
#include "daemon/metrics/page_writer.hpp"
#include "daemon/metrics/progress_day.hpp"
#include "daemon/metrics/served_now.hpp"
#include "daemon/metrics/site_days.hpp"
#include "daemon/metrics/site_heads.hpp"
#include "daemon/rollout/counts.hpp"

namespace pantau::metrics {

class RolloutFamilies {
 public:
  explicit RolloutFamilies(std::shared_ptr<const config::Plan> plan) : plan_(std::move(plan)) {}

  /// `snapshot` has the plan of which this and `heads` were made.
  void write(PageWriter& page,
             const SiteHeads& heads,
             const links::Snapshot& snapshot,
             const DurableAccounts& accounts);

 private:
  using Judgements = std::vector<availability::Judgement>;

  void follow(const links::Snapshot& snapshot, const DurableAccounts& accounts);
  void follow_day(config::Date today);
  void follow_baseline(const std::shared_ptr<const rollout::Baseline>& baseline);

  std::shared_ptr<const config::Plan> plan_;
  std::optional<config::Date> today_;
  std::optional<SiteDays> days_;
  std::shared_ptr<const rollout::Baseline> baseline_;
  std::optional<ProgressDay> progress_;
  Judgements last_month_;
  std::optional<std::vector<rollout::PhaseCounts>> counts_;
  std::optional<ServedNow> served_;
};

}  // namespace pantau::metrics
