// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/contract_day.hpp"

#include "config/time_zone.hpp"

namespace pantau::book {

const config::Contract* contract_in_force(const config::Plan& plan,
                                          const config::Link& link,
                                          Second time) {
  const config::Contract* found = nullptr;
  if (link.contracts.empty()) {
    return found;
  }
  const config::Date today = config::local_date(time, plan.daemon.timezone);
  for (const std::string& id : link.contracts) {
    const config::Contract* contract = plan.find_contract(id);
    if (contract == nullptr || today < contract->start ||
        (contract->has_end && contract->end < today)) {
      continue;
    }
    if (found == nullptr || found->start < contract->start) {
      found = contract;
    }
  }
  return found;
}

const config::Contract* contract_that_ended(const config::Plan& plan,
                                            const config::Link& link,
                                            Second time) {
  const config::Contract* found = nullptr;
  if (link.contracts.empty() || contract_in_force(plan, link, time) != nullptr) {
    return found;
  }
  const config::Date today = config::local_date(time, plan.daemon.timezone);
  for (const std::string& id : link.contracts) {
    const config::Contract* contract = plan.find_contract(id);
    if (contract != nullptr && contract->has_end && contract->end < today &&
        (found == nullptr || found->end < contract->end)) {
      found = contract;
    }
  }
  return found;
}

}  // namespace pantau::book
