// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "daemon/book/link_state.hpp"

namespace pantau::book {

/// Which outages are asked for.
struct OutageQuery {
  std::optional<Second> since;  ///< those that end at or after it, or are open
  std::optional<Second> until;  ///< those that start before it
  std::string link;  ///< empty: all
};

}  // namespace pantau::book
