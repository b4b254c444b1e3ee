// SPDX-License-Identifier: Apache-2.0
/// \file
/// Settled spans of links and sites, and what follows from them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/availability/history.hpp"
#include "daemon/availability/ledger.hpp"
#include "daemon/book/memory.hpp"
#include "daemon/journal/database.hpp"
#include "daemon/journal/settled_rows.hpp"

namespace pantau::journal {

/// Spans that touch [from, to), the one that holds at `from` included; of a link its outages too.
/// Time that no span covers (its rows went with a damaged file) is unknown.
[[nodiscard]] std::optional<availability::History> load_history(
    Database& database, Subject subject, const std::string& id, book::Second from, book::Second to);

/// End of the site's last settled second up or degraded, however long ago.
[[nodiscard]] std::optional<book::Second> load_last_up(Database& database, const std::string& site);

/// Every link or site from `since` on.
[[nodiscard]] std::vector<availability::LedgerEntry> load_entries(Database& database,
                                                                  Subject subject,
                                                                  book::Second since,
                                                                  std::int64_t newest_correction);

/// Sorted by id; without open outages.
[[nodiscard]] std::vector<book::LinkMemory> load_link_memory(Database& database);
[[nodiscard]] std::vector<book::SiteMemory> load_site_memory(Database& database);

}  // namespace pantau::journal
