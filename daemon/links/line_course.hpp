// SPDX-License-Identifier: Apache-2.0
/// \file
/// Lays what the rules of semantics.md 5 say about one link over each other: one course of spans.
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/book/link_state.hpp"
#include "daemon/links/degraded.hpp"
#include "daemon/links/run.hpp"

namespace pantau::links {

/// What lies over the course of the run rule.
struct Mark {
  enum class Kind : std::uint8_t {
    skipped,  ///< the book passed over it: unknown, then the state before goes on
    ratio,  ///< the ratio rule says down
    quality  ///< a judgement at `from`
  };
  Kind kind = Kind::skipped;
  QualityJudgement quality;
  book::Second from{};
  book::Second to = book::Second::max();  ///< exclusive

  [[nodiscard]] bool covers(book::Second time) const { return from <= time && time < to; }
};

/// How a course stands at a time: degraded has a memory.
struct CourseEnd {
  book::LinkState state = book::LinkState::unknown;
  std::uint8_t degraded = 0;  ///< bits of DegradedReason
};

/// Appends the spans from `from` on to `spans` (joined with its last one when they agree).
/// `degraded`: the bits just before `from`. Not seen wins over down, down over undecided and
/// degraded, degraded over up; degraded ends where the link is neither up nor skipped.
CourseEnd append_course(const RunRule& run,
                        const std::vector<Mark>& marks,
                        book::Second from,
                        std::uint8_t degraded,
                        std::vector<book::Span>& spans);

/// Bits of DegradedReason just before `to`, when they were `degraded` just before `from`.
[[nodiscard]] std::uint8_t degraded_before(const RunRule& run,
                                           const std::vector<Mark>& marks,
                                           book::Second from,
                                           book::Second to,
                                           std::uint8_t degraded);

}  // namespace pantau::links
