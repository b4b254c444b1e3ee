// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/behaviour.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/lab/ip.hpp"

namespace pantau::lab {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kSeed = 42;
constexpr std::uint64_t kAddress = 7;
constexpr std::uint64_t kDraws = 20'000;

nanoseconds draw(const Delay& delay, std::uint64_t counter, nanoseconds since_start = 0s) {
  return draw_delay(delay, PacketRandom(kSeed, kAddress, counter), counter, since_start, kAddress);
}

struct Moments {
  double mean;
  double deviation;
  double least;
  double most;
};

Moments moments_of(const Delay& delay) {
  double sum = 0;
  double squares = 0;
  Moments result{0, 0, 1e18, 0};
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const auto value = static_cast<double>(draw(delay, i).count());
    sum += value;
    squares += value * value;
    result.least = std::min(result.least, value);
    result.most = std::max(result.most, value);
  }
  result.mean = sum / static_cast<double>(kDraws);
  result.deviation = std::sqrt(squares / static_cast<double>(kDraws) - result.mean * result.mean);
  return result;
}

// The first numbers of SplitMix64 from the seeds 0 and 1234567 (Vigna's reference code).
TEST(CountyRandom, MixesAsSplitMix64Does) {
  EXPECT_EQ(mix(0), 0xe220a8397b1dcdafU);
  EXPECT_EQ(mix(0x9e3779b97f4a7c15U), 0x6e789e6aa1b965f4U);
  EXPECT_EQ(mix(1234567), 6457827717110365317U);
}

TEST(CountyRandom, GivesOnePacketTheSameNumbersAlways) {
  const PacketRandom once(1, 2, 3);
  const PacketRandom again(1, 2, 3);
  EXPECT_EQ(once.uniform(Draw::loss), again.uniform(Draw::loss));
  EXPECT_NE(once.uniform(Draw::loss), once.uniform(Draw::delay));
  EXPECT_NE(once.uniform(Draw::hop, 0), once.uniform(Draw::hop, 1));
  EXPECT_NE(once.uniform(Draw::loss), PacketRandom(2, 2, 3).uniform(Draw::loss)) << "seed";
  EXPECT_NE(once.uniform(Draw::loss), PacketRandom(1, 3, 3).uniform(Draw::loss)) << "address";
  EXPECT_NE(once.uniform(Draw::loss), PacketRandom(1, 2, 4).uniform(Draw::loss)) << "counter";
}

TEST(CountyRandom, NeverHappensAtZeroAndAlwaysAtOne) {
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const PacketRandom random(kSeed, kAddress, i);
    EXPECT_FALSE(random.happens(0, Draw::loss));
    EXPECT_TRUE(random.happens(1, Draw::loss));
  }
}

TEST(CountyDelay, FixedIsFixed) {
  EXPECT_EQ(draw({FixedDelay{650ms}}, 0), 650ms);
  EXPECT_EQ(draw({FixedDelay{650ms}}, 999), 650ms);
}

TEST(CountyDelay, UniformFillsItsRange) {
  const Moments moments = moments_of({UniformDelay{650ms, 100ms}});
  EXPECT_GE(moments.least, 550e6);
  EXPECT_LE(moments.most, 750e6);
  EXPECT_LT(moments.least, 551e6);
  EXPECT_GT(moments.most, 749e6);
  EXPECT_NEAR(moments.mean, 650e6, 2e6);
  EXPECT_NEAR(moments.deviation, 100e6 / std::sqrt(3.0), 2e6);
}

TEST(CountyDelay, NormalHasItsMeanAndDeviation) {
  const Moments moments = moments_of({NormalDelay{600ms, 30ms, 0ms}});
  EXPECT_NEAR(moments.mean, 600e6, 1e6);
  EXPECT_NEAR(moments.deviation, 30e6, 1e6);
}

TEST(CountyDelay, NormalNeverFallsBelowItsMinimum) {
  const Moments moments = moments_of({NormalDelay{600ms, 100ms, 480ms}});
  EXPECT_EQ(moments.least, 480e6);
}

TEST(CountyDelay, IsNeverNegative) {
  const Moments moments = moments_of({UniformDelay{1ms, 100ms}});
  EXPECT_EQ(moments.least, 0);
}

Delay recorded(bool sequential) {
  return {RecordedDelay{
      std::make_shared<const std::vector<nanoseconds>>(std::vector<nanoseconds>{10ms, 20ms, 30ms}),
      sequential}};
}

TEST(CountyDelay, PlaysARecordingRoundAndRound) {
  const Delay delay = recorded(true);
  EXPECT_EQ(draw(delay, 0), 10ms);
  EXPECT_EQ(draw(delay, 2), 30ms);
  EXPECT_EQ(draw(delay, 3), 10ms);
}

TEST(CountyDelay, DrawsEachSampleOfARecordingAlike) {
  const Delay delay = recorded(false);
  int middle = 0;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    middle += draw(delay, i) == 20ms ? 1 : 0;
  }
  EXPECT_NEAR(middle, static_cast<double>(kDraws) / 3, 200);
}

