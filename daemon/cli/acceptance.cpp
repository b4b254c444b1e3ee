// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/acceptance.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <stdexcept>

#include "config/suggest.hpp"
#include "daemon/book/time_text.hpp"
#include "daemon/cli/acceptance_record.hpp"
#include "daemon/cli/acceptance_words.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/journal/reader.hpp"

namespace pantau::cli {

namespace {

using rollout::AcceptanceState;

const config::Site& known_site(const config::Plan& plan, const std::string& id) {
  if (const config::Site* site = plan.find_site(id)) {
    return *site;
  }
  config::Nearest nearest{id};
  for (const config::Site& site : plan.sites) {
    nearest.offer(site.id);
  }
  throw std::runtime_error(
      fmt::format("there is no site \"{}\"{}", printable(id), nearest.question()));
}

availability::Period begun_test(const config::Plan& plan,
                                const config::Site& site,
                                book::Second now) {
  if (const auto period = rollout::trial_period(plan, site, now)) {
    return *period;
  }
  if (const auto ahead = rollout::trial_period(plan, site, book::Second::max())) {
    throw std::runtime_error(fmt::format("the test of site {} begins at {}",
                                         site.id,
                                         book::local_text(ahead->from, plan.daemon.timezone)));
  }
  throw std::runtime_error(
      fmt::format("site {0} has no acceptance test; to begin one write its date into the site: "
                  "actual = {{ ..., acceptance_test = {1} }}, or a date-time, and reload",
                  site.id,
                  book::local_text(now, plan.daemon.timezone).substr(0, 10)));
}

/// Why a record was printed that proves no passed test.
void say_not_passed(const AcceptanceRecord& record) {
  const rollout::Acceptance& acceptance = record.acceptance;
  if (acceptance.state == AcceptanceState::running) {
    fmt::print(stderr,
               "pantau acceptance: the test runs until {}; {} of it has settled in the book\n",
               book::local_text(acceptance.period.to, record.plan->daemon.timezone),
               short_percent_text(acceptance.progress(), config::Language::en));
    return;
  }
  fmt::print(stderr,
             "pantau acceptance: {}: {}\n",
             rollout::kAcceptanceStateNames.at(static_cast<std::size_t>(acceptance.state)),
             verdict_meaning(acceptance.state, config::Language::en));
}

int print_record(const config::Plan& plan, const AcceptanceOptions& options) {
  const config::Site& site = known_site(plan, options.site);
  const availability::Period period = begun_test(plan, site, present_second());
  const journal::Reader reader{plan.daemon.state_dir};
  const AcceptanceRecord record = acceptance_record(plan, site, period, reader);
  fmt::print("{}", options.json ? acceptance_json(record) : acceptance_text(record));
  if (record.acceptance.state == AcceptanceState::passed) {
    return kExitOk;
  }
  say_not_passed(record);
  return kExitFailure;
}

}  // namespace

int acceptance(const AcceptanceOptions& options) {
  const config::LoadOutcome outcome = load_configuration(options.configuration);
  if (!report_problems(outcome)) {
    return kExitConfiguration;
  }
  try {
    return print_record(*outcome.plan, options);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "pantau acceptance: {}\n", failure.what());
    return kExitFailure;
  }
}

}  // namespace pantau::cli
