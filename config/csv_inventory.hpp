// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/csv_known.hpp"
#include "config/csv_records.hpp"
#include "config/csv_sheet.hpp"

namespace pantau::config {

/// Puts the rows of a sheet together: a row is a site, or a link of a site. Ids are made of names
/// where no column has them; what `known` has keeps its ids. Complains about everything that cells
/// alone or together say wrong; what values may be is left to the rules of the configuration.
[[nodiscard]] InventoryRecords read_inventory(const Sheet& sheet,
                                              const KnownInventory& known,
                                              Complaints& complaints);

}  // namespace pantau::config
