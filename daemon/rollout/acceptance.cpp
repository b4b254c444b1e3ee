// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/acceptance.hpp"

#include <algorithm>

#include "daemon/availability/account.hpp"
#include "daemon/availability/classes.hpp"
#include "daemon/availability/outages_within.hpp"
#include "daemon/availability/periods.hpp"
#include "daemon/book/contract_day.hpp"
#include "daemon/rollout/trial_windows.hpp"

namespace pantau::rollout {
namespace {

using availability::Period;
using availability::Share;
using book::Second;

// The criteria of semantics.md 8.
constexpr double kLeastCoverage = 0.98;
constexpr double kMostOutageSeconds = 300;
constexpr double kLeastGoodWindows = 0.95;

CriterionResult at_least(const Share& share, double threshold) {
  if (share.whole <= 0) {
    return {std::nullopt, threshold, std::nullopt, false};
  }
  return {share.ratio(), threshold, std::nullopt, share.reaches(threshold)};
}

CriterionResult at_most(std::int64_t seconds, double threshold) {
  const auto figure = static_cast<double>(seconds);
  return {figure, threshold, std::nullopt, figure <= threshold};
}

/// Whose target the link has to reach: of the contract in force when the test begins, else of the
/// first that begins after it. Null: its technology's.
const config::Contract* contract_of(const config::Plan& plan,
                                    const config::Link& link,
                                    Second start) {
  if (const config::Contract* in_force = book::contract_in_force(plan, link, start)) {
    return in_force;
  }
  const config::Date today = availability::date_at(start, plan.daemon.timezone);
  const config::Contract* next = nullptr;
  for (const std::string& id : link.contracts) {
    const config::Contract* contract = plan.find_contract(id);
    if (contract != nullptr && today < contract->start &&
        (next == nullptr || contract->start < next->start)) {
      next = contract;
    }
  }
  return next;
}

/// One link's book within its part of the test that has settled.
class Trial {
 public:
  Trial(const config::Plan& plan, const TrialInput& input, Period period)
      : plan_(plan),
        input_(input),
        settled_{
            period.from,
            std::clamp(input.history.settled_until, period.from, std::max(period.from, period.to))},
        contract_(contract_of(plan, *input.link, period.from)) {}

  [[nodiscard]] LinkTrial judge() const {
    LinkTrial trial;
    trial.link = input_.link->id;
    trial.contract = contract_ == nullptr ? "" : contract_->id;
    judge_seconds(trial);
    judge_outages(trial);
    judge_quality(trial);
    return trial;
  }

 private:
  static CriterionResult& result(LinkTrial& trial, Criterion criterion) {
    return trial.criteria.at(static_cast<std::size_t>(criterion));
  }

  /// Announced work and a contract's exclusions count for nothing: availability is gross.
  void judge_seconds(LinkTrial& trial) const {
    const std::vector<book::Window> none;
    const availability::Account account = availability::account_of(
        input_.history, *input_.link, {settled_, nullptr}, settled_, {&plan_, &none});
    trial.known = account.all() - account.unknown;
    trial.failed = account.failed(config::AvailabilityFormula::gross);
    result(trial, Criterion::coverage) = at_least({trial.known, account.all()}, kLeastCoverage);
    result(trial, Criterion::availability) =
        at_least({account.all() - trial.failed, account.all()},
                 contract_ == nullptr ? input_.link->profile.target : contract_->target);
  }

  void judge_outages(LinkTrial& trial) const {
    std::int64_t longest = 0;
    for (const book::Outage& outage : availability::outages_within(input_.history, settled_)) {
      const std::int64_t seconds = failed_seconds(outage);
      trial.outages += seconds > 0 ? 1 : 0;
      longest = std::max(longest, seconds);
    }
    CriterionResult& criterion = result(trial, Criterion::longest_outage);
    criterion = at_most(longest, kMostOutageSeconds);
    if (settled_.length().count() == 0) {
      criterion.figure.reset();
      criterion.met = false;
    }
  }

  /// Unknown time lies between segments, so it neither ends an outage nor counts.
  [[nodiscard]] std::int64_t failed_seconds(const book::Outage& outage) const {
    book::Seconds sum{0};
    for (const book::Segment& segment : outage.segments) {
      if (outage.effective(segment) != book::Cause::monitoring_fault) {
        sum += availability::intersect({segment.start, segment.end.value_or(settled_.to)}, settled_)
                   .length();
      }
    }
    return sum.count();
  }

