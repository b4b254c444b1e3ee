// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/neighbour_gate.hpp"

#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace pantau::icmp {
namespace {

using std::chrono::seconds;

constexpr net::SteadyTime kStart{std::chrono::hours{1}};

net::Address host(std::uint32_t number) {
  net::Address address;
  address.bytes = {
      198, 18, static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)};
  return address;
}

/// A kernel whose hosts never answer, or do.
struct Kernel {
  std::set<std::uint32_t> unresolved;
  std::set<std::uint32_t> resolved;

  [[nodiscard]] std::vector<Neighbour> table() const {
    std::vector<Neighbour> result;
    for (const std::uint32_t number : unresolved) {
      result.push_back({.address = host(number), .resolved = false});
    }
    for (const std::uint32_t number : resolved) {
      result.push_back({.address = host(number), .resolved = true});
    }
    return result;
  }
};

TEST(NeighbourGate, LetsNoMoreUnresolvedOutThanTheLimit) {
  NeighbourGate gate{3};
  std::size_t admitted = 0;
  for (std::uint32_t number = 0; number < 10; ++number) {
    admitted += gate.admit(host(number), kStart) ? 1U : 0U;
  }
  EXPECT_EQ(admitted, 3U);
  EXPECT_EQ(gate.unresolved(), 3U);
}

TEST(NeighbourGate, ResolvedNeighboursTakeNoPlace) {
  NeighbourGate gate{2};
  Kernel kernel;
  for (std::uint32_t number = 0; number < 2; ++number) {
    EXPECT_TRUE(gate.admit(host(number), kStart));
    kernel.resolved.insert(number);
  }
  EXPECT_FALSE(gate.admit(host(2), kStart));
  gate.take_table(kernel.table(), kStart);
  EXPECT_EQ(gate.unresolved(), 0U);
  EXPECT_TRUE(gate.admit(host(2), kStart));
  EXPECT_TRUE(gate.admit(host(0), kStart));
}

TEST(NeighbourGate, FewDeadTargetsAreNeverWithheld) {
  NeighbourGate gate{3};
  Kernel kernel;
  for (int second = 0; second < 100; ++second) {
    for (std::uint32_t number = 0; number < 3; ++number) {
      EXPECT_TRUE(gate.admit(host(number), kStart + seconds{second}));
      kernel.unresolved.insert(number);
    }
    gate.take_table(kernel.table(), kStart + seconds{second});
  }
}

TEST(NeighbourGate, EveryDeadTargetGetsItsTurnAndTheTableStaysSmall) {
  constexpr std::uint32_t kTargets = 40;
  constexpr std::size_t kLimit = 4;
  NeighbourGate gate{kLimit};
  Kernel kernel;
  std::vector<int> sent(kTargets, 0);
  for (int second = 0; second < 600; ++second) {
    for (std::uint32_t number = 0; number < kTargets; ++number) {
      if (gate.admit(host(number), kStart + seconds{second})) {
        ++sent[number];
        kernel.unresolved.insert(number);
      }
    }
    ASSERT_LE(kernel.unresolved.size(), kLimit) << second;
    gate.take_table(kernel.table(), kStart + seconds{second});
    if (second % 15 == 14) {
      kernel.unresolved.clear();  // the kernel's periodic work takes failed entries away
    }
  }
  for (std::uint32_t number = 0; number < kTargets; ++number) {
    EXPECT_GE(sent[number], 3) << number;
  }
}

TEST(NeighbourGate, HostThatDiesNeedsAPlaceAgain) {
  NeighbourGate gate{1};
  Kernel kernel;
  kernel.resolved = {0, 1};
  EXPECT_TRUE(gate.admit(host(0), kStart));
  EXPECT_FALSE(gate.admit(host(1), kStart));
  gate.take_table(kernel.table(), kStart);
  EXPECT_TRUE(gate.admit(host(1), kStart));
  kernel = {.unresolved = {0, 1}, .resolved = {}};
  gate.take_table(kernel.table(), kStart);
  EXPECT_EQ(gate.unresolved(), 2U);
  EXPECT_FALSE(gate.admit(host(0), kStart));
}

TEST(NeighbourGate, ForeignEntriesTakeNoPlace) {
  NeighbourGate gate{1};
  Kernel kernel;
  kernel.unresolved = {77, 78, 79};
  gate.take_table(kernel.table(), kStart);
  EXPECT_EQ(gate.unresolved(), 0U);
  EXPECT_TRUE(gate.admit(host(0), kStart));
}

TEST(NeighbourGate, TargetThatIsNoMoreGivesItsPlaceBack) {
  NeighbourGate gate{1};
  EXPECT_TRUE(gate.admit(host(0), kStart));
  EXPECT_FALSE(gate.admit(host(1), kStart));
  EXPECT_FALSE(gate.admit(host(2), kStart));
  const auto later = kStart + seconds{130};
  EXPECT_FALSE(gate.admit(host(2), later));
  gate.take_table({}, later);
  EXPECT_EQ(gate.known(), 1U);
  EXPECT_TRUE(gate.admit(host(2), later));
}

}  // namespace
}  // namespace pantau::icmp
