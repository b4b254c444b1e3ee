// SPDX-License-Identifier: Apache-2.0
/// \file
/// The final row of one link and UTC minute (semantics.md 2).
#pragma once

#include <cstdint>

#include "probes/net/clock.hpp"

namespace pantau::book {

/// One complete minute (semantics.md 2), over the echoes sent in it.
struct MinuteSummary {
  net::WallTime start{};
  std::uint32_t sent = 0;  ///< decided: answered or lost
  std::uint32_t lost = 0;
  std::uint32_t late = 0;
  std::uint32_t duplicates = 0;
  /// Meaningful when sent > lost. Percentile p of n sorted values is the ceil(p*n)-th.
  net::Nanoseconds min{0}, median{0}, p95{0}, max{0};

  [[nodiscard]] bool decided() const { return sent > 0; }

  [[nodiscard]] bool answered() const { return sent > lost; }

  /// PDV = p95 - min (RFC 5481).
  [[nodiscard]] net::Nanoseconds variation() const { return p95 - min; }
};

}  // namespace pantau::book
