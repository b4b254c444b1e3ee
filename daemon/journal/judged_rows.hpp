// SPDX-License-Identifier: Apache-2.0
/// \file
/// Months that were judged, with the terms that they were judged by. Links of one contract share
/// one row of terms.
#pragma once

#include <vector>

#include "daemon/availability/judged_month.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/journal/database.hpp"

namespace pantau::journal {

/// Inside a transaction of the caller. A month of a link of which there is a row stays as it is:
/// all rows of one link and month come together.
void add_judged(Database& database, const std::vector<availability::JudgedMonth>& months);

/// Of months that end after `since` in any time zone (so one month more may be among them), by
/// month, link, then as they were written.
[[nodiscard]] std::vector<availability::JudgedMonth> load_judged(Database& database,
                                                                 book::Second since);

}  // namespace pantau::journal
