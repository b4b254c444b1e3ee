// SPDX-License-Identifier: Apache-2.0
/// \file
/// W of semantics.md 9: which seconds of a link were announced work.
#pragma once

#include <string>
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

  /// Empty for a link that the plan does not have.
  [[nodiscard]] const std::vector<const book::Window*>& of(const std::string& link);

  [[nodiscard]] const config::Plan& plan() const { return *announced_.plan; }

 private:
  Announced announced_;
  std::unordered_map<std::string, std::vector<const book::Window*>> by_link_;
};

/// W under `clock.contract` within its runs and `period`. The month's hours count from the
/// beginning of the local month in which `period` begins, its runs or the link's book.
[[nodiscard]] std::vector<Period> announced_under(const ContractClock& clock,
                                                  const History& history,
                                                  const config::Link& link,
                                                  Period period,
                                                  NamedWindows& windows);

}  // namespace pantau::availability
