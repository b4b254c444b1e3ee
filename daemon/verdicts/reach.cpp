// SPDX-License-Identifier: Apache-2.0
#include "daemon/verdicts/reach.hpp"

#include <algorithm>

namespace pantau::verdicts {
namespace {

/// Courses are short, and mostly their end is asked for.
const CourseSpan* find(const Course& course, book::Second time, book::Second& end) {
  for (auto span = course.rbegin(); span != course.rend(); ++span) {
    if (span->start <= time) {
      return &*span;
    }
    end = span->start;
  }
  return nullptr;
}

void add(Roots& roots, const Roots& more) {
  for (const auto root : more) {
    const auto place = std::lower_bound(roots.begin(), roots.end(), root);
    if (place == roots.end() || *place != root) {
      roots.insert(place, root);
    }
  }
}

}  // namespace

const CourseSpan* Trail::at(book::Second time, book::Second& end) const {
  end = kForever;
  const auto* span = find(course, time, end);
  return span != nullptr ? span : find(past, time, end);
}

bool Reach::is_met(const Group& group, book::Second time) {
  bool asked = false;
  for (const auto parent : group) {
    book::Second end{};
    const auto* span = trails_[parent].at(time, end);
    answer_.until = std::min(answer_.until, end);
    if (span != nullptr && book::is_working(span->state)) {
      return true;
    }
    asked = asked || span != nullptr;
  }
  return !asked;
}

const Reach::Answer& Reach::at(book::Second time) {
  answer_.met = true;
  answer_.roots.clear();
  answer_.until = kForever;
  for (const auto& group : groups_) {
    if (is_met(group, time)) {
      continue;
    }
    answer_.met = false;
    for (const auto parent : group) {
      book::Second end{};
      const auto* span = trails_[parent].at(time, end);
      if (span != nullptr && book::is_failed(span->state)) {
        add(answer_.roots, span->roots);
      }
    }
  }
  return answer_;
}

std::optional<book::Second> Reach::suspects(book::Second within, book::Second now) const {
  std::optional<book::Second> until;
  for (const auto& group : groups_) {
    for (const auto parent : group) {
      const auto& suspicion = trails_[parent].suspicion;
      if (suspicion && suspicion->since <= within && now < suspicion->until) {
        until = std::max(until.value_or(suspicion->until), suspicion->until);
      }
    }
  }
  return until;
}

}  // namespace pantau::verdicts
