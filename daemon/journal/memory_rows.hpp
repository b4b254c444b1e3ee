// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "daemon/book/memory.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/journal/database.hpp"

namespace pantau::journal {

/// What the book gives back at a start. `open`: its open outages.
[[nodiscard]] book::Memory remember(Database& database, std::vector<book::Outage> open);

}  // namespace pantau::journal
