// SPDX-License-Identifier: Apache-2.0
/// \file
/// When a site's clock runs, and under which contract each of a link's seconds counts.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "daemon/availability/account.hpp"

namespace pantau::availability {

/// A site's part of the SLA clock (semantics.md 8): from its actual in_service, 00:00 local, to its
/// hold or decommissioning. Infrastructure runs since `first`. Nothing: not in service yet, or held
/// since nobody says when.
[[nodiscard]] std::optional<Period> service_clock(const config::Plan& plan,
                                                  const config::Site& site,
                                                  book::Second first);

/// All terms of a link under one contract (null: none).
struct ContractClock {
  const config::Contract* contract = nullptr;
  std::vector<Period> runs;  ///< sorted, without overlaps
  /// Keeps `contract` alive where somebody wants to keep it; else null.
  std::shared_ptr<const config::Contract> owner{};
  /// Frozen with a judged month: `runs` are that month's, whatever the time zone is now.
  bool is_judged = false;
};

/// By contract id.
[[nodiscard]] std::vector<ContractClock> clocks_of(const config::Plan& plan,
                                                   const config::Link& link,
                                                   book::Second first);

}  // namespace pantau::availability
