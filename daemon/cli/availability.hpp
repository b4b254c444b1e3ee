// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau availability`: gross, net, lower bound and coverage from the journal.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/report.hpp"

namespace pantau::cli {

struct AvailabilityOptions {
  std::string configuration;
  std::string from;  ///< local dates, both included
  std::string to;
  std::string by = "link";
  std::string contract;  ///< empty: all; else only what stood under it
  bool json = false;
  bool csv = false;
};

/// For people, in `plan`'s language; three digits, cut.
[[nodiscard]] std::string availability_table(const config::Plan& plan,
                                             const std::vector<availability::ReportRow>& rows);
/// contract.md 3.1: RFC 4180, six digits, cut; [from, to) in UTC.
[[nodiscard]] std::string availability_csv(availability::Grouping grouping,
                                           const std::vector<availability::ReportRow>& rows);
/// `{by, timezone, rows:[{id, from, to, total_seconds, down_seconds, short_seconds,
/// excluded_seconds, planned_seconds, unknown_seconds, gross, net, lower_bound, coverage, target,
/// judgement}]}`. Rows stand in the order of the CSV: by id, of a quarter first the whole and then
/// its three months. `from` and `to` are [from, to) in RFC 3339 UTC. Seconds as semantics.md 9 has
/// them: `down_seconds` is D, all that was down or unreachable; short and excluded are parts of it.
/// Ratios are 0 to 1 with six digits, cut; null: there is no such figure. judgement: met missed
/// not_enough_data none.
[[nodiscard]] std::string availability_json(const config::Plan& plan,
                                            availability::Grouping grouping,
                                            const std::vector<availability::ReportRow>& rows);

/// \return the exit code.
[[nodiscard]] int availability_report(const AvailabilityOptions& options);

}  // namespace pantau::cli
