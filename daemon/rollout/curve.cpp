// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/curve.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <utility>

namespace pantau::rollout {
namespace {

using config::Date;
using config::Stage;
using StageDates = std::map<Stage, Date>;

constexpr std::size_t kMostPoints = 600;

/// Weight by furthest stage. Weights that are whole numbers (sites, people) add up exactly, in
/// whatever order; the whole is the sum of the same parts, so that no ratio ever exceeds 1.
class Tally {
 public:
  void add(std::optional<Stage> stage, double weight) {
    parts_.at(stage ? static_cast<std::size_t>(*stage) + 1 : 0) += weight;
  }

  [[nodiscard]] std::optional<double> progress(const config::RolloutSettings& settings) const {
    double reached = 0;
    double whole = parts_[0];
    for (std::size_t i = 0; i < config::kStages; ++i) {
      reached += parts_.at(i + 1) * settings.stage_weights.at(i);
      whole += parts_.at(i + 1);
    }
    return whole > 0 ? std::optional(reached / whole) : std::nullopt;
  }

 private:
  std::array<double, config::kStages + 1> parts_{};  ///< first: before any stage
};

/// furthest_stage() for dates that only grow, each step taken once.
class StageWalk {
 public:
  explicit StageWalk(const StageDates& dates) {
    for (const auto& [stage, date] : dates) {
      if (stage != Stage::decommissioned) {
        steps_.at(count_++) = {date, stage};
      }
    }
    std::sort(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(count_));
  }

  std::optional<Stage> until(Date date) {
    for (; next_ < count_ && steps_.at(next_).first <= date; ++next_) {
      reached_ = std::max(reached_, std::optional(steps_.at(next_).second));
    }
    return reached_;
  }

 private:
  std::array<std::pair<Date, Stage>, config::kStages> steps_{};
  std::size_t count_ = 0;
  std::size_t next_ = 0;
  std::optional<Stage> reached_;
};

struct Member {
  const StageDates* planned = nullptr;
  const StageDates* actual = nullptr;  ///< null: of a baseline
  double weight = 0;
};

bool belongs(const std::string& phase, const std::string& asked) {
  return asked.empty() || phase == asked;
}

std::vector<Member> members_of(const config::Plan& plan,
                               const std::vector<double>& weights,
                               const std::string& phase,
                               Date today) {
  std::vector<Member> members;
  for (std::size_t i = 0; i < plan.sites.size(); ++i) {
    const config::Site& site = plan.sites[i];
    if (belongs(site.phase, phase) && counts(site, today)) {
      members.push_back({&site.planned, &site.actual, weights[i]});
    }
  }
  return members;
}

std::vector<Member> members_of(const Baseline& baseline, const std::string& phase) {
  std::vector<Member> members;
  for (const BaselineSite& site : baseline.sites) {
    if (belongs(site.phase, phase)) {
      members.push_back({&site.planned, nullptr, site.weight});
    }
  }
  return members;
}

double weight_of(const std::vector<Member>& members) {
  double weight = 0;
  for (const Member& member : members) {
    weight += member.weight;
  }
  return weight;
}

/// First and last date of stages that are progress.
struct Span {
  std::optional<Date> first;
  std::optional<Date> last;

