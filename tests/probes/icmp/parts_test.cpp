// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "probes/icmp/address_table.hpp"
#include "probes/icmp/engine.hpp"
#include "probes/icmp/ledger.hpp"
#include "probes/icmp/phases.hpp"
#include "probes/icmp/wheel.hpp"
#include "tests/probes/icmp/engine_fixture.hpp"

namespace pantau::icmp::testing {
namespace {

using namespace std::chrono_literals;

TEST(Tick, RoundsDownAndUpAlsoBelowZero) {
  EXPECT_EQ(floor_tick(net::SteadyTime{29ms}), 2);
  EXPECT_EQ(ceil_tick(net::SteadyTime{21ms}), 3);
  EXPECT_EQ(ceil_tick(net::SteadyTime{30ms}), 3);
  EXPECT_EQ(floor_tick(net::SteadyTime{-1ns}), -1);
  EXPECT_EQ(floor_tick(net::SteadyTime{-10ms}), -1);
  EXPECT_EQ(ceil_tick(net::SteadyTime{-1ns}), 0);
}

class WheelTest : public ::testing::Test {
 protected:
  WheelTest() { wheel.reserve(100); }

  std::vector<std::uint32_t> pop_all(std::int64_t now_tick) {
    std::vector<std::uint32_t> popped;
    while (const auto index = wheel.pop(now_tick)) {
      popped.push_back(*index);
    }
    return popped;
  }

