// SPDX-License-Identifier: Apache-2.0
/// \file
/// W of semantics.md 9: which seconds of a link were announced work.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "daemon/availability/account.hpp"
#include "daemon/availability/history.hpp"

namespace pantau::availability {

struct ContractClock;

/// Which windows name which link; worked out when asked for, once a link.
class NamedWindows {
 public:
  /// Both must outlive it.
  explicit NamedWindows(const Announced& announced) : announced_(announced) {}

  [[nodiscard]] bool any() const { return !announced_.windows->empty(); }

  /// Empty for a link that the plan does not have.
  [[nodiscard]] const std::vector<const book::Window*>& of(const std::string& link);
  /// `link` need not be one of the plan: it may have been removed, or stood at another site.
  [[nodiscard]] const std::vector<const book::Window*>& of(const config::Link& link);

  [[nodiscard]] const config::Plan& plan() const { return *announced_.plan; }

 private:
  using Named = std::vector<const book::Window*>;

  [[nodiscard]] Named naming(const config::Link& link) const;
  [[nodiscard]] bool is_of_plan(const config::Link& link) const;

  Announced announced_;
  std::unordered_map<std::string, Named> by_link_;
  std::map<std::tuple<std::string, std::string, std::string>, Named> others_;
};

/// W under `clock.contract` within its runs and `period`. The month's hours count from the
/// beginning of the local month in which `period` begins, its runs or the link's book; those of a
/// judged month within its runs.
[[nodiscard]] std::vector<Period> announced_under(const ContractClock& clock,
                                                  const History& history,
                                                  const config::Link& link,
                                                  Period period,
                                                  NamedWindows& windows);

}  // namespace pantau::availability
