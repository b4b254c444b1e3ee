// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "daemon/book/link_state.hpp"
#include "daemon/book/minute_summary.hpp"
#include "daemon/journal/database.hpp"

namespace pantau::journal {

/// Complete minutes of a link that begin in [from, to), by time. A look-up each: the key begins
/// with the minute, and a scan would read those of all links.
[[nodiscard]] std::vector<book::MinuteSummary> load_minutes(Database& database,
                                                            const std::string& link,
                                                            book::Second from,
                                                            book::Second to);

}  // namespace pantau::journal
