// SPDX-License-Identifier: Apache-2.0
// The small pure parts of the runner: send keys, drops, pacing, the plan of ticks, errno.
#include <cerrno>

#include <gtest/gtest.h>

#include "probes/icmp/channel.hpp"
#include "probes/icmp/drop_watch.hpp"
#include "probes/icmp/send_keys.hpp"
#include "probes/icmp/send_pacer.hpp"
#include "probes/icmp/tick_plan.hpp"

namespace pantau::icmp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr net::SteadyTime kStart{std::chrono::hours{1}};

SendKeys::Sent echo(TargetId target) {
  return {.target = target, .number = 0, .at = kStart};
}

TEST(SendKeys, NumbersSendsFromZero) {
  SendKeys keys{8};
  keys.sent(echo(10));
  keys.sent(echo(11));
  EXPECT_EQ(keys.take(1)->target, 11U);
  EXPECT_EQ(keys.take(0)->target, 10U);
}

TEST(SendKeys, GivesEachEchoOnce) {
  SendKeys keys{8};
  keys.sent(echo(10));
  EXPECT_TRUE(keys.take(0));
  EXPECT_FALSE(keys.take(0));
}

TEST(SendKeys, KnowsNoKeyThatWasNotSent) {
  SendKeys keys{8};
  keys.sent(echo(10));
  EXPECT_FALSE(keys.take(1));
  EXPECT_FALSE(keys.take(0xffffffffU));
}

TEST(SendKeys, ForgetsWhatIsOlderThanTheRing) {
  SendKeys keys{8};
  for (TargetId target = 0; target < 9; ++target) {
    keys.sent(echo(target));
  }
  EXPECT_FALSE(keys.take(0));
  EXPECT_EQ(keys.take(1)->target, 1U);
  EXPECT_EQ(keys.take(8)->target, 8U);
}

TEST(SendKeys, RestartsAtZeroAndForgetsWhatWasSent) {
  SendKeys keys{8};
  for (TargetId target = 0; target < 20; ++target) {
    keys.sent(echo(target));
  }
  keys.restart(kStart + seconds{1});
  EXPECT_FALSE(keys.take(0));
  keys.sent(echo(99));
  EXPECT_EQ(keys.take(0)->target, 99U);
  EXPECT_FALSE(keys.take(19));
}

constexpr std::uint32_t kLimit = 1U << 20U;

TEST(DropWatch, CountsTheDifferenceAcrossAWrap) {
  DropWatch watch{{.queued = 0, .limit = kLimit, .drops = 0xfffffffeU}, false};
  EXPECT_EQ(watch.check({.queued = 0, .limit = kLimit, .drops = 3}).overflow, 5U);
  EXPECT_EQ(watch.check({.queued = 0, .limit = kLimit, .drops = 3}).overflow, 0U);
}

TEST(DropWatch, DropsWithAnEmptyBufferAreBadPacketsWhereTheKernelCountsThese) {
  DropWatch watch{{.queued = 0, .limit = kLimit, .drops = 0}, true};
  const auto drops = watch.check({.queued = kLimit / 8, .limit = kLimit, .drops = 7});
  EXPECT_EQ(drops.overflow, 0U);
  EXPECT_EQ(drops.checksum, 7U);
}

TEST(DropWatch, DropsWithAFilledBufferAreOverflow) {
  DropWatch watch{{.queued = 0, .limit = kLimit, .drops = 0}, true};
  EXPECT_EQ(watch.check({.queued = kLimit / 2, .limit = kLimit, .drops = 7}).overflow, 7U);
  // Full at the last check: it may have overflowed before we read it empty.
  EXPECT_EQ(watch.check({.queued = 0, .limit = kLimit, .drops = 8}).overflow, 1U);
  EXPECT_EQ(watch.check({.queued = 0, .limit = kLimit, .drops = 9}).checksum, 1U);
}

TEST(DropWatch, DropsWhileMuchWasReadAreOverflow) {
  DropWatch watch{{.queued = 0, .limit = kLimit, .drops = 0}, true};
  watch.drained(64);
  EXPECT_EQ(watch.check({.queued = 0, .limit = kLimit, .drops = 1}).overflow, 1U);
}

TEST(DropWatch, OtherSocketsDropOnlyByOverflow) {
  DropWatch watch{{.queued = 0, .limit = kLimit, .drops = 0}, false};
  EXPECT_EQ(watch.check({.queued = 0, .limit = kLimit, .drops = 7}).overflow, 7U);
}

TEST(SendPacer, LetsAllOutWhileOnTime) {
  SendPacer pacer;
  EXPECT_EQ(pacer.limit(milliseconds{0}), SendPacer::kMost);
  EXPECT_EQ(pacer.limit(milliseconds{50}), SendPacer::kMost);
}

