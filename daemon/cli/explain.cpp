// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/explain.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "config/explain.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"

namespace pantau::cli {

int explain(const std::filesystem::path& configuration, const std::string& link) {
  const config::LoadOutcome outcome = load_configuration(configuration, true);
  if (!report(outcome)) {
    return kExitConfiguration;
  }
  const auto table = config::explain_link(*outcome.plan, link);
  if (!table) {
    fmt::print(stderr,
               "pantau explain: there is no link {} in {}; its links are those that\n",
               link,
               configuration.string());
    fmt::print(stderr, "`pantau check -c {}` counts\n", configuration.string());
    return kExitFailure;
  }
  fmt::print("{}", *table);
  return kExitOk;
}

}  // namespace pantau::cli
