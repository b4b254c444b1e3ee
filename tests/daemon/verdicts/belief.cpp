// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/verdicts/belief.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "tests/daemon/verdicts/county.hpp"

namespace pantau::verdicts::test {

using book::LinkState;

Belief::Belief(const OracleLink& truth, bool suspects, std::mt19937& dice)
    : truth_(truth), suspects_(suspects), dice_(dice), seen_{draw_state()} {}

std::size_t Belief::roll(std::size_t sides) {
  return sides == 0 ? 0 : dice_() % sides;
}

LinkState Belief::draw_state() {
  return kStates[roll(kStates.size())];
}

bool Belief::learn(std::size_t now, std::size_t settled) {
  const auto before = std::exchange(seen_, believed(now));
  const auto suspected = undecided_;
  undecided_.reset();
  if (suspects_ && roll(3) == 0) {
    undecided_ = known_ + roll(now + 1 - known_);
  } else if (suspected && *suspected >= known_) {
    undecided_ = suspected;
  }
  bool changed = undecided_ != suspected;
  for (auto t = std::min(settled, now); t <= now; ++t) {
    changed = changed || before[std::min(t, before.size() - 1)] != seen_[t];
  }
  return changed;
}

void Belief::learn_all() {
  known_ = kTruthEnd;
  seen_ = truth_.line;
  undecided_.reset();
}

LineView Belief::view(std::size_t from) {
  spans_.clear();
  const auto first = from - std::min<std::size_t>(from, roll(40));
  for (auto t = std::min(first, seen_.size() - 1); t < seen_.size(); ++t) {
    if (spans_.empty() || spans_.back().state != seen_[t]) {
      spans_.push_back({second(static_cast<std::int64_t>(t)), seen_[t]});
    }
  }
  LineView view;
  view.spans = &spans_;
  view.known_until = second(static_cast<std::int64_t>(known_));
  if (undecided_) {
    view.undecided_since = second(static_cast<std::int64_t>(*undecided_));
  }
  view.detection = book::Seconds{truth_.detection};
  return view;
}

std::vector<LinkState> Belief::believed(std::size_t now) {
  if (roll(4) != 0) {
    const auto lag = roll(4) == 0 ? roll(120) : roll(20);
    known_ = std::min(kTruthEnd, std::max(known_, now - std::min(now, lag)));
  }
  auto seen = seen_;
  seen.resize(now + 1, seen_.back());
  std::copy_n(truth_.line.begin(), std::min(known_, now + 1), seen.begin());
  const auto belief = roll(6);
  auto state = known_ > 0 ? truth_.line[known_ - 1] : draw_state();
  for (auto t = known_; t <= now && belief < 3; ++t) {
    if (belief == 0) {
      state = truth_.line[std::min(t, kTruthEnd - 1)];
    } else if (belief == 1 && roll(30) == 0) {
      state = draw_state();
    }
    seen[t] = state;
  }
  return seen;
}

}  // namespace pantau::verdicts::test
