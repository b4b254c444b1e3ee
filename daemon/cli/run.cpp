// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/run.hpp"

#include <iostream>
#include <memory>

#include "daemon/app/app.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"

namespace pantau::cli {

int run(const std::filesystem::path& configuration) {
  config::LoadOutcome outcome = load_for_daemon(configuration);
  if (!report(outcome)) {
    return kExitConfiguration;
  }
  app::Log log{std::cerr, app::stderr_is_journal()};
  app::App daemon{
      app::AppOptions{.load = [configuration] { return load_for_daemon(configuration); },
                      .icmp = {}},
      std::make_shared<const config::Plan>(std::move(*outcome.plan)),
      log};
  outcome = {};
  return daemon.run() ? kExitOk : kExitFailure;
}

}  // namespace pantau::cli