  void widen(const std::vector<Member>& members) {
    for (const Member& member : members) {
      for (const auto& [stage, date] : *member.planned) {
        if (stage != Stage::decommissioned) {
          first = first ? std::min(*first, date) : date;
          last = last ? std::max(*last, date) : date;
        }
      }
    }
  }
};

std::vector<Date> month_ends(const Span& span) {
  std::vector<Date> ends;
  if (!span.first) {
    return ends;
  }
  const std::chrono::year_month last{span.last->year(), span.last->month()};
  for (std::chrono::year_month month{span.first->year(), span.first->month()};
       month <= last && ends.size() < kMostPoints;
       month += std::chrono::months{1}) {
    ends.emplace_back(month / std::chrono::last);
  }
  return ends;
}

/// `dates`: ascending.
std::vector<Tally> tallies(const std::vector<Member>& members,
                           const StageDates* Member::*stages,
                           const std::vector<Date>& dates) {
  std::vector<Tally> result(dates.size());
  for (const Member& member : members) {
    StageWalk walk(*(member.*stages));
    for (std::size_t i = 0; i < dates.size(); ++i) {
      result[i].add(walk.until(dates[i]), member.weight);
    }
  }
  return result;
}

/// Month ends of which something is known: of the running month so far.
std::vector<Date> days_known(const std::vector<Date>& ends, Date today) {
  std::vector<Date> days;
  for (const Date end : ends) {
    const bool running = end.year() == today.year() && end.month() == today.month();
    if (end > today && !running) {
      break;
    }
    days.push_back(std::min(end, today));
  }
  return days;
}

std::vector<CurvePoint> points_of(const std::vector<Member>& members,
                                  const config::RolloutSettings& settings,
                                  const std::vector<Date>& ends,
                                  Date today) {
  std::vector<CurvePoint> points;
  const auto planned = tallies(members, &Member::planned, ends);
  const auto actual = tallies(members, &Member::actual, days_known(ends, today));
  for (std::size_t i = 0; i < ends.size(); ++i) {
    points.push_back({ends[i], planned[i].progress(settings).value_or(0), std::nullopt, {}});
    if (i < actual.size()) {
      points.back().actual = actual[i].progress(settings);
    }
  }
  return points;
}

Curve curve_of(const std::string& phase,
               const std::vector<Member>& members,
               const config::RolloutSettings& settings,
               const Baseline* baseline,
               Date today) {
  Curve curve{phase, {}};
  if (!(weight_of(members) > 0)) {
    return curve;
  }
  const auto frozen = baseline == nullptr ? std::vector<Member>{} : members_of(*baseline, phase);
  Span span;
  span.widen(members);
  span.widen(frozen);
  const std::vector<Date> ends = month_ends(span);
  curve.points = points_of(members, settings, ends, today);
  if (baseline != nullptr) {
    const auto tally = tallies(frozen, &Member::planned, ends);
    for (std::size_t i = 0; i < ends.size(); ++i) {
      curve.points[i].baseline = tally[i].progress(baseline->settings);
    }
  }
  return curve;
}

}  // namespace

std::optional<Progress> progress_at(const config::Plan& plan,
                                    const std::string& phase,
                                    Date date,
                                    Date today) {
  const auto members = members_of(plan, site_weights(plan, today), phase, today);
  Tally planned;
  Tally actual;
  for (const Member& member : members) {
    planned.add(furthest_stage(*member.planned, date), member.weight);
    actual.add(furthest_stage(*member.actual, std::min(date, today)), member.weight);
  }
  const auto by_plan = planned.progress(plan.rollout);
  const auto in_truth = actual.progress(plan.rollout);
  return by_plan && in_truth ? std::optional(Progress{*by_plan, *in_truth}) : std::nullopt;
}

std::optional<double> baseline_at(const Baseline& baseline, const std::string& phase, Date date) {
  Tally planned;
  for (const Member& member : members_of(baseline, phase)) {
    planned.add(furthest_stage(*member.planned, date), member.weight);
  }
  return planned.progress(baseline.settings);
}

std::vector<Curve> curves(const config::Plan& plan, const Baseline* baseline, Date today) {
  const std::vector<double> weights = site_weights(plan, today);
  std::vector<Curve> result;
  const auto append = [&](const std::string& phase) {
    const auto members = members_of(plan, weights, phase, today);
    result.push_back(curve_of(phase, members, plan.rollout, baseline, today));
  };
  append("");
  for (const config::Phase& phase : plan.phases) {
    append(phase.id);
  }
  return result;
}

}  // namespace pantau::rollout
