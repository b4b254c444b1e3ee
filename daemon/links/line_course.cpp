// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/line_course.hpp"

#include <algorithm>

namespace pantau::links {

namespace {

using book::LinkState;
using book::Second;
using book::Span;

RunState run_state_at(const RunRule& run, Second time) {
  if (run.since() <= time) {
    return run.present().state;
  }
  for (auto span = run.earlier().rbegin(); span != run.earlier().rend(); ++span) {
    if (span->start <= time) {
      return span->state;
    }
  }
  return RunState::undecided;
}

LinkState state_of(RunState run, bool ratio_holds) {
  switch (run) {
    case RunState::unseen:
      return LinkState::unknown;
    case RunState::undecided:
      return ratio_holds ? LinkState::down : LinkState::unknown;
    case RunState::up:
      return ratio_holds ? LinkState::down : LinkState::up;
    case RunState::down:
      break;
  }
  return LinkState::down;
}

/// Everywhere that the course may change, `from` first, up to `to`.
std::vector<Second> borders_of(const RunRule& run,
                               const std::vector<Mark>& marks,
                               Second from,
                               Second to) {
  std::vector<Second> borders{from, run.since()};
  for (const RunSpan& span : run.earlier()) {
    borders.push_back(span.start);
  }
  for (const Mark& mark : marks) {
    borders.push_back(mark.from);
    if (mark.kind != Mark::Kind::quality) {
      borders.push_back(mark.to);
    }
  }
  std::erase_if(borders, [from, to](Second time) { return time < from || time >= to; });
  std::ranges::sort(borders);
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  return borders;
}

/// Walks along the borders of a course.
class Walk {
 public:
  Walk(const RunRule& run, const std::vector<Mark>& marks, std::uint8_t degraded)
      : run_(run), marks_(marks), degraded_(degraded) {}

  LinkState step(Second time) {
    const auto covered = [&](Mark::Kind kind) {
      return std::ranges::any_of(
          marks_, [&](const Mark& mark) { return mark.kind == kind && mark.covers(time); });
    };
    if (covered(Mark::Kind::skipped)) {
      return LinkState::unknown;
    }
    const LinkState state = state_of(run_state_at(run_, time), covered(Mark::Kind::ratio));
    if (state != LinkState::up) {
      degraded_ = 0;
      return state;
    }
    judge(time);
    return degraded_ == 0 ? LinkState::up : LinkState::degraded;
  }

  [[nodiscard]] std::uint8_t degraded() const { return degraded_; }

 private:
  void judge(Second time) {
    for (const Mark& mark : marks_) {
      if (mark.kind == Mark::Kind::quality && mark.from == time) {
        degraded_ = degraded_ == 0 ? mark.quality.bad : mark.quality.warn;
      }
    }
  }

  const RunRule& run_;
  const std::vector<Mark>& marks_;
  std::uint8_t degraded_;
};

}  // namespace

CourseEnd append_course(const RunRule& run,
                        const std::vector<Mark>& marks,
                        Second from,
                        std::uint8_t degraded,
                        std::vector<Span>& spans) {
  Walk walk{run, marks, degraded};
  CourseEnd end;
  for (const Second border : borders_of(run, marks, from, Second::max())) {
    end.state = walk.step(border);
    if (spans.empty() || spans.back().state != end.state) {
      spans.push_back({border, end.state});
    }
  }
  end.degraded = walk.degraded();
  return end;
}

std::uint8_t degraded_before(const RunRule& run,
                             const std::vector<Mark>& marks,
                             Second from,
                             Second to,
                             std::uint8_t degraded) {
  Walk walk{run, marks, degraded};
  for (const Second border : borders_of(run, marks, from, to)) {
    (void)walk.step(border);
  }
  return walk.degraded();
}

}  // namespace pantau::links
