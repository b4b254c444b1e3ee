// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which parts of a course are one outage (semantics.md 6): failed time, with the unknown time in
/// it, up to the next second that is up or degraded. Pure.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/book/outage.hpp"
#include "daemon/verdicts/course.hpp"

namespace pantau::outages {

/// A span of a course with the ids of its roots; it lasts to the next one, the last one until now.
struct Step {
  book::Second start{};
  book::LinkState state = book::LinkState::unknown;
  std::vector<std::string> roots;  ///< sorted; of failed steps
};

/// A failed step with its end (absent: now).
struct Piece {
  book::Second start{};
  std::optional<book::Second> end;
  book::LinkState state = book::LinkState::down;
  std::vector<std::string> roots;
};

/// One outage, as far as it lies in the course.
struct Stretch {
  book::Second start{};
  std::optional<book::Second> answered;  ///< first second up or degraded again; absent: open
  bool continued = false;  ///< it had begun before the course
  std::vector<Piece> pieces;

  /// Failed, or unknown behind a failure.
  [[nodiscard]] bool holds(book::Second time) const;
};

using IdOf = std::function<const std::string&(verdicts::LinkKey)>;

/// The course from `settled` on.
[[nodiscard]] std::vector<Step> steps_of(const verdicts::Course& course,
                                         book::Second settled,
                                         const IdOf& id_of);

/// Failed steps with their ends.
[[nodiscard]] std::vector<Piece> pieces_of(std::span<const Step> steps);

/// \param ongoing an outage begun earlier is neither answered nor removed when the steps begin.
/// \param told starts of outages that were told and lie in the steps. Where such a start lies in
/// unknown time now, the outage goes on from there, if need be without any second: nothing has
/// answered.
[[nodiscard]] std::vector<Stretch> stretches_of(std::span<const Step> steps,
                                                bool ongoing,
                                                std::span<const book::Second> told);

/// Whether any second of a segment is failed in the pieces.
[[nodiscard]] bool share_a_second(std::span<const book::Segment> segments,
                                  std::span<const Piece> pieces);

}  // namespace pantau::outages