  void judge_quality(LinkTrial& trial) const {
    const config::ProbeProfile& profile = input_.link->profile;
    const TrialWindows windows = judge_windows(input_.minutes, not_working(), settled_, profile);
    trial.windows = windows.judged;
    trial.good = windows.good;
    const auto judge = [&](Criterion criterion, Quality quality, double limit) {
      CriterionResult& judged = result(trial, criterion);
      judged = at_least({windows.good.at(static_cast<std::size_t>(quality)), windows.judged},
                        kLeastGoodWindows);
      judged.limit = limit;
    };
    judge(Criterion::rtt, Quality::rtt, profile.rtt.bad);
    judge(Criterion::variation, Quality::variation, profile.variation.bad);
    judge(Criterion::loss, Quality::loss, profile.loss.bad);
  }

  /// Seconds down, unreachable or unknown.
  [[nodiscard]] std::vector<Period> not_working() const {
    std::vector<Period> list{
        availability::intersect({settled_.from, input_.history.first}, settled_)};
    availability::for_each_state(
        input_.history, settled_, [&list](Period part, book::LinkState state) {
          if (!book::is_working(state)) {
            list.push_back(part);
          }
        });
    return availability::unite(std::move(list));
  }

  const config::Plan& plan_;
  const TrialInput& input_;

  Period settled_;
  const config::Contract* contract_;
};

/// The link worked, and yet no window had the minutes to judge it by: a test of some minutes that
/// begins in the middle of one.
bool has_no_window(const Acceptance& acceptance) {
  return acceptance.met(Criterion::availability) && acceptance.met(Criterion::longest_outage) &&
         std::any_of(acceptance.links.begin(), acceptance.links.end(), [](const LinkTrial& link) {
           return link.windows == 0;
         });
}

AcceptanceState verdict(const Acceptance& acceptance) {
  if (!acceptance.met(Criterion::coverage) || has_no_window(acceptance)) {
    return AcceptanceState::undecided;
  }
  for (std::size_t criterion = 0; criterion < kCriterionNames.size(); ++criterion) {
    if (!acceptance.met(static_cast<Criterion>(criterion))) {
      return AcceptanceState::failed;
    }
  }
  return AcceptanceState::passed;
}

}  // namespace

double Acceptance::progress() const {
  const auto whole = static_cast<double>(period.length().count());
  const auto settled = static_cast<double>(Period{period.from, judged_until}.length().count());
  return whole > 0 ? std::min(1.0, settled / whole) : 0;
}

bool Acceptance::met(Criterion criterion) const {
  const auto at = static_cast<std::size_t>(criterion);
  return !links.empty() && std::all_of(links.begin(), links.end(), [at](const LinkTrial& link) {
    return link.criteria.at(at).met;
  });
}

std::optional<Period> trial_period(const config::Plan& plan, const config::Site& site, Second now) {
  std::optional<Second> start = site.acceptance_start;
  const auto dated = site.actual.find(config::Stage::acceptance_test);
  if (!start && dated != site.actual.end()) {
    start = availability::midnight(dated->second, plan.daemon.timezone);
  }
  if (!start || now < *start) {
    return std::nullopt;
  }
  return Period{*start, *start + std::chrono::floor<book::Seconds>(plan.acceptance.duration)};
}

std::vector<const config::Link*> trial_links(const config::Plan& plan, const config::Site& site) {
  std::vector<const config::Link*> all;
  for (const config::Link& link : plan.links) {
    if (link.site == site.id) {
      all.push_back(&link);
    }
  }
  const auto is_primary = [](const config::Link* link) {
    return link->role == config::Role::primary;
  };
  const bool has_primary = std::any_of(all.begin(), all.end(), is_primary);
  std::erase_if(all, [&](const config::Link* link) {
    return link->address.empty() || (has_primary && !is_primary(link));
  });
  return all;
}

Acceptance judge(const config::Plan& plan,
                 const config::Site& site,
                 Period period,
                 const std::vector<TrialInput>& inputs,
                 Second now) {
  Acceptance acceptance;
  acceptance.site = site.id;
  acceptance.period = period;
  Second settled = inputs.empty() ? now : period.to;
  for (const TrialInput& input : inputs) {
    settled = std::min(settled, input.history.settled_until);
    acceptance.links.push_back(Trial(plan, input, period).judge());
  }
  acceptance.judged_until = std::clamp(settled, period.from, period.to);
  acceptance.state = AcceptanceState::running;
  if (settled >= period.to) {
    acceptance.state = verdict(acceptance);
    acceptance.decided = now;
  }
  return acceptance;
}

}  // namespace pantau::rollout
