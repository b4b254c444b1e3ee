// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/acceptance_log.hpp"

#include <string>

namespace pantau::app {

void log_begun(Log& log, const rollout::Acceptance& acceptance) {
  log.write(Level::notice,
            "acceptance_begun",
            {{"site", acceptance.site},
             {"start", rfc3339(acceptance.period.from)},
             {"end", rfc3339(acceptance.period.to)}});
}

void log_decided(Log& log, const rollout::Acceptance& acceptance) {
  std::string missed;
  for (std::size_t i = 0; i < rollout::kCriterionNames.size(); ++i) {
    if (!acceptance.met(static_cast<rollout::Criterion>(i))) {
      missed += (missed.empty() ? "" : ",") + std::string{rollout::kCriterionNames[i]};
    }
  }
  log.write(
      Level::notice,
      "acceptance_decided",
      {{"site", acceptance.site},
       {"start", rfc3339(acceptance.period.from)},
       {"result",
        std::string{rollout::kAcceptanceStateNames[static_cast<std::size_t>(acceptance.state)]}},
       {"not_met", missed}});
}

}  // namespace pantau::app
