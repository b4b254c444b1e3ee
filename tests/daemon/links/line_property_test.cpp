// SPDX-License-Identifier: Apache-2.0
// What semantics.md 5 and 10 promise about one line, over random histories.
// clang-format off
#include <gtest/gtest.h>  // before rapidcheck/gtest.h, which uses it without including it
#include <rapidcheck/gtest.h>
// clang-format on

#include <algorithm>
#include <array>
#include <ostream>
#include <random>
#include <string>

#include "tests/daemon/links/line_fixture.hpp"
#include "tests/daemon/links/line_oracle.hpp"

namespace pantau::links::test {
namespace {

/// A stretch of a link's life: echoes of one kind or mixed, then something that happens.
struct Stretch {
  int kind = 0;
  int seconds = 1;
  int event = 0;
  unsigned seed = 0;
};

// rapidcheck finds it by this name.
// NOLINTNEXTLINE(readability-identifier-naming)
void showValue(const Stretch& stretch, std::ostream& out) {
  out << "{kind " << stretch.kind << ", " << stretch.seconds << " s, event " << stretch.event
      << ", seed " << stretch.seed << '}';
}

rc::Gen<Stretch> stretches() {
  return rc::gen::apply(
      [](int kind, int seconds, int event, unsigned seed) {
        return Stretch{kind, seconds, event, seed};
      },
      rc::gen::inRange(0, 8),
      rc::gen::inRange(1, 400),
      rc::gen::inRange(0, 16),
      rc::gen::arbitrary<unsigned>());
}

/// Echoes of a stretch. Kinds: all answered, all lost, and mixtures.
std::string echoes_of(const Stretch& stretch) {
  static constexpr std::array<const char*, 8> kMixtures{
      "A", "L", "LLLLLLLA", "LLLLA", "LLLA", "AAAAAAAL", "AsLv", "LLLv-A"};
  const std::string mixture = kMixtures.at(static_cast<std::size_t>(stretch.kind));
  std::mt19937 random{stretch.seed};
  std::string echoes;
  for (int at = 0; at < stretch.seconds; ++at) {
    echoes += mixture[random() % mixture.size()];
  }
  return echoes;
}

std::string echoes_of(const std::vector<Stretch>& history) {
  std::string echoes;
  for (const Stretch& stretch : history) {
    echoes += echoes_of(stretch);
  }
  return echoes;
}

void happen(LineFeed& feed, const Stretch& stretch) {
  switch (stretch.event) {
    case 0:
      feed.blind();
      break;
    case 1:
    case 2:
      feed.see();
      break;
    case 3:
      feed.stall(stretch.seconds);
      break;
    case 4:
      feed.skip(stretch.seconds);
      break;
    case 5:
      feed.change_address();
      break;
    case 6:
      feed.stop();
      break;
    default:
      break;
  }
}

LineSettings any_settings() {
  static constexpr std::array<int, 4> kIntervals{1, 2, 5, 15};
  LineSettings settings;
  settings.start = *rc::gen::inRange(0, 60);
  settings.interval = kIntervals.at(*rc::gen::inRange<std::size_t>(0, kIntervals.size()));
  settings.timeout = *rc::gen::inRange(1, 10);
  settings.late_window = *rc::gen::inRange(2, 12);
  settings.runs.down_after = *rc::gen::inRange(1U, 20U);
  settings.runs.up_after = *rc::gen::inRange(1U, 10U);
  settings.minutes.loss_threshold = *rc::gen::element(0.5, 0.75, 0.9);
  return settings;
}

void check_spans(const Line& line) {
  const std::vector<book::Span>& spans = line.spans();
  RC_ASSERT(!spans.empty());
  for (std::size_t at = 1; at < spans.size(); ++at) {
    RC_ASSERT(spans[at - 1].start < spans[at].start);
    RC_ASSERT(spans[at - 1].state != spans[at].state);
  }
  RC_ASSERT((line.degraded() != 0) == (line.state() == LinkState::degraded));
}

/// State of each second from `from` to `to`.
std::vector<LinkState> seconds_of(const Line& line, int from, int to) {
  const std::vector<book::Span>& spans = line.spans();
  std::vector<LinkState> seconds;
  std::size_t at = 0;
  for (int time = from; time < to; ++time) {
    while (at + 1 < spans.size() && spans[at + 1].start <= second(time)) {
      ++at;
    }
    RC_ASSERT(spans[at].start <= second(time));
    seconds.push_back(spans[at].state);
  }
  return seconds;
}

/// As spans, to be read.
std::string text_of(const std::vector<LinkState>& seconds, int first) {
  std::string text;
  for (std::size_t at = 0; at < seconds.size(); ++at) {
    if (at == 0 || seconds[at] != seconds[at - 1]) {
      text += std::string{name(seconds[at])} + ' ' + std::to_string(first + static_cast<int>(at));
      text += ", ";
    }
  }
  return text;
}

/// Two of the same: one settles as far as it is known at every step, the other never does.
class Twins {
 public:
  explicit Twins(const LineSettings& settings)
      : settled_(settings), open_(settings), first_(settings.start), known_(settings.start) {}

