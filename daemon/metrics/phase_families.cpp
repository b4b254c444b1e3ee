// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/phase_families.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/metrics/labels.hpp"
#include "daemon/metrics/local_date.hpp"
#include "daemon/metrics/put_value.hpp"

namespace pantau::metrics {
namespace {

struct CountFamily {
  std::string_view name;
  std::uint32_t rollout::Counts::*count;
  std::string_view help;
};

constexpr std::array<CountFamily, 8> kCounts{{
    {"pantau_phase_sites",
     &rollout::Counts::planned,
     "Sites neither cancelled nor decommissioned."},
    {"pantau_phase_sites_due",
     &rollout::Counts::due,
     "Sites whose in_service was planned for today or before."},
    {"pantau_phase_sites_built", &rollout::Counts::built, "Sites at least installed."},
    {"pantau_phase_sites_on_air",
     &rollout::Counts::on_air,
     "Sites at least in service and not suspended, whatever their state."},
    {"pantau_phase_sites_accepted", &rollout::Counts::accepted, "Sites at least accepted."},
    {"pantau_phase_sites_meeting_sla",
     &rollout::Counts::meeting_sla,
     "Sites whose last full month was judged to meet its SLA."},
    {"pantau_phase_sites_not_measured",
     &rollout::Counts::not_measured,
     "Sites on air without a judged last full month."},
    {"pantau_phase_sites_on_hold", &rollout::Counts::on_hold, "Sites on hold."},
}};

struct ProgressFamily {
  std::string_view what;
  std::string_view help;
  std::optional<double> (*value)(const ProgressDay::Standing&);
};

std::optional<double> planned(const ProgressDay::Standing& standing) {
  return standing.progress ? std::optional(standing.progress->planned) : std::nullopt;
}

std::optional<double> actual(const ProgressDay::Standing& standing) {
  return standing.progress ? std::optional(standing.progress->actual) : std::nullopt;
}

std::optional<double> baseline(const ProgressDay::Standing& standing) {
  return standing.baseline;
}

constexpr std::array<ProgressFamily, 3> kProgress{{
    {"planned", "Progress that the present plan has for today.", planned},
    {"actual", "Progress reached today; the deviation is actual less planned.", actual},
    {"baseline", "Progress that the plan frozen last had for today.", baseline},
}};

std::string progress_name(std::string_view of, std::string_view what) {
  std::string name = "pantau_";
  return name.append(of).append("_").append(what).append("_progress_ratio");
}

void write_points(PageWriter& page,
                  std::string_view name,
                  std::string_view help,
                  const std::vector<ProgressDay::Point>& points) {
  page.family(name, Type::gauge, help);
  for (const ProgressDay::Point& point : points) {
    put(page, point.labels, "", point.ratio);
  }
}

}  // namespace

void write_phase_counts(PageWriter& page, const std::vector<rollout::PhaseCounts>& counts) {
  for (const CountFamily& family : kCounts) {
    page.family(family.name, Type::gauge, family.help);
    for (const rollout::PhaseCounts& phase : counts) {
      page.sample(Labels().with("phase", phase.phase).text(),
                  "",
                  std::uint64_t{phase.counts.*family.count});
    }
  }
}

void write_progress(PageWriter& page, const ProgressDay& day) {
  for (const ProgressFamily& family : kProgress) {
    page.family(progress_name("phase", family.what), Type::gauge, family.help);
    for (const ProgressDay::Standing& phase : day.phases()) {
      put(page, phase.labels, "", family.value(phase));
    }
  }
  for (const ProgressFamily& family : kProgress) {
    page.family(progress_name("rollout", family.what), Type::gauge, family.help);
    put(page, "", "", family.value(day.whole()));
  }
  write_points(page,
               "pantau_phase_curve_ratio",
               "S-curve of a phase by month ends, from the first to the last planned date; actual "
               "up to today.",
               day.phase_curves());
  write_points(
      page, "pantau_rollout_curve_ratio", "S-curve of all phases together.", day.whole_curve());
}

void write_phase_dates(PageWriter& page, const config::Plan& plan) {
  LocalDays days(plan.daemon.timezone);
  page.family("pantau_phase_start_timestamp_seconds",
              Type::gauge,
              "00:00 local of the first day of the phase.");
  for (const config::Phase& phase : plan.phases) {
    if (phase.start) {
      page.sample(Labels().with("phase", phase.id).text(), "", days.begin(*phase.start));
    }
  }
  page.family("pantau_phase_end_timestamp_seconds",
              Type::gauge,
              "The instant at which the last day of the phase is over.");
  for (const config::Phase& phase : plan.phases) {
    if (phase.end) {
      page.sample(Labels().with("phase", phase.id).text(), "", days.end(*phase.end));
    }
  }
}

void write_baseline(PageWriter& page, const rollout::Baseline* baseline) {
  if (baseline == nullptr) {
    return;
  }
  page.family("pantau_rollout_baseline_info", Type::gauge, "The plan that was frozen last.");
  page.sample(Labels().with("name", baseline->name).text(), "", std::uint64_t{1});
  page.family(
      "pantau_rollout_baseline_timestamp_seconds", Type::gauge, "When that plan was frozen.");
  page.sample("", "", std::int64_t{baseline->frozen.time_since_epoch().count()});
}

}  // namespace pantau::metrics
