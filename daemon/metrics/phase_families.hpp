// SPDX-License-Identifier: Apache-2.0
/// \file
/// The rollout by phase, as metrics: the counts that always stand together, progress against plan
/// and baseline, the S-curve, the phase's own dates.
#pragma once

#include <vector>

#include "config/load.hpp"
#include "daemon/metrics/page_writer.hpp"
#include "daemon/metrics/progress_day.hpp"
#include "daemon/rollout/baseline.hpp"
#include "daemon/rollout/counts.hpp"

namespace pantau::metrics {

void write_phase_counts(PageWriter& page, const std::vector<rollout::PhaseCounts>& counts);

void write_progress(PageWriter& page, const ProgressDay& day);

void write_phase_dates(PageWriter& page, const config::Plan& plan);

/// `baseline` may be null.
void write_baseline(PageWriter& page, const rollout::Baseline* baseline);

}  // namespace pantau::metrics
