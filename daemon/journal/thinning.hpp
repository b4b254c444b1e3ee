// SPDX-License-Identifier: Apache-2.0
/// \file
/// Old minutes become hours.
#pragma once

#include "daemon/book/link_state.hpp"
#include "daemon/journal/database.hpp"

namespace pantau::journal {

/// One step: at most kThinnedLinks links of the oldest hour that ends at or before `until`. The
/// caller has the transaction. \return false when nothing is that old.
bool thin_minutes(Database& database, book::Second until);

inline constexpr std::int64_t kThinnedLinks = 2048;

}  // namespace pantau::journal
