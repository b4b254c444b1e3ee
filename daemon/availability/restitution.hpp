// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a provider owes back for a month (domain: Indonesian practice): fee, formula, inputs and
/// rounding are shown with the result. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/account.hpp"

namespace pantau::availability {

/// One link's month under the contract.
struct RestitutionLink {
  std::string link;
  Account account;  ///< of the paid part of its month: after `free_until`
  Judgement judgement = Judgement::none;
  std::int64_t failed = 0;  ///< seconds that count as failed under the contract's formula
  /// Rupiah before rounding; absent: not judged (coverage under 90 %).
  std::optional<double> amount{};
};

struct Restitution {
  std::string contract;
  std::string month;  ///< "2026-10"
  config::Restitution formula = config::Restitution::pro_rata;
  std::int64_t fee = 0;  ///< rupiah a month, of the whole contract, shared evenly by its links
  double target = 0;
  std::int64_t month_seconds = 0;  ///< of the calendar month
  std::vector<RestitutionLink> links;  ///< by id
  /// Whole rupiah, half up, rounded once over the sum of links. Absent: no link could be judged.
  std::optional<std::int64_t> amount;
  bool is_free = false;  ///< the whole month lay in the free period
};

/// pro-rata: fee x failed / month. pro-rata-over-target: that / target. shortfall: fee x (target -
/// availability) where it is missed, 0 where it is met; of a month paid in part, times that part.
/// Each link with its share of the fee. `links` need no more than `link` and `account`. Nothing
/// when the contract has no fee or no formula, or divides by a target of 0. Exact in integers up to
/// the rounding.
[[nodiscard]] std::optional<Restitution> restitution_of(const config::Contract& contract,
                                                        const std::string& month,
                                                        std::int64_t month_seconds,
                                                        std::vector<RestitutionLink> links);

}  // namespace pantau::availability
