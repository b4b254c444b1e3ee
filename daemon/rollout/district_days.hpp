// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/inventory.hpp"

namespace pantau::rollout {

/// A district that is over (split up, renamed) or has not begun counts no more, or not yet; both
/// days are part of its existence.
[[nodiscard]] inline bool exists(const config::District& district, config::Date today) {
  return !(district.until && *district.until < today) &&
         !(district.since && today < *district.since);
}

}  // namespace pantau::rollout
