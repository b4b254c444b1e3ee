// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/restitution.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "daemon/availability/month_label.hpp"
#include "daemon/availability/restitution_tally.hpp"

namespace pantau::availability {
namespace {

/// Whether no day of the contract in this month costs anything.
bool lies_free(const config::Contract& contract, const std::string& label) {
  const auto month = month_named(label);
  if (!month || !contract.free_until) {
    return false;
  }
  const config::Date last{*month / std::chrono::last};
  return *contract.free_until >= last || (contract.has_end && *contract.free_until >= contract.end);
}

double to_double(const Fraction& fraction) {
  return static_cast<double>(static_cast<long double>(fraction.upper) /
                             static_cast<long double>(fraction.lower));
}

}  // namespace

std::optional<Restitution> restitution_of(const config::Contract& contract,
                                          const std::string& month,
                                          std::int64_t month_seconds,
                                          std::vector<RestitutionLink> links) {
  if (!gives_back(contract) || month_seconds <= 0) {
    return std::nullopt;
  }
  Restitution result{.contract = contract.id,
                     .month = month,
                     .formula = *contract.restitution,
                     .fee = *contract.fee_per_month,
                     .target = contract.target,
                     .month_seconds = month_seconds,
                     .links = std::move(links),
                     .amount = {},
                     .is_free = lies_free(contract, month)};
  std::ranges::sort(result.links, {}, &RestitutionLink::link);
  const double shares =
      static_cast<double>(month_seconds) * static_cast<double>(result.links.size());
  RestitutionTally tally(contract);
  for (RestitutionLink& link : result.links) {
    link.failed = link.account.failed(contract.formula);
    link.judgement = tally.add(link.account);
    link.amount.reset();
    if (link.judgement == Judgement::met || link.judgement == Judgement::missed) {
      link.amount = static_cast<double>(result.fee) *
                    to_double(seconds_owed(contract, link.account)) / shares;
    }
  }
  result.amount = tally.rupiah(month_seconds);
  return result;
}

}  // namespace pantau::availability
