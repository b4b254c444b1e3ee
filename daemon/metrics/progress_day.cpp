// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/progress_day.hpp"

#include <string_view>
#include <utility>

#include "daemon/metrics/label.hpp"
#include "daemon/metrics/local_date.hpp"

namespace pantau::metrics {
namespace {

std::string phase_label(const std::string& phase) {
  std::string label;
  if (!phase.empty()) {
    append_label(label, "phase", phase);
  }
  return label;
}

ProgressDay::Standing standing(const config::Plan& plan,
                               const std::string& phase,
                               config::Date today,
                               const rollout::Baseline* baseline) {
  ProgressDay::Standing now{
      phase_label(phase), rollout::progress_at(plan, phase, today, today), std::nullopt};
  if (baseline != nullptr) {
    now.baseline = rollout::baseline_at(*baseline, phase, today);
  }
  return now;
}

void append_points(std::vector<ProgressDay::Point>& to, const rollout::Curve& curve) {
  const std::string phase = phase_label(curve.phase);
  for (const rollout::CurvePoint& point : curve.points) {
    const std::string date = date_text(point.date);
    const auto add = [&](std::string_view kind, const std::optional<double>& ratio) {
      if (ratio) {
        std::string labels = phase;
        append_label(labels, "curve", kind);
        append_label(labels, "date", date);
        to.push_back({std::move(labels), *ratio});
      }
    };
    add("planned", point.planned);
    add("actual", point.actual);
    add("baseline", point.baseline);
  }
}

}  // namespace

ProgressDay::ProgressDay(const config::Plan& plan,
                         config::Date today,
                         const rollout::Baseline* baseline)
    : whole_(standing(plan, {}, today, baseline)) {
  phases_.reserve(plan.phases.size());
  for (const config::Phase& phase : plan.phases) {
    phases_.push_back(standing(plan, phase.id, today, baseline));
  }
  for (const rollout::Curve& curve : rollout::curves(plan, baseline, today)) {
    append_points(curve.phase.empty() ? whole_curve_ : phase_curves_, curve);
  }
}

}  // namespace pantau::metrics