TEST(SendPacer, AfterAStallSendsAtMostTwiceTheUsualUntilCaughtUp) {
  SendPacer pacer;
  for (int tick = 0; tick < 1000; ++tick) {
    (void)pacer.limit(milliseconds{0});
    pacer.sent(100, false);
  }
  int backlog = 3000;
  int ticks = 0;
  for (auto late = milliseconds{300}; backlog > 0; late = milliseconds{0}) {
    const std::size_t limit = pacer.limit(late);
    ASSERT_LE(limit, 264U);
    ASSERT_GE(limit, 200U);
    const int sent = std::min(backlog, static_cast<int>(limit));
    backlog += 100 - sent;
    pacer.sent(static_cast<std::size_t>(sent), backlog > 100);
    backlog = backlog > 100 ? backlog : 0;
    ++ticks;
  }
  EXPECT_GT(ticks, 10);
  EXPECT_EQ(pacer.limit(milliseconds{0}), SendPacer::kMost);
}

TEST(SendPacer, AStallAtTheVeryStartStillSends) {
  SendPacer pacer;
  EXPECT_GT(pacer.limit(seconds{5}), 0U);
}

TEST(SendPacer, CatchesUpSlowlyAfterAStallBeforeAnythingWasUsual) {
  SendPacer pacer;
  constexpr std::size_t kDue = 1000;  // in a tick: more than it sends at first
  std::size_t backlog = 10 * kDue;
  std::size_t before = 0;
  int ticks = 0;
  for (auto late = milliseconds{100}; backlog > 0 && ticks < 1000; late = milliseconds{0}) {
    const std::size_t limit = pacer.limit(late);
    ASSERT_LE(limit, before == 0 ? 64U : before + before / 10 + 1);
    const std::size_t sent = std::min(backlog, limit);
    backlog -= sent;
    pacer.sent(sent, backlog > 0);
    backlog += backlog > 0 ? kDue : 0;
    before = limit;
    ++ticks;
  }
  EXPECT_LT(ticks, 300);
  EXPECT_EQ(pacer.limit(milliseconds{0}), SendPacer::kMost);
}

TEST(TickPlan, SleepsUntilTheEngineWantsSomething) {
  const TickPlan plan;
  EXPECT_EQ(plan.next(kStart, kStart + milliseconds{370}), kStart + milliseconds{370});
}

TEST(TickPlan, IsOnTheGridAndAfterNow) {
  const TickPlan plan;
  const auto now = kStart + std::chrono::microseconds{1};
  EXPECT_EQ(plan.next(now, kStart - seconds{1}), kStart + milliseconds{10});
  EXPECT_EQ(plan.next(kStart, kStart), kStart + milliseconds{10});
}

TEST(TickPlan, WakesOnceASecondWithoutWork) {
  const TickPlan plan;
  EXPECT_EQ(plan.next(kStart, std::nullopt), kStart + seconds{1});
  EXPECT_EQ(plan.next(kStart, kStart + seconds{60}), kStart + seconds{1});
}

TEST(TickPlan, ManyEchoesMeanEveryTickAndFewEndThat) {
  TickPlan plan;
  plan.sent(TickPlan::kManyEchoes + 1, kStart);
  EXPECT_TRUE(plan.every_tick());
  EXPECT_EQ(plan.next(kStart, kStart + milliseconds{370}), kStart + milliseconds{10});
  plan.sent(TickPlan::kFewEchoes, kStart + seconds{1});
  EXPECT_TRUE(plan.every_tick());
  plan.sent(TickPlan::kFewEchoes - 1, kStart + seconds{2});
  EXPECT_FALSE(plan.every_tick());
}

TEST(UnsentReason, FollowsErrno) {
  EXPECT_EQ(unsent_reason(ENETUNREACH), UnsentReason::no_route);
  EXPECT_EQ(unsent_reason(EHOSTUNREACH), UnsentReason::no_route);
  EXPECT_EQ(unsent_reason(ENETDOWN), UnsentReason::no_route);
  EXPECT_EQ(unsent_reason(EINVAL), UnsentReason::no_route);
  EXPECT_EQ(unsent_reason(ENOBUFS), UnsentReason::no_buffer);
  EXPECT_EQ(unsent_reason(EAGAIN), UnsentReason::no_buffer);
  EXPECT_EQ(unsent_reason(EPERM), UnsentReason::filtered);
  EXPECT_EQ(unsent_reason(EACCES), UnsentReason::no_permission);
  EXPECT_EQ(unsent_reason(EMSGSIZE), UnsentReason::too_big);
  EXPECT_EQ(unsent_reason(EADDRNOTAVAIL), UnsentReason::no_address);
  EXPECT_EQ(unsent_reason(EIO), UnsentReason::other);
}

}  // namespace
}  // namespace pantau::icmp
