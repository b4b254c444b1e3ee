// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the last five complete minutes say about the quality of a link (semantics.md 5, degraded).
#pragma once

#include <array>
#include <cstdint>

#include "config/inventory.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/book/minute_summary.hpp"

namespace pantau::links {

/// What judges the minutes of a link.
struct MinuteLimits {
  config::Threshold rtt;
  config::Threshold variation;
  config::Threshold loss;
  double loss_threshold = 0.75;  ///< c1 of Y.1540: of the contract of the day, else the default
};

/// Bits of DegradedReason. A measure without a value is in neither.
struct QualityJudgement {
  std::uint8_t bad = 0;  ///< at or above `_bad`: begins degraded
  std::uint8_t warn = 0;  ///< at or above `_warn`: keeps it
};

class QualityRule {
 public:
  static constexpr std::size_t kMinutes = 5;

  /// Judges the last five minutes, this one included; neither bad nor warned before five.
  QualityJudgement complete(const book::MinuteSummary& minute, const MinuteLimits& limits);

  void forget() { count_ = 0; }

 private:
  /// Microseconds: enough for any limit that a configuration can say, and half the memory.
  struct Minute {
    std::uint32_t median_us = 0;
    std::uint32_t variation_us = 0;
    std::uint16_t sent = 0;
    std::uint16_t lost = 0;
  };

  [[nodiscard]] QualityJudgement judge(const MinuteLimits& limits) const;

  std::array<Minute, kMinutes> minutes_{};
  std::uint8_t next_ = 0;
  std::uint8_t count_ = 0;
};

}  // namespace pantau::links
