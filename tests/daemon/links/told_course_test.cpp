// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/told_course.hpp"

#include <gtest/gtest.h>

namespace pantau::links {
namespace {

using book::LinkState;
using book::Span;
using namespace std::chrono_literals;

constexpr book::Second kNoon{1'790'000'000s};

book::Segment segment(book::Second start, std::optional<book::Second> end, LinkState state) {
  return {.start = start,
          .end = end,
          .state = state,
          .roots = {"hub"},
          .proposed = book::Cause::unknown,
          .planned = false,
          .evidence = {}};
}

book::LinkMemory up_until_noon(std::vector<book::Segment> segments) {
  book::LinkMemory memory;
  memory.link = "a";
  memory.first = kNoon - 24h;
  memory.settled_until = kNoon;
  memory.state = LinkState::up;
  if (!segments.empty()) {
    memory.open.emplace();
    memory.open->segments = std::move(segments);
  }
  return memory;
}

TEST(ToldCourse, IsNothingWithoutAnOutage) {
  const ToldCourse told = told_course(up_until_noon({}), kNoon + 1h);
  EXPECT_TRUE(told.spans.empty());
  EXPECT_EQ(told.until, kNoon);
}

TEST(ToldCourse, IsTheOutageUpToWhatIsKnown) {
  const auto memory = up_until_noon({segment(kNoon + 10s, {}, LinkState::down)});
  const ToldCourse told = told_course(memory, kNoon + 100s);
  const std::vector<Span> expected{{kNoon, LinkState::unknown}, {kNoon + 10s, LinkState::down}};
  EXPECT_EQ(told.spans, expected);
  EXPECT_EQ(told.until, kNoon + 100s);
}

TEST(ToldCourse, GoesOnWhereTheBookEnds) {
  auto memory = up_until_noon({segment(kNoon - 1h, {}, LinkState::unreachable)});
  memory.state = LinkState::unreachable;
  const ToldCourse told = told_course(memory, kNoon + 100s);
  EXPECT_TRUE(told.spans.empty());
  EXPECT_EQ(told.until, kNoon + 100s);
}

TEST(ToldCourse, HasUnknownTimeBetweenSegmentsAndEndsWithTheLast) {
  const auto memory = up_until_noon({segment(kNoon, kNoon + 20s, LinkState::unreachable),
                                     segment(kNoon + 20s, kNoon + 30s, LinkState::down),
                                     segment(kNoon + 50s, kNoon + 60s, LinkState::down)});
  const ToldCourse told = told_course(memory, kNoon + 1h);
  const std::vector<Span> expected{{kNoon, LinkState::unreachable},
                                   {kNoon + 20s, LinkState::down},
                                   {kNoon + 30s, LinkState::unknown},
                                   {kNoon + 50s, LinkState::down}};
  EXPECT_EQ(told.spans, expected);
  EXPECT_EQ(told.until, kNoon + 60s) << "what came after is not told";
}

TEST(ToldCourse, EndsAtWhatIsKnown) {
  const auto memory = up_until_noon({segment(kNoon, kNoon + 20s, LinkState::unreachable),
                                     segment(kNoon + 20s, {}, LinkState::down)});
  const ToldCourse told = told_course(memory, kNoon + 15s);
  EXPECT_EQ(told.spans, (std::vector<Span>{{kNoon, LinkState::unreachable}}));
  EXPECT_EQ(told.until, kNoon + 15s);
  EXPECT_EQ(told_course(memory, kNoon - 1s).until, kNoon) << "it never goes back";
}

}  // namespace
}  // namespace pantau::links
