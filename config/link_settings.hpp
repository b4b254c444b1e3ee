// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "config/draft.hpp"

namespace pantau::config {

/// The effective value of every key of `link`, and where each came from. `reader` reads the link's
/// own table and the template `behind` it (or nothing).
[[nodiscard]] std::vector<Setting> settings_of(const Draft& draft,
                                               const TableReader& reader,
                                               const Definition* behind,
                                               const Link& link);

}  // namespace pantau::config
