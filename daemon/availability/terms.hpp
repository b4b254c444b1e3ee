// SPDX-License-Identifier: Apache-2.0
/// \file
/// When a site's clock runs, and under which contract each of a link's seconds counts.
#pragma once

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
};

/// By contract id.
[[nodiscard]] std::vector<ContractClock> clocks_of(const config::Plan& plan,
                                                   const config::Link& link,
                                                   book::Second first);

}  // namespace pantau::availability