TEST(CountyDelay, StepsOnceASlotAndStaysInIt) {
  Delay delay{FixedDelay{30ms}};
  delay.step_every = 15s;
  delay.step_spread = 20ms;
  EXPECT_EQ(draw(delay, 0, 0s), draw(delay, 1, 14999ms));
  EXPECT_NE(draw(delay, 0, 0s), draw(delay, 0, 15s));
  for (int slot = 0; slot < 100; ++slot) {
    EXPECT_GE(draw(delay, 0, slot * 15s), 30ms);
    EXPECT_LT(draw(delay, 0, slot * 15s), 50ms);
  }
}

struct Losses {
  double ratio = 0;
  double mean_run = 0;
};

Losses losses_of(const Loss& loss) {
  constexpr std::uint64_t kPackets = 200'000;
  bool in_burst = false;
  bool before = false;
  int lost = 0;
  int runs = 0;
  for (std::uint64_t i = 0; i < kPackets; ++i) {
    const bool now = draw_loss(loss, PacketRandom(kSeed, kAddress, i), in_burst);
    lost += now ? 1 : 0;
    runs += now && !before ? 1 : 0;
    before = now;
  }
  return {lost / static_cast<double>(kPackets), runs > 0 ? lost / static_cast<double>(runs) : 0};
}

TEST(CountyLoss, IndependentLossHasItsProbability) {
  EXPECT_NEAR(losses_of({0.02, {}}).ratio, 0.02, 0.001);
  EXPECT_EQ(losses_of({0, {}}).ratio, 0);
  EXPECT_EQ(losses_of({1, {}}).ratio, 1);
}

// Stationary share of the burst state = enter / (enter + leave); its mean length = 1 / leave.
TEST(CountyLoss, BurstsHaveTheShareAndLengthOfGilbertAndElliott) {
  const Losses losses = losses_of({0, Burst{0.02, 0.2, 1}});
  EXPECT_NEAR(losses.ratio, 0.02 / 0.22, 0.006);
  EXPECT_NEAR(losses.mean_run, 5, 0.2);
}

TEST(CountyLoss, InsideABurstTheInnerProbabilityHoldsAlone) {
  bool in_burst = false;
  const Loss loss{1, Burst{1, 0, 0}};
  EXPECT_FALSE(draw_loss(loss, PacketRandom(kSeed, kAddress, 0), in_burst));
  EXPECT_TRUE(in_burst);
}

TEST(CountyLoss, ABurstThatIsNeverLeftLosesAll) {
  EXPECT_EQ(losses_of({0, Burst{1, 0, 1}}).ratio, 1);
}

TEST(CountyIp, ReadsBothFamilies) {
  EXPECT_EQ(to_string(parse_ip("198.18.6.1").value()), "198.18.6.1");
  EXPECT_EQ(to_string(parse_ip("2001:2:0::6").value()), "2001:2::6");
  EXPECT_FALSE(parse_ip("198.18.6"));
  EXPECT_FALSE(parse_ip("timika"));
}

std::string range_text(std::string_view text) {
  const auto range = parse_range(text);
  return range ? to_string(range->first) + " " + to_string(range->last) : "none";
}

TEST(CountyIp, ReadsRanges) {
  EXPECT_EQ(range_text("198.18.6.1"), "198.18.6.1 198.18.6.1");
  EXPECT_EQ(range_text("198.18.5.0/23"), "198.18.4.0 198.18.5.255");
  EXPECT_EQ(range_text("198.18.0.0/16 count 10000"), "198.18.0.0 198.18.39.15");
  EXPECT_EQ(range_text("198.18.0.1/16 count 256"), "198.18.0.1 198.18.1.0");
  EXPECT_EQ(range_text("2001:2::/112"), "2001:2:: 2001:2::ffff");
  EXPECT_EQ(range_text("0.0.0.0/0"), "0.0.0.0 255.255.255.255");
}

TEST(CountyIp, RefusesRangesThatDoNotFit) {
  EXPECT_EQ(range_text("198.18.0.1/24 count 256"), "none") << "one too many";
  EXPECT_EQ(range_text("198.18.0.0/24 count 256"), "198.18.0.0 198.18.0.255");
  EXPECT_EQ(range_text("198.18.0.0/24 count 0"), "none");
  EXPECT_EQ(range_text("198.18.0.0/33"), "none");
  EXPECT_EQ(range_text("198.18.0.0 count 5"), "none") << "no prefix";
  EXPECT_EQ(range_text("198.18.0.0/16 count many"), "none");
}

TEST(CountyIp, RangesContainTheirEnds) {
  const IpRange range = parse_range("198.18.0.1/16 count 10").value();
  EXPECT_TRUE(range.contains(parse_ip("198.18.0.1").value()));
  EXPECT_TRUE(range.contains(parse_ip("198.18.0.10").value()));
  EXPECT_FALSE(range.contains(parse_ip("198.18.0.0").value()));
  EXPECT_FALSE(range.contains(parse_ip("198.18.0.11").value()));
  EXPECT_FALSE(range.contains(parse_ip("2001:2::5").value()));
}

}  // namespace
}  // namespace pantau::lab
