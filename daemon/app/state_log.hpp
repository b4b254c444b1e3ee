// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "daemon/app/log.hpp"
#include "daemon/links/link_book.hpp"

namespace pantau::app {

/// Most lines that one batch of state changes may cost: 2,000 links down in one second are one
/// storm, and journald drops what comes too fast.
inline constexpr std::size_t kStateLines = 4;

/// Logs state changes: a line each, or one summary line when there are more than kStateLines.
void log_changes(Log& log, const std::vector<links::StateChange>& changes);

/// Logs notices the same way: a line each, or how many there were.
void log_notices(Log& log, const std::vector<links::Notice>& notices);

}  // namespace pantau::app
