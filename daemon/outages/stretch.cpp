// SPDX-License-Identifier: Apache-2.0
#include "daemon/outages/stretch.hpp"

#include <algorithm>
#include <utility>

namespace pantau::outages {

namespace {

book::Second end_of(const std::optional<book::Second>& end) {
  return end.value_or(book::Second::max());
}

std::optional<book::Second> end_of(std::span<const Step> steps, std::size_t index) {
  return index + 1 < steps.size() ? std::optional{steps[index + 1].start} : std::nullopt;
}

/// Follows the steps, one outage at a time.
class Walk {
 public:
  Walk(book::Second begin, bool ongoing) {
    if (ongoing) {
      present_ = Stretch{.start = begin, .answered = {}, .continued = true, .pieces = {}};
    }
  }

  void fail(const Step& step, std::optional<book::Second> end) {
    open_at(step.start);
    present_->pieces.push_back({step.start, end, step.state, step.roots});
  }

  void lose_sight(book::Second from,
                  std::optional<book::Second> end,
                  std::span<const book::Second> told) {
    std::optional<book::Second> first;
    for (const book::Second start : told) {
      if (from <= start && start < end_of(end) && (!first || start < *first)) {
        first = start;
      }
    }
    if (first) {
      open_at(*first);
    }
  }

  void answer(book::Second at) {
    if (present_) {
      present_->answered = at;
      done_.push_back(*std::exchange(present_, std::nullopt));
    }
  }

  [[nodiscard]] std::vector<Stretch> finish() {
    if (present_) {
      done_.push_back(*std::move(present_));
    }
    return std::move(done_);
  }

 private:
  void open_at(book::Second start) {
    if (!present_) {
      present_ = Stretch{.start = start, .answered = {}, .continued = false, .pieces = {}};
    }
  }

  std::optional<Stretch> present_;
  std::vector<Stretch> done_;
};

}  // namespace

bool Stretch::holds(book::Second time) const {
  return start <= time && time < end_of(answered);
}

std::vector<Step> steps_of(const verdicts::Course& course,
                           book::Second settled,
                           const IdOf& id_of) {
  std::vector<Step> steps;
  for (std::size_t index = 0; index < course.size(); ++index) {
    const verdicts::CourseSpan& span = course[index];
    if (index + 1 < course.size() && course[index + 1].start <= std::max(settled, span.start)) {
      continue;  // over before the settled point, or nothing long
    }
    Step& step = steps.emplace_back();
    step.start = std::max(settled, span.start);
    step.state = span.state;
    if (book::is_failed(span.state)) {
      for (const verdicts::LinkKey root : span.roots) {
        step.roots.push_back(id_of(root));
      }
      std::ranges::sort(step.roots);
    }
  }
  return steps;
}

std::vector<Piece> pieces_of(std::span<const Step> steps) {
  std::vector<Piece> pieces;
  for (std::size_t index = 0; index < steps.size(); ++index) {
    if (book::is_failed(steps[index].state)) {
      pieces.push_back(
          {steps[index].start, end_of(steps, index), steps[index].state, steps[index].roots});
    }
  }
  return pieces;
}

std::vector<Stretch> stretches_of(std::span<const Step> steps,
                                  bool ongoing,
                                  std::span<const book::Second> told) {
  if (steps.empty()) {
    return {};
  }
  Walk walk(steps.front().start, ongoing);
  for (std::size_t index = 0; index < steps.size(); ++index) {
    const Step& step = steps[index];
    const std::optional<book::Second> end = end_of(steps, index);
    if (book::is_failed(step.state)) {
      walk.fail(step, end);
    } else if (book::is_working(step.state)) {
      walk.answer(step.start);
    } else {
      walk.lose_sight(step.start, end, told);
    }
  }
  return walk.finish();
}

bool share_a_second(std::span<const book::Segment> segments, std::span<const Piece> pieces) {
  auto segment = segments.begin();
  auto piece = pieces.begin();
  while (segment != segments.end() && piece != pieces.end()) {
    const book::Second from = std::max(segment->start, piece->start);
    const book::Second until = std::min(end_of(segment->end), end_of(piece->end));
    if (from < until) {
      return true;
    }
    if (end_of(segment->end) <= end_of(piece->end)) {
      ++segment;
    } else {
      ++piece;
    }
  }
  return false;
}

}  // namespace pantau::outages
