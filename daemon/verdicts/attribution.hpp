// SPDX-License-Identifier: Apache-2.0
/// \file
/// One link judged along its parents' courses, from its settled point to now: the rules of
/// verdicts.hpp. Pure; works everything out anew each time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "daemon/book/link_state.hpp"
#include "daemon/verdicts/course.hpp"
#include "daemon/verdicts/reach.hpp"

namespace pantau::verdicts {

/// A parent may fail this long after its child and still take the child's outage with it; a child
/// that does not answer for this long after its parents came back has an outage of its own.
inline constexpr book::Seconds kPatience{60};

/// What one second leaves behind for the next.
struct Standing {
  enum class Mode : std::uint8_t { none, own, attached };
  Mode mode = Mode::none;
  bool down = false;  ///< the line was; *own* outlives unknown time, *attached* does not
  book::Second first_roots{};  ///< of attached: up to here its roots are those of this second

  friend bool operator==(const Standing&, const Standing&) = default;
};

struct Turn {
  book::Second start{};
  Standing standing;
};

/// What is told from `from` on is certain once all is known up to `needs`.
struct Doubt {
  book::Second from{};
  book::Second needs{};
};

/// What is told of [start, end) is what the parents say.
struct Leaning {
  book::Second start{};
  book::Second end{};
};

struct Judgement {
  Course course;
  std::vector<Turn> turns;
  std::vector<Doubt> doubts;
  std::vector<Leaning> leanings;
  std::optional<Suspicion> held;  ///< keeps its state, waiting for a parent's undecided run
  /// *Own* again if the line is known to be down up to here, which it is not yet.
  std::optional<book::Second> proof;

  void clear();
};

struct Case {
  LineView line;
  LinkKey key = 0;
  book::Second now{};
  book::Second settled{};
  Standing standing;  ///< in the last settled second
  const CourseSpan* last = nullptr;  ///< of that second; null: the book begins at `settled`
  bool told_failed = false;  ///< what was told before holds until now: down or unreachable
};

/// `judgement` is clear.
void judge(const Case& the_case, Reach& reach, Judgement& judgement);

}  // namespace pantau::verdicts
