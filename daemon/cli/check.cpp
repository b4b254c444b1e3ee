// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/check.hpp"

#include <fmt/format.h>

#include <algorithm>
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
  std::size_t most_series = 0;
  for (const config::Link& link : outcome.plan->links) {
    most_series = std::max(most_series, metrics::series_per_link(*outcome.plan, link));
  }
  fmt::print("{}", config::summary(*outcome.plan, most_series));
  return kExitOk;
}

}  // namespace pantau::cli