  void live(const Stretch& stretch) {
    for (const char echo : echoes_of(stretch)) {
      const std::string one(1, echo);
      settled_.feed(one);
      open_.feed(one);
      check();
    }
    happen(settled_, stretch);
    happen(open_, stretch);
    check();
  }

  /// All that was ever said to be known is still so.
  void check_all() const {
    RC_ASSERT(text_of(seconds_of(open_.line, first_, known_), first_) == text_of(told_, first_));
    RC_ASSERT(static_cast<int>(told_.size()) == known_ - first_);
  }

 private:
  void check() {
    check_spans(open_.line);
    check_spans(settled_.line);
    const int known = open_.known();
    RC_ASSERT(known >= known_);
    RC_ASSERT(settled_.known() == known);
    RC_ASSERT(known <= std::max(open_.now(), first_));
    const std::vector<LinkState> more = seconds_of(settled_.line, known_, known);
    RC_ASSERT(text_of(more, known_) == text_of(seconds_of(open_.line, known_, known), known_));
    told_.insert(told_.end(), more.begin(), more.end());
    known_ = known;
    settled_.settle();
    RC_ASSERT(settled_.line.spans().front().start <= second(known_));
    const int now = open_.now() + 1;
    RC_ASSERT(text_of(seconds_of(settled_.line, known_, now), known_) ==
              text_of(seconds_of(open_.line, known_, now), known_));
    RC_ASSERT(settled_.line.state() == open_.line.state());
    RC_ASSERT(settled_.line.degraded() == open_.line.degraded());
  }

  LineFeed settled_;
  LineFeed open_;
  int first_;
  int known_;
  std::vector<LinkState> told_;
};

RC_GTEST_PROP(LineProperty, WhatIsKnownIsNeverDatedOtherwiseAndNoSecondIsLost, ()) {
  const auto history = *rc::gen::container<std::vector<Stretch>>(12, stretches());
  Twins twins{any_settings()};
  for (const Stretch& stretch : history) {
    twins.live(stretch);
  }
  twins.check_all();
}

RC_GTEST_PROP(LineProperty, WhatIsKnownIsWhatTheDefinitionsSay, ()) {
  const LineSettings settings = any_settings();
  LineFeed feed{settings};
  std::vector<LinkState> told;
  int known = settings.start;
  const auto history = *rc::gen::container<std::vector<Stretch>>(12, stretches());
  for (char echo : echoes_of(history)) {
    echo = echo == 'v' || echo == '-' ? 'A' : echo;
    feed.feed(std::string(1, echo));
    const int more = feed.known();
    const std::vector<LinkState> states = seconds_of(feed.line, known, more);
    told.insert(told.end(), states.begin(), states.end());
    known = more;
    feed.settle();
  }
  RC_ASSERT(text_of(told, settings.start) ==
            text_of(states_by_definition(settings, feed.sent, known), settings.start));
}

RC_GTEST_PROP(LineProperty, ALinkThatAlwaysAnswersIsNeverDown, ()) {
  auto history = *rc::gen::container<std::vector<Stretch>>(12, stretches());
  LineFeed feed{any_settings()};
  for (Stretch& stretch : history) {
    for (char echo : echoes_of(stretch)) {
      echo = echo == 'L' ? 'A' : echo;
      feed.feed(std::string(1, echo));
      RC_ASSERT(feed.line.state() != LinkState::down);
    }
    happen(feed, stretch);
  }
  RC_ASSERT(feed.course().find("down") == std::string::npos);
}

RC_GTEST_PROP(LineProperty, NothingBecomesDownWhileBlind, ()) {
  const auto history = *rc::gen::container<std::vector<Stretch>>(12, stretches());
  LineFeed feed{any_settings()};
  for (const Stretch& stretch : history) {
    for (const char echo : echoes_of(stretch)) {
      const bool blind = feed.is_blind();
      const LinkState before = feed.line.state();
      feed.feed(std::string(1, echo));
      if (blind && feed.is_blind() && feed.line.state() == LinkState::down) {
        RC_ASSERT(before == LinkState::down);
      }
    }
    happen(feed, stretch);
  }
}

}  // namespace
}  // namespace pantau::links::test
