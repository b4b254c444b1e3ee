// SPDX-License-Identifier: Apache-2.0
/// \file
/// A link's figures of a month.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/availability/announced.hpp"
#include "daemon/availability/ledger_record.hpp"

namespace pantau::availability {

struct MonthOfLink {
  const History& history;
  const config::Link& link;
  const std::vector<ContractClock>& clocks;  ///< as MonthClocks has them
  const Month& month;
};

/// Accounts by contract (a month of two contracts has two rows) and outages by cause. Open outages
/// count up to `now` in the causes.
[[nodiscard]] LinkMonth link_month(const MonthOfLink& of, book::Second now, NamedWindows& windows);

/// The part of `period` that is paid for: after the contract's free days.
[[nodiscard]] Period paid_period(const config::Contract& contract,
                                 Period period,
                                 const std::string& zone);

/// Whether nothing but a correction or a window can change the month any more.
[[nodiscard]] bool is_final(const History& history, const Month& month);

/// Of the contract in force at `now`; `month` is the present one, `accounts` its rows.
[[nodiscard]] std::optional<SlaBudget> budget_of(const std::vector<ContractClock>& clocks,
                                                 const Month& month,
                                                 std::span<const MonthAccount> accounts,
                                                 book::Second now);

}  // namespace pantau::availability
