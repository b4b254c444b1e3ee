// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/told_course.hpp"

#include <algorithm>

namespace pantau::links {

namespace {

using book::LinkState;
using book::Second;

class Course {
 public:
  explicit Course(const book::LinkMemory& memory)
      : state_(memory.state), until_(memory.settled_until) {}

  void turn(Second at, LinkState state) {
    if (state != state_) {
      told_.spans.push_back({at, state});
      state_ = state;
    }
    until_ = at;
  }

  [[nodiscard]] Second until() const { return until_; }

  [[nodiscard]] ToldCourse finish(Second until) {
    told_.until = std::max(until_, until);
    return std::move(told_);
  }

 private:
  ToldCourse told_;
  LinkState state_;
  Second until_;
};

}  // namespace

ToldCourse told_course(const book::LinkMemory& memory, Second known) {
  Course course{memory};
  if (!memory.open) {
    return course.finish(memory.settled_until);
  }
  Second end = memory.settled_until;
  for (const book::Segment& segment : memory.open->segments) {
    const Second start = std::max(segment.start, course.until());
    const Second stop = std::min(segment.end.value_or(known), known);
    if (stop <= start) {
      continue;
    }
    if (start > end) {
      course.turn(end, LinkState::unknown);  // nothing is told of the time before and between
    }
    course.turn(start, segment.state);
    end = stop;
  }
  return course.finish(end);
}

}  // namespace pantau::links
