// SPDX-License-Identifier: Apache-2.0
/// \file
/// Down or unreachable, and because of whom: attribution along the parents through any depth
/// (semantics.md 5). Pure: decided by the lines of the links and `now` alone, and by nothing in the
/// order of links in the file.
///
/// For each stretch in which a line is down, from T0 on, with C(t) = "each group of parents has a
/// member up or degraded at t":
/// * A parent that fails at most 60 s after T0 (or had failed already) while the stretch lasts
/// takes
///   the stretch with it, from T0: it is *attached*, and unreachable as long as C is unmet.
/// * Otherwise it is *own*: down, root itself, to its end, whatever parents do later.
/// * While attached: C unmet and some parent of the unmet groups down or unreachable: unreachable
///   with the roots of that time; no such parent: unknown. C met again at r: state and roots stay
///   until echoes sent after r were lost for max(60 s, own detection); then own from r. C unmet
///   before that: attached as before.
/// * Unknown time in the line (blind) keeps *own* within the same outage, but not *attached*.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/link_state.hpp"
#include "daemon/verdicts/course.hpp"

namespace pantau::verdicts {

/// A link as it stood at its settled point when the daemon was started again.
struct RestoredLink {
  book::Second settled{};
  bool open_outage = false;
  bool own = false;  ///< the last segment of the open outage was down, root itself
};

/// Settled spans of a link, in order, and how far it has settled with them.
struct SettledCourse {
  std::vector<CourseSpan> begun;  ///< that began after the last settled point, up to `until`
  book::Second until{};
};

class Verdicts {
 public:
  using LineOf = std::function<LineView(std::uint32_t link)>;

  Verdicts();
  ~Verdicts();
  Verdicts(const Verdicts&) = delete;
  Verdicts& operator=(const Verdicts&) = delete;
  Verdicts(Verdicts&&) = delete;
  Verdicts& operator=(Verdicts&&) = delete;

  /// A new plan. `before[i]` is the place that link i had (links::kNowhere = UINT32_MAX: new),
  /// `keys[i]` its key. Kept links keep their course; parents may have changed: all are swept anew.
  void apply(const config::Plan& plan,
             std::span<const std::uint32_t> before,
             std::span<const LinkKey> keys);
  /// A new link's book begins at `since`, unknown.
  void begin(std::uint32_t link, book::Second since);
  /// A new link whose book continues after a time without us: unknown from the settled point on.
  void restore(std::uint32_t link, const RestoredLink& memory);

  /// The line of this link changed (or its undecided run did).
  void touch(std::uint32_t link);
  /// Works out what was touched, what depends on it, and what only waits for time to pass.
  /// Links whose course changed, parents first. An untouched link costs nothing.
  [[nodiscard]] std::vector<std::uint32_t> sweep(book::Second now, const LineOf& line);

  /// As of the last sweep.
  [[nodiscard]] const Course& course(std::uint32_t link) const;
  [[nodiscard]] book::Second settled(std::uint32_t link) const;
  /// How far this link could settle now; never less than settled(). Parents first where asked for
  /// many, because a child in trouble settles no further than its parents can.
  [[nodiscard]] book::Second horizon(std::uint32_t link, const LineView& line) const;
  /// Settles up to `until` (at most horizon()); the course begins there afterwards.
  [[nodiscard]] SettledCourse settle(std::uint32_t link, book::Second until);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::verdicts
