// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/rollout_families.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>

#include "daemon/metrics/acceptance_families.hpp"
#include "daemon/metrics/contract_families.hpp"
#include "daemon/metrics/local_date.hpp"
#include "daemon/metrics/phase_families.hpp"
#include "daemon/metrics/served_families.hpp"
#include "daemon/metrics/stage_families.hpp"

namespace pantau::metrics {
namespace {

using availability::Judgement;

/// Each site's judgement of the last full month.
std::vector<Judgement> last_month_of(const config::Plan& plan,
                                     config::Date today,
                                     const DurableAccounts& accounts) {
  const std::string label = month_text(today.year() / today.month() - std::chrono::months{1});
  std::vector<Judgement> judgements(plan.sites.size(), Judgement::none);
  for (std::size_t i = 0; i < judgements.size(); ++i) {
    const availability::SiteAccount* account = accounts.site(i);
    if (account == nullptr) {
      continue;
    }
    const auto found = std::find_if(account->months.begin(),
                                    account->months.end(),
                                    [&label](const auto& month) { return month.month == label; });
    if (found != account->months.end()) {
      judgements[i] = found->judgement;
    }
  }
  return judgements;
}

}  // namespace

void RolloutFamilies::follow_day(config::Date today) {
  if (today_ == today) {
    return;
  }
  today_ = today;
  days_.emplace(*plan_, today);
  progress_.reset();
  counts_.reset();
  served_.reset();
}

void RolloutFamilies::follow_baseline(const std::shared_ptr<const rollout::Baseline>& baseline) {
  if (baseline_ != baseline) {
    baseline_ = baseline;
    progress_.reset();
  }
  if (!progress_) {
    progress_.emplace(*plan_, *today_, baseline_.get());
  }
}

void RolloutFamilies::follow(const links::Snapshot& snapshot, const DurableAccounts& accounts) {
  follow_day(local_date(snapshot.now.wall, plan_->daemon.timezone));
  follow_baseline(snapshot.rollout != nullptr ? snapshot.rollout->baseline : nullptr);
  Judgements judgements = last_month_of(*plan_, *today_, accounts);
  if (!counts_ || judgements != last_month_) {
    counts_ = rollout::counts_by_phase(*plan_, *today_, judgements);
    last_month_ = std::move(judgements);
  }
  SiteStates states = site_states(snapshot);
  if (!served_ || served_->states != states) {
    served_.emplace(*plan_, *today_, std::move(states));
  }
}

void RolloutFamilies::write(PageWriter& page,
                            const SiteHeads& heads,
                            const links::Snapshot& snapshot,
                            const DurableAccounts& accounts) {
  follow(snapshot, accounts);
  write_stages(page, heads, *days_, *plan_);
  write_acceptance(page, heads, *days_, snapshot);
  write_last_up(page, heads, snapshot, accounts);
  write_on_paper(page, heads, *days_, snapshot, accounts);
  write_served(page, *plan_, *served_);
  write_phase_counts(page, *counts_);
  write_progress(page, *progress_);
  write_phase_dates(page, *plan_);
  write_baseline(page, baseline_.get());
  write_contracts(page, snapshot);
}

}  // namespace pantau::metrics
