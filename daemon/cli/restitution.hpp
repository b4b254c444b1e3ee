// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau restitution`: what providers owe back for a month, with all that it follows from.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/calendar.hpp"
#include "daemon/availability/contract_account.hpp"

namespace pantau::cli {

struct RestitutionOptions {
  std::string configuration;
  std::string month;  ///< "2026-10", local
  std::string contract;  ///< empty: all with a fee
  bool json = false;
  bool csv = false;
};

struct RestitutionReport {
  availability::Month month;
  book::Second mark{};  ///< how far the book goes
  std::vector<availability::ContractAccount> contracts;  ///< with a fee, by id
  /// Contracts of the plan with a fee that ran in this month, and no link with them.
  std::vector<std::string> without_links;

  /// The month has not ended, or the book does not reach its end: figures so far.
  [[nodiscard]] bool is_so_far() const { return mark < month.period.to; }
};

/// For people, in `plan`'s language: inputs, formula, arithmetic, rounding, result.
[[nodiscard]] std::string restitution_text(const config::Plan& plan,
                                           const RestitutionReport& report);
/// `{month, timezone, from, to, so_far, contracts:[...], providers:[{provider, rupiah}]}`.
[[nodiscard]] std::string restitution_json(const config::Plan& plan,
                                           const RestitutionReport& report);
/// RFC 4180: a row a link, and after them the contract's own with the link empty.
[[nodiscard]] std::string restitution_csv(const RestitutionReport& report);

/// \return the exit code.
[[nodiscard]] int restitution(const RestitutionOptions& options);

}  // namespace pantau::cli
