// SPDX-License-Identifier: Apache-2.0
// The minute of semantics.md 2 and the measurement counters.
#include "daemon/links/minute.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/links/book_fixture.hpp"

namespace pantau::links::test {
namespace {

using Kind = icmp::EchoEvent::Kind;

// Echoes leave at .250 of each second from 08:00:00 on: 60 in the first minute.
constexpr net::Nanoseconds kFirstMinuteFinal = 60s + 3s + 10s;

TEST(Minute, PercentileIsTheCeilOfPTimesNth) {
  MinuteCollector minutes;
  for (const int ms : {30, 10, 20, 40}) {
    minutes.answered(7, std::chrono::milliseconds{ms});
  }
  minutes.lost(7);
  minutes.answered(8, 1ms);
  const MinuteSummary row = minutes.finish(MinuteSlot{.id = 7, .start = kStart});
  EXPECT_EQ(row.sent, 5U);
  EXPECT_EQ(row.lost, 1U);
  EXPECT_EQ(row.min, 10ms);
  EXPECT_EQ(row.median, 20ms) << "ceil(0.5 * 4) = 2nd";
  EXPECT_EQ(row.p95, 40ms) << "ceil(0.95 * 4) = 4th";
  EXPECT_EQ(row.max, 40ms);
  EXPECT_EQ(row.variation(), 30ms);
}

TEST(Minute, PercentileOfTwentyValuesIsTheNineteenth) {
  MinuteCollector minutes;
  for (int ms = 20; ms >= 1; --ms) {
    minutes.answered(1, std::chrono::milliseconds{ms});
  }
  const MinuteSummary row = minutes.finish(MinuteSlot{.id = 1});
  EXPECT_EQ(row.p95, 19ms);
  EXPECT_EQ(row.median, 10ms);
  EXPECT_FALSE(minutes.finish(MinuteSlot{.id = 1}).decided()) << "a finished minute is empty";
}

TEST(Minute, IsCompleteTimeoutAndLateWindowAfterItsEnd) {
  FakeProber fake{plan({link("a")})};
  fake.run(kFirstMinuteFinal - 1s);
  EXPECT_FALSE(fake.numbers("a").minute);
  fake.run(2s);
  const LinkNumbers numbers = fake.numbers("a");
  ASSERT_TRUE(numbers.minute);
  EXPECT_EQ(numbers.minute->start, std::chrono::floor<std::chrono::minutes>(kStart));
  EXPECT_EQ(numbers.minute->sent, 60U);
  EXPECT_EQ(numbers.minute->lost, 0U);
  EXPECT_EQ(numbers.minute->min, 20ms);
  EXPECT_EQ(numbers.minute->max, 20ms);
}

TEST(Minute, CountsEchoesInTheMinuteTheyWereSentIn) {
  FakeProber fake{plan({link("a")})};
  fake.run(57500ms);
  fake.behave("a",
              {Behaviour::Kind::late, 9s});  // sent in :58 and :59, answered in the next minute
  fake.run(2s);
  fake.answers("a");
  fake.run(15s);
  ASSERT_TRUE(fake.numbers("a").minute);
  EXPECT_EQ(fake.numbers("a").minute->sent, 60U);
  EXPECT_EQ(fake.numbers("a").minute->lost, 2U);
  EXPECT_EQ(fake.numbers("a").minute->late, 2U);
  fake.run(60s);
  EXPECT_EQ(fake.numbers("a").minute->lost, 0U);
  EXPECT_EQ(fake.numbers("a").minute->late, 0U);
  EXPECT_EQ(fake.numbers("a").late, 2U);
}

TEST(Minute, WithoutADecidedEchoSaysSo) {
  FakeProber fake{plan({link("a")})};
  fake.run(59500ms);
  fake.behave("a", {Behaviour::Kind::unsent});
  fake.run(80s);
  ASSERT_TRUE(fake.numbers("a").minute);
  EXPECT_FALSE(fake.numbers("a").minute->decided());
  EXPECT_EQ(fake.numbers("a").minute->start,
            std::chrono::floor<std::chrono::minutes>(kStart) + 1min);
}

TEST(Minute, WaitsForAnEchoWhoseVerdictIsHeldUpByAStall) {
  FakeProber fake{plan({link("a")})};
  fake.by_hand("a");
  const net::SteadyTime sent = fake.now().steady + 58s;
  fake.run(58s);
  fake.record({fake.event("a", Kind::sent, 0, sent)});
  fake.run(30s);
  EXPECT_FALSE(fake.numbers("a").minute) << "its fate is not known";
  fake.answer("a", 0, sent, 40ms);
  fake.run(1s);
  ASSERT_TRUE(fake.numbers("a").minute);
  EXPECT_EQ(fake.numbers("a").minute->sent, 1U);
  EXPECT_EQ(fake.numbers("a").minute->median, 40ms);
}

TEST(Minute, AfterAStallWaitsForWhatTheSocketStillHolds) {
  FakeProber fake{plan({link("a")})};
  fake.by_hand("a");
  fake.run(60s);
  const net::SteadyTime sent = fake.now().steady - 5s;
  fake.lose("a", 0, sent);
  fake.stall(30s);
  fake.book.advance(fake.now());
  icmp::EchoEvent late = fake.event("a", Kind::late, 0, sent);
  late.rtt = 6s;
  fake.record({late});
  fake.run(2s);
  ASSERT_TRUE(fake.numbers("a").minute);
  EXPECT_EQ(fake.numbers("a").minute->late, 1U);
}

TEST(Minute, KeepsItsRowWhenAReloadShortensTheTimeout) {
  config::Plan slow = plan({link("a")});
  slow.links[0].profile.timeout = 20s;
  FakeProber fake{slow};
  fake.run(58500ms);
  fake.silence("a");  // :59 is lost at 01:19
  fake.run(1s);
  fake.answers("a");
  config::Plan quick = plan({link("a")});
  (void)fake.apply(quick);
  fake.run(kFirstMinuteFinal - 59s);
  EXPECT_FALSE(fake.numbers("a").minute) << "its last echo still has the old deadline";
  fake.run(20s);
  ASSERT_TRUE(fake.numbers("a").minute);
  EXPECT_EQ(fake.numbers("a").minute->sent, 60U);
  EXPECT_EQ(fake.numbers("a").minute->lost, 1U);
  fake.run(44s);
  EXPECT_EQ(fake.numbers("a").minute->start,
            std::chrono::floor<std::chrono::minutes>(kStart) + 1min)
      << "later minutes complete at the new time";
}

TEST(LinkNumbers, CountEachKindOfEventAndItsBytes) {
  FakeProber fake{plan({link("a")})};
  fake.by_hand("a");
  const net::SteadyTime sent = fake.now().steady;
  fake.run(5s);
  icmp::EchoEvent error = fake.event("a", Kind::icmp_error, 2, sent);
  error.reason = static_cast<std::uint8_t>(icmp::IcmpErrorReason::ttl_exceeded);
  error.from = *net::parse_address("198.18.0.1");
  icmp::EchoEvent own_error = error;
  own_error.from = *net::parse_address("198.18.0.9");
  fake.record({fake.event("a", Kind::sent, 0, sent),
               fake.event("a", Kind::answered, 0, sent),
               fake.event("a", Kind::reordered, 0, sent),
               fake.event("a", Kind::duplicate, 0, sent),
               fake.event("a", Kind::sent, 1, sent),
               fake.event("a", Kind::corrupt, 1, sent),
               fake.event("a", Kind::lost, 1, sent),
               fake.event("a", Kind::late, 1, sent),
               fake.event("a", Kind::sent, 2, sent),
               error,
               own_error});
  fake.book.record_dns_failure(0);
  const LinkNumbers numbers = fake.numbers("a");
  EXPECT_EQ(numbers.probes, 2U);
  EXPECT_EQ(numbers.lost, 1U);
  EXPECT_EQ(numbers.late, 1U);
  EXPECT_EQ(numbers.duplicates, 1U);
  EXPECT_EQ(numbers.reordered, 1U);
  EXPECT_EQ(numbers.corrupt, 1U);
  EXPECT_EQ(numbers.icmp_errors[4], 2U);
  EXPECT_EQ(numbers.dns_failures, 1U);
  EXPECT_EQ(numbers.bytes_to_site, 3 * 84U);
  EXPECT_EQ(numbers.bytes_from_site, 5 * 84U)
      << "answer, duplicate, corrupt, late, and the error of the address itself";
}

TEST(LinkNumbers, KnowTheLatestReply) {
  FakeProber fake{plan({link("a")})};
  fake.run(10s);
  const LinkNumbers numbers = fake.numbers("a");
  EXPECT_EQ(*numbers.last_reply, kStart + 9s + 20ms);
  EXPECT_EQ(numbers.reply_hop_limit, 60);
  EXPECT_EQ(numbers.last_answered, std::optional{true});
  EXPECT_EQ(numbers.last_rtt, 20ms);
  fake.silence("a");
  fake.run(5s);
  EXPECT_EQ(fake.numbers("a").last_answered, std::optional{false});
}

TEST(LinkNumbers, JitterIsTheEstimatorOfRfc3550OverAnsweredEchoesInOrderOfSending) {
  FakeProber fake{plan({link("a")})};
  fake.by_hand("a");
  const net::SteadyTime sent = fake.now().steady;
  fake.run(10s);
  fake.answer("a", 0, sent, 100ms);
  EXPECT_EQ(fake.numbers("a").jitter_samples, 0U);
  fake.answer("a", 2, sent + 2s, 132ms);
  fake.lose("a", 1, sent + 1s);
  EXPECT_EQ(fake.numbers("a").jitter_samples, 1U);
  EXPECT_DOUBLE_EQ(fake.numbers("a").jitter_seconds, 0.002);
  fake.answer("a", 3, sent + 3s, 100ms);
  EXPECT_DOUBLE_EQ(fake.numbers("a").jitter_seconds, 0.002 + (0.032 - 0.002) / 16);
}

TEST(LinkNumbers, RoundTripsFallIntoTheBucketsWhoseBoundTheyDoNotExceed) {
  RttHistogram histogram;
  histogram.observe(1ms);
  histogram.observe(1ms + 1ns);
  histogram.observe(3s);
  histogram.observe(5s);
  histogram.observe(5s + 1ns);
  EXPECT_EQ(histogram.counts[0], 1U);
  EXPECT_EQ(histogram.counts[1], 1U);
  EXPECT_EQ(histogram.counts[25], 1U);
  EXPECT_EQ(histogram.counts[26], 1U);
  EXPECT_EQ(histogram.counts[27], 1U);
  EXPECT_NEAR(histogram.sum_seconds, 13.002, 1e-6);
}

TEST(LinkNumbers, ReplyFasterThanTheSatelliteIsToldOnceAnHour) {
  config::Plan geo = plan({link("a"), link("b")});
  geo.links[0].technology = "geo-vsat";
  FakeProber fake{geo};
  fake.answers("a", 600ms);
  fake.run(20s);
  EXPECT_FALSE(fake.numbers("a").rtt_below_physics);
  EXPECT_FALSE(fake.numbers("b").rtt_below_physics) << "20 ms are no wonder on fibre";
  fake.answers("a", 476ms);
  fake.run(30min);
  EXPECT_TRUE(fake.numbers("a").rtt_below_physics);
  std::vector<Notice> notices = fake.book.take_notices();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].link, "a");
  EXPECT_EQ(notices[0].rtt, 476ms);
  fake.run(31min);
  EXPECT_EQ(fake.book.take_notices().size(), 1U);
  fake.answers("a", 600ms);
  fake.run(3min);
  EXPECT_FALSE(fake.numbers("a").rtt_below_physics);
}

TEST(LinkNumbers, OfADefaultLinkStayUnderThreeKibibytes) {
  std::vector<config::Link> links;
  links.reserve(50);
  for (int number = 0; number < 50; ++number) {
    links.push_back(link("link-" + std::to_string(number)));  // 1 s is the most by default
  }
  FakeProber fake{plan(links)};
  fake.run(5min);
  const std::size_t bytes = fake.book.memory_bytes() / links.size();
  RecordProperty("bytes_per_link", static_cast<int>(bytes));
  EXPECT_LE(bytes, 3072U);
  EXPECT_LE(sizeof(LinkNumbers), 768U);
}

}  // namespace
}  // namespace pantau::links::test