  Wheel wheel;
};

TEST_F(WheelTest, GivesNothingBeforeItsTick) {
  wheel.insert(1, 500, 0);
  EXPECT_TRUE(pop_all(499).empty());
  EXPECT_EQ(wheel.next_tick(), 500);
  EXPECT_EQ(pop_all(500), std::vector<std::uint32_t>{1});
  EXPECT_EQ(wheel.next_tick(), std::nullopt);
}

TEST_F(WheelTest, GivesTheEarliestFirst) {
  wheel.insert(1, 300, 0);
  wheel.insert(2, 100, 0);
  wheel.insert(3, 200, 0);
  EXPECT_EQ(pop_all(1000), (std::vector<std::uint32_t>{2, 3, 1}));
}

TEST_F(WheelTest, FindsTheNextTickAcrossItsEnd) {
  for (const std::int64_t start : {0, 1, 63, 64, 8191, 8192, 123456789, -5, -8192}) {
    for (const int distance : {0, 1, 63, 64, 65, 8000, 8191}) {
      Wheel fresh;
      fresh.reserve(1);
      fresh.insert(0, start + distance, start);
      EXPECT_EQ(fresh.next_tick(), start + distance) << start << " + " << distance;
      EXPECT_FALSE(fresh.pop(start + distance - 1).has_value());
      EXPECT_TRUE(fresh.pop(start + distance).has_value());
    }
  }
}

TEST_F(WheelTest, GivesWhatIsBeyondItsReachTooEarlyRatherThanTooLate) {
  wheel.insert(1, 1'000'000, 0);
  EXPECT_EQ(wheel.next_tick(), 8191);
}

TEST_F(WheelTest, PutsThePastAtTheCursor) {
  wheel.insert(1, 100, 0);
  EXPECT_EQ(pop_all(100).size(), 1U);
  wheel.insert(2, 200, 100);
  wheel.insert(3, 50, 100);
  EXPECT_EQ(pop_all(100), std::vector<std::uint32_t>{3});
}

TEST_F(WheelTest, ErasesFromTheMiddleOfASlot) {
  for (const std::uint32_t index : {1U, 2U, 3U}) {
    wheel.insert(index, 10, 0);
  }
  wheel.erase(2);
  wheel.erase(2);
  wheel.erase(99);
  auto left = pop_all(10);
  std::sort(left.begin(), left.end());
  EXPECT_EQ(left, (std::vector<std::uint32_t>{1, 3}));
  wheel.insert(2, 20, 10);
  EXPECT_EQ(pop_all(20), std::vector<std::uint32_t>{2});
}

TEST_F(WheelTest, ErasesTheLastOfASlot) {
  wheel.insert(1, 10, 0);
  wheel.insert(2, 11, 0);
  wheel.erase(1);
  EXPECT_EQ(wheel.next_tick(), 11);
}

Echo echo_with(std::uint16_t sequence) {
  Echo echo{};
  echo.sequence = sequence;
  return echo;
}

TEST(EchoLedger, KeepsNumbersAcrossTheWrapOf32Bits) {
  EchoLedger ledger;
  ledger.restart(UINT32_MAX - 1);
  for (std::uint16_t i = 0; i < 5; ++i) {
    ledger.push(echo_with(i));
  }
  EXPECT_EQ(ledger.next_number(), 3U);
  EXPECT_EQ(ledger.find(UINT32_MAX)->sequence, 1);
  EXPECT_EQ(ledger.find(2)->sequence, 4);
  EXPECT_EQ(ledger.find(3), nullptr);
  EXPECT_EQ(ledger.find(UINT32_MAX - 2), nullptr);
}

TEST(EchoLedger, GrowsAndShrinksAroundItsEchoes) {
  EchoLedger ledger;
  ledger.resize(4);
  for (std::uint16_t i = 0; i < 1000; ++i) {
    ledger.push(echo_with(i));
    if (ledger.size() > 3) {
      ledger.drop_oldest();
    }
  }
  EXPECT_EQ(ledger.capacity(), 4U);
  for (const std::size_t capacity : {9U, 1U}) {
    ledger.resize(capacity);
    EXPECT_EQ(ledger.capacity(), std::max<std::size_t>(capacity, 3));
    for (std::uint16_t i = 997; i < 1000; ++i) {
      EXPECT_EQ(ledger.find(i)->sequence, i);
    }
  }
}

TEST(AddressTable, FindsWhatIsInItAndForgetsWhatIsErased) {
  AddressTable table;
  std::vector<std::uint32_t> indexes;
  indexes.reserve(1000);
  const auto nth = [](int i) {
    return address_of(
        ("198.18." + std::to_string(i / 250) + "." + std::to_string(i % 250)).c_str());
  };
  for (int i = 0; i < 1000; ++i) {
    indexes.push_back(table.insert(nth(i), static_cast<std::uint16_t>(i)));
  }
  for (int i = 0; i < 1000; i += 2) {
    table.erase(indexes[static_cast<std::size_t>(i)]);
  }
  for (int i = 0; i < 1000; ++i) {
    const std::uint32_t expected =
        i % 2 == 0 ? AddressTable::kNone : indexes[static_cast<std::size_t>(i)];
    EXPECT_EQ(table.find(nth(i)), expected);
  }
  const std::size_t bytes = table.memory_bytes();
  for (int i = 0; i < 1000; i += 2) {
    EXPECT_EQ(table[table.insert(nth(i), 7)].next_sequence, 7);
  }
  EXPECT_EQ(table.memory_bytes(), bytes);
}

TEST(AddressTable, HoldsEachAddressOnce) {
  AddressTable table;
  const auto first = table.insert(address_of("2001:db8::1"), 1);
  EXPECT_EQ(table.insert(address_of("2001:db8::1"), 2), first);
  EXPECT_EQ(table[first].next_sequence, 1);
}

TEST(FirstSlot, IsNeverBeforeNowAndNeverAnIntervalLater) {
  for (const auto now : {-7ms, 0ms, 1ms, 249ms, 250ms, 251ms, 1250ms, 123456789ms}) {
    const net::SteadyTime slot = first_slot(net::SteadyTime{now}, 1s, 250ms);
    EXPECT_GE(slot, net::SteadyTime{now});
    EXPECT_LT(slot, net::SteadyTime{now} + 1s);
    EXPECT_EQ((slot.time_since_epoch() + 10s - 250ms) % 1s, 0s);
  }
}

TEST(Phases, AreEvenForAnyNumberOfTargets) {
  for (const int count : {50, 100, 777, 10000}) {
    Phases phases;
    std::map<std::int64_t, int> tenths;
    for (int i = 0; i < count; ++i) {
      const auto phase = phases.next(1s);
      ASSERT_EQ(phase % kTick, 0ns);
      ++tenths[phase / 100ms];
    }
    EXPECT_EQ(tenths.size(), 10U) << count;
    for (const auto& [tenth, targets] : tenths) {
      EXPECT_NEAR(targets, count / 10.0, 3) << tenth;
    }
  }
}

TEST(Phases, OfDifferentIntervalsDoNotStartTogether) {
  Phases phases;
  EXPECT_NE(phases.next(1s) % 1s, phases.next(2s) % 1s);
}

TEST(Phases, OfAnIntervalShorterThanTheGridAreZero) {
  Phases phases;
  EXPECT_EQ(phases.next(3ms), 0ns);
  EXPECT_EQ(phases.next(3ms), 0ns);
}

}  // namespace
}  // namespace pantau::icmp::testing
