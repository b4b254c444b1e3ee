// SPDX-License-Identifier: Apache-2.0
/// \file
/// A site's figures come from its own states (semantics.md 9).
#pragma once

#include <vector>

#include "daemon/availability/accounts.hpp"
#include "daemon/availability/history.hpp"

namespace pantau::availability {

/// When `site` failed by outages of this link that an engineer called a fault of the monitoring:
/// the link was unknown then, so a site that no other link kept working was unknown as well.
void append_hidden(std::vector<Period>& to, const History& link, const std::string& site);

/// Seconds by state within `period` and what has settled; failed time inside `hidden` is unknown.
[[nodiscard]] StateSeconds site_seconds(const History& site,
                                        Period period,
                                        const std::vector<Period>& hidden);

/// The same as classes: up and degraded are up, down and unreachable are down.
[[nodiscard]] Account site_account(const StateSeconds& seconds);

/// Judgements that all have to hold: missed wins, then not_enough_data; none counts for nothing.
[[nodiscard]] Judgement both(Judgement one, Judgement other);

}  // namespace pantau::availability
