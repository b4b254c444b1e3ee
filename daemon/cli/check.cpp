// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/check.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "config/summary.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/metrics/exposition.hpp"

namespace pantau::cli {

int check(const std::filesystem::path& configuration) {
  const config::LoadOutcome outcome = load_configuration(configuration);
  if (!report(outcome)) {
    return kExitConfiguration;
  }
  const config::Plan& plan = *outcome.plan;
  fmt::print("{}", config::summary(plan, [&plan](const config::Link& link) {
               return metrics::series_per_link(plan, link);
             }));
  return kExitOk;
}

}  // namespace pantau::cli
