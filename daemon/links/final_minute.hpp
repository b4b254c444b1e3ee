// SPDX-License-Identifier: Apache-2.0
/// \file
/// A minute of one link as its rules see it (semantics.md 2 and 5).
#pragma once

#include <cstdint>

#include "daemon/book/link_state.hpp"
#include "daemon/book/minute_summary.hpp"

namespace pantau::links {

/// A minute that has just become final.
struct FinalMinute {
  book::MinuteSummary summary;
  book::Second start{};  ///< on the book clock
  book::Second end{};
  book::Second judged{};  ///< when it became complete: end + timeout + late_window, book clock
  /// We could see throughout: sight was not lost in it and there was no blind time.
  bool sight = true;
};

/// The first minute that is not final yet, as far as its echoes are decided.
struct OpenMinute {
  book::Second start{};  ///< on the book clock
  book::Second end{};
  std::uint32_t sent = 0;  ///< decided
  std::uint32_t lost = 0;
  /// Most echoes that may still be decided in it; never too low. Counted as what fits into the
  /// whole minute less `sent` it makes Line::known_until() grow steadily.
  std::uint32_t rest = 0;
  bool sight = true;  ///< we could see so far
};

}  // namespace pantau::links
