// SPDX-License-Identifier: Apache-2.0
/// \file
/// A program of its own: it replaces operator new to count.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <vector>

#include <gtest/gtest.h>

#include "probes/icmp/engine.hpp"
#include "probes/icmp/packet.hpp"

namespace {
std::uint64_t allocations = 0;
}  // namespace

// NOLINTBEGIN(cppcoreguidelines-owning-memory,cppcoreguidelines-no-malloc): what an operator new is
// made of
// Not inline: GCC 12 takes a malloc that it sees inside a new expression for a mistake.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size);
  if (memory == nullptr) {
    throw std::bad_alloc{};
  }
  return memory;
}

// AddressSanitizer's own new[] does not come here by itself.
[[gnu::noinline]] void* operator new[](std::size_t size) {
  return operator new(size);
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

[[gnu::noinline]] void operator delete[](void* memory) noexcept {
  std::free(memory);
}

[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

// NOLINTEND(cppcoreguidelines-owning-memory,cppcoreguidelines-no-malloc)

namespace pantau::icmp {
namespace {

using namespace std::chrono_literals;

class SteadyState : public ::testing::Test {
 protected:
  void add(TargetId count) {
    for (TargetId target = 0; target < count; ++target) {
      net::Address address;
      address.bytes[2] = static_cast<std::uint8_t>(target >> 8U);
      address.bytes[3] = static_cast<std::uint8_t>(target);
      engine.add(target, {}, address, now);
    }
  }

  /// Two of three echoes are answered, one of six twice.
  void tick() {
    reply_count = 0;
    for (const DueEcho& due : engine.take_due(now, 256)) {
      std::copy(due.packet.begin(), due.packet.end(), replies[reply_count].begin());
      sources[reply_count++] = due.address;
      engine.mark_sent(due.target, due.number, now);
    }
    for (std::size_t i = 0; i < reply_count; ++i) {
      answer(i);
    }
    engine.expire(now);
    engine.take_events(events);
    now += kTick;
  }

  void answer(std::size_t i) {
    replies[i][0] = 0;
    for (unsigned copies = i % 3 == 0 ? 0 : 1 + i % 2; copies > 0; --copies) {
      engine.receive({.source = sources[i], .icmp = replies[i], .at = now});
    }
  }

  EchoEngine engine{EngineIdentity{.checksum_visible_v4 = false}};
  net::SteadyTime now{1h};
  std::vector<EchoEvent> events;
  std::array<std::array<std::uint8_t, 64>, 256> replies{};
  std::array<net::Address, 256> sources{};
  std::size_t reply_count = 0;
};

TEST_F(SteadyState, AllocatesNothingPerEcho) {
  add(2000);
  for (int i = 0; i < 2000; ++i) {
    tick();
  }
  const std::uint64_t before = allocations;
  for (int i = 0; i < 2000; ++i) {
    tick();
  }
  const std::uint64_t after = allocations;
  EXPECT_GT(before, 2000U);  // the counter counts
  EXPECT_EQ(after - before, 0U);
  EXPECT_EQ(engine.unmatched(), (std::array<std::uint64_t, kUnmatchedReasonNames.size()>{}));
}

}  // namespace
}  // namespace pantau::icmp
