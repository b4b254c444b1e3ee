// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the book of record says about every link and site, as the metrics show it. Immutable once
/// published: a snapshot shares it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/account.hpp"
#include "daemon/book/cause.hpp"
#include "daemon/book/link_state.hpp"

namespace pantau::availability {

using StateSeconds = std::array<std::int64_t, book::kLinkStates>;  ///< by LinkState

/// Seconds of the SLA clock by class, never falling; corrections never reach it.
struct SlaSeconds {
  std::int64_t up = 0;
  std::int64_t down = 0;
  std::int64_t maintenance = 0;  ///< W
  std::int64_t unknown = 0;

  friend bool operator==(const SlaSeconds&, const SlaSeconds&) = default;
};

struct MonthAccount {
  std::string month;  ///< "2026-10"
  std::string contract;  ///< empty: none
  Account account;
  config::AvailabilityFormula formula = config::AvailabilityFormula::gross;
  /// Of the present month: so far. None without a contract.
  Judgement judgement = Judgement::none;
  /// The contract as it counts for this month: of a judged one as it was then. Null: none.
  std::shared_ptr<const config::Contract> terms{};
  /// Of the part after `free_until`, when the contract has a fee: what restitution is worked out
  /// by.
  Account paid{};
};

struct MonthCause {
  std::string month;
  book::Cause cause = book::Cause::unknown;  ///< effective
  std::uint64_t outages = 0;  ///< whose seconds in this month have mostly this cause
  std::int64_t seconds = 0;
};

/// The contract's allowance of the present month.
struct SlaBudget {
  double target = 0;
  book::Second start{};  ///< of the SLA clock
  /// (1 - target) of the month's part of the SLA clock, to its end; under net_b less what was
  /// excluded or planned so far.
  std::int64_t seconds = 0;
  std::int64_t remaining = 0;  ///< negative when spent; counted as the contract's formula counts
};

struct LinkAccount {
  book::Second first{};
  book::Second settled_until{};
  StateSeconds state_seconds{};
  std::optional<SlaSeconds> sla;  ///< with a contract, once its clock has run
  std::optional<SlaBudget> budget;
  std::vector<MonthAccount> months;  ///< by month, then contract
  std::vector<MonthCause> causes;
};

struct SiteMonth {
  std::string month;
  StateSeconds seconds{};
  std::optional<double> gross;
  std::optional<double> service_hours;  ///< gross over the service hours, when configured
  std::optional<double> coverage;
  Judgement judgement = Judgement::none;  ///< met when every primary link with a contract did
};

struct SiteAccount {
  book::Second first{};
  book::Second settled_until{};
  StateSeconds state_seconds{};
  std::vector<SiteMonth> months;
  std::optional<book::Second> last_up;  ///< end of its last settled second up or degraded
};

/// `pantau_contract_restitution_rupiah`.
struct ContractMonth {
  std::string contract;
  std::string month;
  std::int64_t rupiah = 0;
};

struct Accounts {
  std::shared_ptr<const config::Plan> plan;
  /// "2026-10": months of links and sites before this one are not shown; the four counts need the
  /// last full month of the sites however few are shown. Empty: all are shown.
  std::string shown_since{};
  /// In the order of plan->links and plan->sites; absent: nothing in the journal yet.
  std::vector<std::optional<LinkAccount>> links;
  std::vector<std::optional<SiteAccount>> sites;
  std::vector<ContractMonth> restitution;  ///< shown months, where a link could be judged
};

}  // namespace pantau::availability
