// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/with_plan.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/moment.hpp"

namespace pantau::cli {

int with_plan(const std::string& configuration,
              std::string_view command,
              const std::function<int(const config::Plan&)>& work) {
  const config::LoadOutcome outcome = load_configuration(configuration);
  if (!report_problems(outcome)) {
    return kExitConfiguration;
  }
  try {
    return work(*outcome.plan);
  } catch (const UsageError& failure) {
    fmt::print(stderr, "pantau {}: {}\n", command, failure.what());
    return kExitUsage;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "pantau {}: {}\n", command, failure.what());
    return kExitFailure;
  }
}

}  // namespace pantau::cli
