// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/why.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "daemon/cli/base_url.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/fetch.hpp"
#include "daemon/cli/fetch_advice.hpp"
#include "daemon/cli/known_link.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/why_text.hpp"

namespace pantau::cli {

int why(const WhyOptions& options) {
  const config::LoadOutcome outcome = load_configuration(options.configuration);
  const config::Plan defaults;
  const config::Plan& plan = outcome.plan ? *outcome.plan : defaults;
  if (!outcome.plan && options.configuration_given) {
    say_not_used("why", options.configuration);
  }
  Access access = options.access;
  if (access.url.empty()) {
    access.url = base_url(plan.http);
  }
  const Fetched fetched = fetch(access, fmt::format("/api/v1/links/{}/why", options.link));
  if (!fetched.ok) {
    const bool unknown = fetched.status == 404 ||
                         (fetched.advice.empty() && outcome.plan && !plan.find_link(options.link));
    fmt::print(stderr,
               "pantau why: {}; {}\n",
               printable(fetched.error),
               unknown ? no_such_link(plan, options.link) : printable(advice_of(fetched)));
    return kExitFailure;
  }
  if (options.json) {
    fmt::print("{}\n", fetched.body);
    return kExitOk;
  }
  try {
    fmt::print("{}", why_text(fetched.body, plan.daemon));
  } catch (const std::exception& failure) {
    fmt::print(stderr,
               "pantau why: {} does not answer as a pantau does: {}\n",
               printable(without_password(access.url)),
               failure.what());
    return kExitFailure;
  }
  return kExitOk;
}

}  // namespace pantau::cli
