// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the configuration said of every item of the inventory, and since when.
#pragma once

#include <string>
#include <vector>

#include "config/inventory_items.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/journal/database.hpp"

namespace pantau::journal {

/// Inside a transaction of the caller: what differs from what the tables say is kept with `time`.
/// `items` sorted as config::inventory_items() does.
void put_inventory(Database& database,
                   book::Second time,
                   const std::vector<config::InventoryItem>& items);

struct StoredChange {
  book::Second time{};
  config::InventoryChange change;
};

/// In the order in which they came; of one item, or (both empty) of all.
[[nodiscard]] std::vector<StoredChange> load_changes(Database& database,
                                                     const std::string& kind,
                                                     const std::string& id);

}  // namespace pantau::journal
