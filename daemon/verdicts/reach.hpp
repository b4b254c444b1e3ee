// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whether a link can be reached through its parents at a time, and if not, because of whom: the
/// condition C of verdicts.hpp.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "daemon/book/link_state.hpp"
#include "daemon/verdicts/course.hpp"
#include "daemon/verdicts/topology.hpp"

namespace pantau::verdicts {

/// Later than any time that occurs, with room to add to it.
inline constexpr book::Second kForever{book::Seconds{std::int64_t{1} << 50}};

/// A loss run that may still become an outage: not decided yet, or held because of a parent's.
struct Suspicion {
  book::Second since{};
  book::Second until{};  ///< children wait for it no longer than this

  friend bool operator==(const Suspicion&, const Suspicion&) = default;
};

/// A link as its children see it.
struct Trail {
  Course past;  ///< settled spans before `course` that a child in trouble may still ask about
  Course course;
  std::optional<Suspicion> suspicion;

  /// The span that holds at `time`, and in `end` when the next one begins. Null before the first.
  [[nodiscard]] const CourseSpan* at(book::Second time, book::Second& end) const;
};

class Reach {
 public:
  /// What is said of the seconds from the time asked for up to `until`.
  struct Answer {
    bool met = true;
    Roots roots;  ///< when not met; none: nobody knows
    book::Second until = kForever;
  };

  /// A parent whose book had not begun at the time asked for is left out of its group.
  Reach(std::span<const Group> groups, const std::vector<Trail>& trails)
      : groups_(groups), trails_(trails) {}

  [[nodiscard]] bool has_parents() const { return !groups_.empty(); }

  /// Holds until the next call.
  [[nodiscard]] const Answer& at(book::Second time);

  /// Until when a child, whose own loss run began `within` or earlier, waits for its parents.
  [[nodiscard]] std::optional<book::Second> suspects(book::Second within, book::Second now) const;

 private:
  [[nodiscard]] bool is_met(const Group& group, book::Second time);

  std::span<const Group> groups_;
  const std::vector<Trail>& trails_;
  Answer answer_;
};

}  // namespace pantau::verdicts
