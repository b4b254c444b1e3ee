// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/contract_day.hpp"

#include "config/time_zone.hpp"

namespace pantau::book {
namespace {

bool in_force(const config::Contract& contract, config::Date day) {
  return contract.start <= day && (!contract.has_end || day <= contract.end);
}

/// Of the link's contracts that `take` takes the one that began last; of two that began on one day
/// the one written first.
template <typename Take>
const config::Contract* latest(const config::Plan& plan, const config::Link& link, Take take) {
  const config::Contract* found = nullptr;
  for (const std::string& id : link.contracts) {
    const config::Contract* contract = plan.find_contract(id);
    if (contract != nullptr && take(*contract) &&
        (found == nullptr || found->start < contract->start)) {
      found = contract;
    }
  }
  return found;
}

const config::Contract* in_force_on(const config::Plan& plan,
                                    const config::Link& link,
                                    config::Date day) {
  return latest(
      plan, link, [&](const config::Contract& contract) { return in_force(contract, day); });
}

}  // namespace

const config::Contract* contract_in_force(const config::Plan& plan,
                                          const config::Link& link,
                                          Second time) {
  if (link.contracts.empty()) {
    return nullptr;
  }
  return in_force_on(plan, link, config::local_date(time, plan.daemon.timezone));
}

const config::Contract* shown_contract(const config::Plan& plan,
                                       const config::Link& link,
                                       config::Date day) {
  if (const auto* present = in_force_on(plan, link, day); present != nullptr) {
    return present;
  }
  return latest(plan, link, [](const config::Contract& /*any*/) { return true; });
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
