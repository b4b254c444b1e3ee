// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/run.hpp"

#include <signal.h>

#include <iostream>
#include <memory>

#include "daemon/app/app.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"

namespace pantau::cli {

namespace {

void change_hangup(int how) {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGHUP);
  ::pthread_sigmask(how, &signals, nullptr);
}

}  // namespace

int run(const std::filesystem::path& configuration) {
  // Until there is a daemon to take it SIGHUP would end the process. It is kept, not ignored: what
  // changes while the configuration is being read is read again right after the start.
  change_hangup(SIG_BLOCK);
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
  change_hangup(SIG_UNBLOCK);
  return daemon.run() ? kExitOk : kExitFailure;
}

}  // namespace pantau::cli
