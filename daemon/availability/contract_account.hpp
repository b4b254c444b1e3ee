// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau restitution`: a month under each contract with all that its restitution follows from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/account.hpp"
#include "daemon/availability/judged_month.hpp"
#include "daemon/availability/report.hpp"
#include "daemon/availability/restitution.hpp"

namespace pantau::availability {

/// What one outage adds to a link's paid time, by class.
struct OutageShare {
  std::uint64_t id = 0;
  book::Second start{};
  std::optional<book::Second> end;
  std::vector<book::Cause> causes;  ///< effective, of its segments in the paid time, each once
  Account account;
  /// Why seconds are excluded: by cause, by announced work, or both.
  bool by_cause = false;
  bool by_window = false;
  /// Of the last correction that names one, then of windows that were announced in time; each once.
  std::vector<std::string> documents;
};

struct ContractLink {
  std::string link;
  Account account;  ///< of its whole month under the contract
  Judgement judgement = Judgement::none;
  Account paid;  ///< of the part after `free_until`
  bool is_judged = false;  ///< its terms are frozen
  std::vector<OutageShare> outages;  ///< that touch its paid time, by start
};

struct ContractAccount {
  config::Contract terms;  ///< as they count for this month
  std::vector<ContractLink> links;  ///< by id; that had a clock under it in this month
  /// Nothing when the contract has no fee or no formula. Its links stand in the order of `links`.
  std::optional<Restitution> restitution;
};

/// By contract id; contracts under which no link had a clock in this month are left out.
[[nodiscard]] std::vector<ContractAccount> contract_accounts(
    const config::Plan& plan,
    const Month& month,
    const Histories& histories,
    const std::vector<book::Window>& windows,
    const std::vector<JudgedMonth>& judged);

}  // namespace pantau::availability
