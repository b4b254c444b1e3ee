// SPDX-License-Identifier: Apache-2.0
/// \file
/// What reports add up: every link's time, month by month and contract by contract.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/announced.hpp"
#include "daemon/availability/judged_terms.hpp"
#include "daemon/availability/report.hpp"

namespace pantau::availability {

/// A link as a report has to look at it.
struct ReportLink {
  std::string id;
  const config::Link* link = nullptr;  ///< null: only judged months remember it
  const JudgedLink* judged = nullptr;
  bool counts_for_site = true;  ///< by the present plan: a primary, or its site has none
};

/// By id: those of the plan, and those that only `judged` has. Both must outlive the list.
[[nodiscard]] std::vector<ReportLink> report_links(const config::Plan& plan,
                                                   const JudgedBook& judged);

/// One month's part under one contract or none.
struct LinkPiece {
  ContractClock clock;
  Month month;
  Period period;  ///< that counts
  /// Id, site and provider, as windows name it: of a judged month where it stood then.
  config::Link named;
  bool counts_for_site = true;
  Account account;
};

/// Of the link's months that `period` touches; pieces without a second of the SLA clock are left
/// out.
[[nodiscard]] std::vector<LinkPiece> link_pieces(const ReportLink& link,
                                                 Period period,
                                                 const History& history,
                                                 const JudgedBook& judged,
                                                 NamedWindows& windows);

}  // namespace pantau::availability
