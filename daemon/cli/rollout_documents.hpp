// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau rollout` for machines; the same in every language.
#pragma once

#include <string>

#include "daemon/cli/rollout_report.hpp"

namespace pantau::cli {

/// RFC 4180: phase,sites,due,built,on_air,accepted,meeting_sla,not_measured,on_hold,
/// planned_progress,actual_progress,deviation,baseline_progress. A row a phase; the last one, whose
/// phase is "total", is all of them. Ratios of six digits, cut; empty: there is no such figure.
[[nodiscard]] std::string rollout_csv(const RolloutReport& report);

/// {now, date, as_of, month, weights, baseline:{name, frozen, user}, phases:[{phase, name, sites,
/// due, built, on_air, accepted, meeting_sla, not_measured, on_hold, planned_progress,
/// actual_progress, deviation, standing, baseline_progress, baseline_deviation}], total:{...},
/// served:{districts:{STATE: count}, people:{STATE: people}}, services:[{service, sites:{STATE:
/// count}}], waiting:[{site, phase, days, stage, next, hold:{kind, since, until, reason},
/// acceptance}], acceptance:[{site, state, start, end, progress, not_met[]}], on_paper_only:[site],
/// ending:[{date, days, kind, id, detail}]}. null: there is no such thing.
[[nodiscard]] std::string rollout_json(const config::Plan& plan,
                                       const RolloutBook& book,
                                       const RolloutReport& report,
                                       book::Second now);

}  // namespace pantau::cli
