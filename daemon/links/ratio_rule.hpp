// SPDX-License-Identifier: Apache-2.0
/// \file
/// The ratio rule of semantics.md 5: a link that loses nearly everything is down although single
/// answers break its loss runs.
#pragma once

#include <cstdint>
#include <optional>

#include "daemon/book/link_state.hpp"
#include "daemon/links/final_minute.hpp"

namespace pantau::links {

class RatioRule {
 public:
  static constexpr std::uint32_t kMinutes = 5;
  /// A minute with fewer decided echoes is not judged.
  static constexpr std::uint32_t kFewestEchoes = 4;

  /// What a minute did to the stretch of the rule.
  enum class Turn : std::uint8_t {
    none,
    began,  ///< at first()
    ended,  ///< at the start of the minute
    /// The minute could not be judged: nothing says that the rule still holds from its start on.
    ended_unjudged
  };

  explicit RatioRule(book::Second since) : next_(since) {}

  /// Minutes come in order.
  Turn complete(const FinalMinute& minute, double loss_threshold);
  /// Not seen from `from` on, or another address: a series begins with a later minute.
  void interrupt(book::Second from);

  /// A stretch that lasts was ended by something else.
  void end() { open_ = false; }

  /// A stretch lasts.
  [[nodiscard]] bool open() const { return open_; }

  /// Start of the stretch or of the running series.
  [[nodiscard]] book::Second first() const { return first_; }

  /// What minutes to come can make of the time before is not known beyond this.
  [[nodiscard]] book::Second hold(const std::optional<OpenMinute>& minute,
                                  double loss_threshold) const;

 private:
  book::Second first_{};
  book::Second next_;  ///< end of the last final minute
  book::Second counts_from_ = book::Second::min();  ///< minutes that begin before are in no series
  std::uint8_t count_ = 0;  ///< minutes of the series so far
  bool open_ = false;
};

}  // namespace pantau::links
