// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau availability`: pooled seconds by link, site, district, phase, provider or contract.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/account.hpp"
#include "daemon/availability/judged_month.hpp"

namespace pantau::availability {

enum class Grouping : std::uint8_t { link, site, district, phase, provider, contract };

struct ReportRow {
  std::string id;
  Period period;
  Account account;
  /// Over links, each second as its own contract's formula counts it; only where every pooled
  /// second stands under a contract. None over sites: a site's states name no contract.
  std::optional<double> net;
  std::optional<double> target;  ///< when all pooled share one
  /// SLA is judged by the month: a longer period is met when all its months are. Of sites by their
  /// primary links with a contract; of what pools several links or sites: none.
  Judgement judgement = Judgement::none;
};

/// What the book says about one link or site.
struct Histories {
  std::function<const History*(const std::string& link)> link;
  std::function<const History*(const std::string& site)> site;
};

struct ReportQuery {
  Grouping grouping = Grouping::link;
  Period period;
  /// Not empty: only seconds under this contract; of sites, over the time in which it served them.
  std::string contract{};
};

/// Sorted by id; what has no second of its SLA clock in `period` has no row. Link, provider and
/// contract sum over links; site uses the site's state; district and phase sum over sites
/// (semantics.md 9). Infrastructure (a site without phase) counts in its district and in no phase.
/// Histories should reach back to the month's beginning: `planned_hours_per_month` count from
/// there. `judged`: frozen terms of past months; they win over the plan's, also of links that it no
/// longer has.
[[nodiscard]] std::vector<ReportRow> report(const config::Plan& plan,
                                            const ReportQuery& query,
                                            const Histories& histories,
                                            const std::vector<book::Window>& windows,
                                            const std::vector<JudgedMonth>& judged = {});
[[nodiscard]] std::vector<ReportRow> report(const config::Plan& plan,
                                            Grouping grouping,
                                            Period period,
                                            const Histories& histories,
                                            const std::vector<book::Window>& windows,
                                            const std::vector<JudgedMonth>& judged = {});

}  // namespace pantau::availability
