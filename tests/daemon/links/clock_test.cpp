// SPDX-License-Identifier: Apache-2.0
// Book clock (semantics.md 5) and clock steps (rows 27 and 28 of the table of faults).
#include <gtest/gtest.h>

#include "daemon/links/book_clock.hpp"
#include "tests/daemon/links/book_fixture.hpp"

namespace pantau::links::test {
namespace {

/// The three clocks, moved by hand.
struct Clocks {
  net::Now now{.steady = net::SteadyTime{500s}, .wall = kStart, .boot = net::BootTime{500s}};

  void pass(net::Nanoseconds by) { now = {now.steady + by, now.wall + by, now.boot + by}; }
};

/// Seconds (with fraction) since kStart.
double after_start(net::WallTime time) {
  return std::chrono::duration<double>(time - kStart).count();
}

TEST(BookClock, FollowsUtc) {
  Clocks clocks;
  BookClock clock{net::WallTime{}};
  (void)clock.observe(clocks.now);
  EXPECT_EQ(clock.book(clocks.now.steady), kStart);
  EXPECT_EQ(clock.book(clocks.now.steady + 90s), kStart + 90s);
  EXPECT_EQ(clock.book(clocks.now.steady - 5s), kStart - 5s);
}

TEST(BookClock, BooksNoStepBeforeItHasHeldForTenMinutes) {
  Clocks clocks;
  BookClock clock{net::WallTime{}};
  (void)clock.observe(clocks.now);
  clocks.now.wall += 24h;
  clocks.pass(1s);
  EXPECT_TRUE(clock.observe(clocks.now).step);
  for (int second = 0; second < 599; ++second) {
    clocks.pass(1s);
    const BookClock::Seen seen = clock.observe(clocks.now);
    EXPECT_FALSE(seen.step);
    EXPECT_FALSE(seen.skipped);
  }
  EXPECT_DOUBLE_EQ(after_start(clock.book(clocks.now.steady)), 600);
  clocks.pass(1s);
  const BookClock::Seen seen = clock.observe(clocks.now);
  ASSERT_TRUE(seen.skipped);
  EXPECT_EQ(seen.skipped->from, cut_to_second(kStart + 601s));
  EXPECT_EQ(seen.skipped->to, cut_to_second(kStart + 601s + 24h));
  EXPECT_EQ(clock.book(clocks.now.steady), kStart + 601s + 24h);
  EXPECT_DOUBLE_EQ(after_start(clock.book(clocks.now.steady - 10s)), 591) << "what is dated stays";
}

TEST(BookClock, ForgetsAStepThatIsTakenBack) {
  Clocks clocks;
  BookClock clock{net::WallTime{}};
  (void)clock.observe(clocks.now);
  clocks.now.wall -= 2h;
  clocks.pass(1s);
  EXPECT_TRUE(clock.observe(clocks.now).step);
  clocks.pass(9min);
  (void)clock.observe(clocks.now);
  clocks.now.wall += 2h;
  clocks.pass(2min);
  const BookClock::Seen seen = clock.observe(clocks.now);
  EXPECT_FALSE(seen.moved);
  EXPECT_DOUBLE_EQ(after_start(clock.book(clocks.now.steady)), 661);
}

TEST(BookClock, StandsStillAfterAStepBackUntilUtcPassesTheMark) {
  Clocks clocks;
  BookClock clock{net::WallTime{}};
  (void)clock.observe(clocks.now);
  clocks.now.wall -= 2h;
  (void)clock.observe(clocks.now);
  clocks.pass(10min);
  EXPECT_TRUE(clock.observe(clocks.now).moved);
  EXPECT_DOUBLE_EQ(after_start(clock.book(clocks.now.steady)), 600);
  EXPECT_EQ(clock.utc(clocks.now.steady), clocks.now.wall);
  clocks.pass(119min);
  (void)clock.observe(clocks.now);
  EXPECT_DOUBLE_EQ(after_start(clock.book(clocks.now.steady)), 600);
  clocks.pass(2min);
  (void)clock.observe(clocks.now);
  EXPECT_DOUBLE_EQ(after_start(clock.book(clocks.now.steady)), 660);
}

TEST(BookClock, WithoutABatteryStartsAtItsMarkAndBooksTheRightTimeWhenItHolds) {
  Clocks clocks;
  clocks.now.wall = net::WallTime{};  // 1970
  BookClock clock{kStart};
  (void)clock.observe(clocks.now);
  EXPECT_EQ(clock.book(clocks.now.steady), kStart);
  clocks.now.wall = kStart + 1h;
  (void)clock.observe(clocks.now);
  EXPECT_EQ(clock.book(clocks.now.steady), kStart);
  clocks.pass(10min);
  const BookClock::Seen seen = clock.observe(clocks.now);
  ASSERT_TRUE(seen.skipped);
  EXPECT_EQ(seen.skipped->from, cut_to_second(kStart));
  EXPECT_EQ(clock.book(clocks.now.steady), kStart + 70min);
}

TEST(BookClock, FollowsSmallChangesAtOnceAndNeverGoesBack) {
  Clocks clocks;
  BookClock clock{net::WallTime{}};
  (void)clock.observe(clocks.now);
  net::WallTime before = kStart;
  for (int second = 0; second < 3600; ++second) {
    clocks.pass(1s);
    clocks.now.wall -= 90ms;  // a hard slew
    EXPECT_FALSE(clock.observe(clocks.now).step);
    const net::WallTime book = clock.book(clocks.now.steady);
    ASSERT_GE(book, before);
    before = book;
  }
  EXPECT_LE(before - clocks.now.wall, 90ms);
}

TEST(BookClock, TakesALeapSecondAsAStepThatIsBookedLater) {
  Clocks clocks;
  BookClock clock{net::WallTime{}};
  (void)clock.observe(clocks.now);
  clocks.now.wall -= 1s;
  EXPECT_TRUE(clock.observe(clocks.now).step);
  clocks.pass(10min);
  (void)clock.observe(clocks.now);
  EXPECT_DOUBLE_EQ(after_start(clock.book(clocks.now.steady)), 600);
  clocks.pass(2s);
  EXPECT_DOUBLE_EQ(after_start(clock.book(clocks.now.steady)), 601);
}

TEST(BookClock, SeesASuspendAsTimePassedNotAsAStep) {
  Clocks clocks;
  BookClock clock{net::WallTime{}};
  (void)clock.observe(clocks.now);
  clocks.now.wall += 8h;
  clocks.now.boot += 8h;
  const BookClock::Seen seen = clock.observe(clocks.now);
  EXPECT_FALSE(seen.step);
  EXPECT_EQ(seen.suspended, 8h);
  EXPECT_EQ(clock.book(clocks.now.steady), kStart + 8h);
  EXPECT_EQ(clock.observe(clocks.now).suspended, 0s);
}

TEST(BookClock, BeginsNoEarlierThanTheBuildDate) {
  LinkBook book;
  const auto one = std::make_shared<const config::Plan>(plan({link("a")}));
  const net::Now in_1970{net::SteadyTime{1s}, net::WallTime{}, net::BootTime{1s}};
  (void)book.apply(one, in_1970);
  EXPECT_GE(book.snapshot(in_1970).links.at(0).since,
            net::WallTime{std::chrono::sys_days{std::chrono::year{2026} / 11 / 1}});
}

class ClockStep : public ::testing::TestWithParam<net::Nanoseconds> {};

TEST_P(ClockStep, ChangesNeitherStatesNorCountersNorTheirDates) {
  FakeProber stepped{plan_with_anchor({link("a"), link("b")})};
  FakeProber steady{plan_with_anchor({link("a"), link("b")})};
  for (FakeProber* fake : {&stepped, &steady}) {
    fake->run(30s);
    if (fake == &stepped) {
      fake->step_wall(GetParam());
    }
    fake->run(30s);
    fake->silence("b");
    fake->run(60s);
    fake->answers("b");
    fake->run(3min);
  }
  const LinkNumbers with = stepped.numbers("b");
  const LinkNumbers without = steady.numbers("b");
  EXPECT_EQ(with.state, LinkState::up);
  EXPECT_EQ(with.probes, without.probes);
  EXPECT_EQ(with.lost, without.lost);
  EXPECT_EQ(with.since, without.since) << "the step is booked only if it holds";
  EXPECT_EQ(with.rtt.counts, without.rtt.counts);
  ASSERT_EQ(stepped.book.take_notices().size(), 1U);
}

TEST_P(ClockStep, OnceBookedLetsProbingStatesAndGaugesGoOn) {
  FakeProber fake{plan({link("a"), link("b")})};
  fake.run(30s);
  fake.step_wall(GetParam());
  fake.run(12min);
  fake.silence("b");
  fake.answers("a", 77ms);
  fake.run(3min);
  EXPECT_EQ(fake.state("a"), LinkState::up);
  EXPECT_EQ(fake.state("b"), LinkState::down);
  const LinkNumbers numbers = fake.numbers("a");
  ASSERT_TRUE(numbers.minute);
  EXPECT_EQ(numbers.minute->median, 77ms);
  EXPECT_EQ(numbers.minute->sent, 60U);
  EXPECT_LE(fake.now().wall - numbers.minute->start, 3min);
  EXPECT_EQ(numbers.probes, 930U);
  EXPECT_LE(fake.now().wall - *numbers.last_reply, 2s);
  // Whatever the clock did: no border before one told already.
  std::map<std::string, net::WallTime> last;
  for (const StateChange& change : fake.book.take_changes()) {
    EXPECT_GE(change.since, last[change.link]);
    last[change.link] = change.since;
  }
  if (GetParam() < 0s) {
    EXPECT_EQ(fake.since("b"), 630) << "the book stands still";
  }
}

INSTANTIATE_TEST_SUITE_P(Steps,
                         ClockStep,
                         ::testing::Values(-2h, 24h, -2h - (kStart - net::WallTime{}) + 2h, 1h));

TEST(ClockStep, ForwardTellsTheSecondsThatTheBookPassedOver) {
  FakeProber fake{plan({link("a")})};
  fake.run(30s);
  fake.step_wall(24h);
  fake.run(11min);
  const std::vector<Notice> notices = fake.book.take_notices();
  ASSERT_EQ(notices.size(), 2U);
  EXPECT_EQ(notices[0].kind, Notice::Kind::clock_step);
  EXPECT_EQ(notices[1].kind, Notice::Kind::book_skipped);
  EXPECT_EQ(notices[1].to - notices[1].from, 24h);
}

}  // namespace
}  // namespace pantau::links::test
