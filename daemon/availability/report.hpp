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

namespace pantau::availability {

enum class Grouping : std::uint8_t { link, site, district, phase, provider, contract };

struct ReportRow {
  std::string id;
  Period period;
  Account account;
  /// Net only where every pooled link has a contract.
  std::optional<double> net;
  std::optional<double> target;  ///< when all pooled share one
  Judgement judgement = Judgement::none;
};

/// What the book says about one link or site.
struct Histories {
  std::function<const History*(const std::string& link)> link;
  std::function<const History*(const std::string& site)> site;
};

/// Sorted by id. Link, provider and contract sum over links; site uses the site's state; district
/// and phase sum over sites (semantics.md 9).
[[nodiscard]] std::vector<ReportRow> report(const config::Plan& plan,
                                            Grouping grouping,
                                            Period period,
                                            const Histories& histories,
                                            const std::vector<book::Window>& windows);

}  // namespace pantau::availability
