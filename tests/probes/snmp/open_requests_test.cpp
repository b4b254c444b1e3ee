// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/open_requests.hpp"

#include <cstdint>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace pantau::snmp {
namespace {

constexpr std::uint32_t kLargest = 0x7fffffff;  // of a request-id and a msgID (RFC 3412, 6.1)

TEST(OpenRequests, FindsTheDeviceThatARequestIsFor) {
  OpenRequests requests;
  const std::uint32_t first = requests.add(7);
  const std::uint32_t second = requests.add(8);
  const std::uint32_t again = requests.add(7);
  EXPECT_EQ(requests.find(first), std::optional<DeviceId>{7});
  EXPECT_EQ(requests.find(second), std::optional<DeviceId>{8});
  EXPECT_EQ(requests.find(again), std::optional<DeviceId>{7});
  EXPECT_EQ(requests.size(), 3U);
}

TEST(OpenRequests, KnowsNothingOfWhatWasNotAddedOrIsRemoved) {
  OpenRequests requests;
  const std::uint32_t id = requests.add(7);
  const std::uint32_t other = requests.add(8);
  EXPECT_EQ(requests.find(0), std::nullopt);
  EXPECT_EQ(requests.find(kLargest + 1), std::nullopt);
  requests.remove(id);
  requests.remove(id);
  requests.remove(0);
  EXPECT_EQ(requests.find(id), std::nullopt);
  EXPECT_EQ(requests.find(other), std::optional<DeviceId>{8});
  EXPECT_EQ(requests.size(), 1U);
}

TEST(OpenRequests, GivesEachAnIdOfItsOwn) {
  // Of so many ids some 20 pairs come out equal by chance; none does with a likelihood of 10^-9.
  constexpr std::uint32_t kMany = 300'000;
  OpenRequests requests;
  std::vector<std::uint32_t> ids;
  for (DeviceId device = 0; device < kMany; ++device) {
    ids.push_back(requests.add(device));
  }
  ASSERT_EQ(requests.size(), kMany);
  for (DeviceId device = 0; device < kMany; ++device) {
    ASSERT_EQ(requests.find(ids[device]), std::optional{device});
  }
}

TEST(OpenRequests, DrawsIdsOfAllBitsFromOneUpwards) {
  std::uint32_t seen = 0;
  std::uint32_t always = kLargest;
  std::uint32_t changed = 0;
  std::uint32_t before = random_id();
  for (int i = 0; i < 200; ++i) {
    const std::uint32_t id = random_id();
    ASSERT_GE(id, 1U);
    ASSERT_LE(id, kLargest);
    seen |= id;
    always &= id;
    changed += id == before + 1 ? 0 : 1;
    before = id;
  }
  EXPECT_EQ(seen, kLargest);
  EXPECT_EQ(always, 0U);
  EXPECT_GE(changed, 199U) << "they do not count upwards";
}

}  // namespace
}  // namespace pantau::snmp
