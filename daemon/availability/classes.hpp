// SPDX-License-Identifier: Apache-2.0
/// \file
/// Puts each second of a link or a site into its class (semantics.md 9).
#pragma once

#include <functional>
#include <vector>

#include "daemon/availability/accounts.hpp"
#include "daemon/availability/announced.hpp"
#include "daemon/availability/terms.hpp"

namespace pantau::availability {

/// Calls `take` with each stretch of one state within `period`, `first` and what has settled.
void for_each_state(const History& history,
                    Period period,
                    const std::function<void(Period, book::LinkState)>& take);

/// Of all terms under one contract, within `period`.
[[nodiscard]] Account account_under(const ContractClock& clock,
                                    const History& history,
                                    const config::Link& link,
                                    Period period,
                                    NamedWindows& windows);

/// The SLA counters' growth within `period`: as account_under, but without corrections, and W takes
/// all but unknown time.
[[nodiscard]] SlaSeconds sla_under(const ContractClock& clock,
                                   const History& history,
                                   const config::Link& link,
                                   Period period,
                                   NamedWindows& windows);

}  // namespace pantau::availability
