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
  bool json = false;
  bool csv = false;
};

/// For people, in `plan`'s language; three digits, cut.
[[nodiscard]] std::string availability_table(const config::Plan& plan,
                                             const std::vector<availability::ReportRow>& rows);
/// contract.md 3.1: RFC 4180, six digits, cut; [from, to) in UTC.
[[nodiscard]] std::string availability_csv(availability::Grouping grouping,
                                           const std::vector<availability::ReportRow>& rows);
[[nodiscard]] std::string availability_json(const config::Plan& plan,
                                            availability::Grouping grouping,
                                            const std::vector<availability::ReportRow>& rows);

/// \return the exit code.
[[nodiscard]] int availability_report(const AvailabilityOptions& options);

}  // namespace pantau::cli
