// SPDX-License-Identifier: Apache-2.0
/// \file
/// Log lines about the book of record.
#pragma once

#include <cstdint>

#include "daemon/app/log.hpp"
#include "daemon/journal/migration.hpp"
#include "daemon/journal/store.hpp"

namespace pantau::app {

/// `journal_upgrade_begun`, `journal_upgraded`
void log_upgrade(Log& log, const journal::Upgrade& upgrade);
/// `journal_moved_aside`, `journal_salvaged`, `journal_opened`
void log_opened(Log& log, const journal::OpenOutcome& outcome, const journal::Store& store);

}  // namespace pantau::app
