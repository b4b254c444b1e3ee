// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/check.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "config/summary.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/metrics/exposition.hpp"
#include "probes/snmp/poll_cost.hpp"

namespace pantau::cli {

int check(const std::filesystem::path& configuration) {
  const config::LoadOutcome outcome = load_for_daemon(configuration);
  if (!report(outcome)) {
    return kExitConfiguration;
  }
  const config::Plan& plan = *outcome.plan;
  const config::Costs costs{
      .series_of =
          [&plan](const config::Link& link) { return metrics::series_per_link(plan, link); },
      .snmp_bytes_of =
          [&plan](const config::Device& device) {
            return snmp::polling_bytes_per_day(plan, device);
          }};
  fmt::print("{}", config::summary(plan, costs));
  return kExitOk;
}

}  // namespace pantau::cli
