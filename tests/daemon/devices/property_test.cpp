// SPDX-License-Identifier: Apache-2.0
// Exported counters over random histories of an interface: traffic, restarts, resets, breaks,
// silence, changes of width, moved rows.
// clang-format off
#include <gtest/gtest.h>  // before rapidcheck/gtest.h, which uses it without including it
#include <rapidcheck/gtest.h>
// clang-format on

#include <cstdint>
#include <vector>

#include "tests/daemon/devices/device_fixture.hpp"

namespace pantau::devices::test {
namespace {

constexpr std::uint64_t kBytesPerSecond = 12'500'000;

enum class Event : std::uint8_t {
  none,
  missed,
  restart,
  hidden_reset,
  announced_reset,
  width,
  move
};

/// A minute: how much of the speed was used, and what happened at its beginning.
struct Minute {
  std::uint64_t used_permille = 0;
  Event event = Event::none;
};

rc::Gen<Minute> minutes(int events) {
  return rc::gen::apply(
      [](std::uint64_t used, int event) {
        return Minute{used, static_cast<Event>(event)};
      },
      rc::gen::inRange<std::uint64_t>(0, 1001),
      rc::gen::inRange(0, events));
}

/// The interface as it is, beside what is exported of it.
struct Truth {
  OneDevice one;
  std::uint64_t raw = 0;
  std::uint64_t carried = 0;  ///< in truth
  std::uint32_t discontinuity = 0;
  std::uint8_t bits = 64;
  bool says_speed = true;

  Truth(std::uint64_t start, std::uint8_t width, bool speed)
      : raw(start), bits(width), says_speed(speed) {
    one.agent.interfaces["wan"];
  }

  void read() {
    auto& wan = one.agent.interfaces["wan"];
    const std::uint64_t shown = bits == 32 ? raw & 0xffffffffU : raw;
    wan[Quantity::interface_receive_bytes] = Counter{shown, bits};
    wan[Quantity::interface_discontinuity] = Ticks{discontinuity};
    if (says_speed) {
      wan[Quantity::interface_speed] = static_cast<std::int64_t>(kBytesPerSecond);
    }
    (void)one.answer();
  }

  void live(const Minute& minute) {
    if (minute.event == Event::restart) {
      one.reboot();
    }
    if (minute.event == Event::restart || minute.event == Event::hidden_reset ||
        minute.event == Event::announced_reset) {
      raw = 0;
    }
    if (minute.event == Event::announced_reset) {
      ++discontinuity;
    }
    if (minute.event == Event::width) {
      bits = bits == 32 ? 64 : 32;
    }
    if (minute.event == Event::move) {
      one.agent.indices["wan"] += 10;
    }
    const std::uint64_t bytes = kBytesPerSecond * 60 * minute.used_permille / 1000;
    raw += bytes;
    carried += bytes;
    one.pass(60s);
    if (minute.event == Event::missed) {
      (void)one.keep_silent();
    } else {
      read();
    }
  }
};

RC_GTEST_PROP(DeviceCounters, NeitherFallNorJump, ()) {
  const auto start = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 33);
  const auto width = *rc::gen::element<std::uint8_t>(32, 64);
  const auto history = *rc::gen::container<std::vector<Minute>>(minutes(7));
  Truth truth(start, width, *rc::gen::arbitrary<bool>());
  truth.read();
  std::uint64_t before = truth.one.received();
  auto read_at = truth.one.time.now().steady;
  for (const Minute& minute : history) {
    truth.live(minute);
    const std::uint64_t now = truth.one.received();
    if (minute.event == Event::missed) {
      RC_ASSERT(now == before || now == 0);
      continue;
    }
    RC_ASSERT(now >= before);
    if (truth.says_speed) {
      const auto seconds = static_cast<std::uint64_t>((truth.one.time.now().steady - read_at) / 1s);
      RC_ASSERT(now - before <= (seconds + 5) * kBytesPerSecond * 11 / 10);
    }
    before = now;
    read_at = truth.one.time.now().steady;
  }
}

/// Nothing happens that loses counts; polls may be missed as long as 32 bits cannot go round.
RC_GTEST_PROP(DeviceCounters, AreTheTruthWhenNothingWasLost, ()) {
  const auto start = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 33);
  const auto width = *rc::gen::element<std::uint8_t>(32, 64);
  const auto history = *rc::gen::container<std::vector<Minute>>(minutes(2));
  Truth truth(start, width, true);
  truth.read();
  const std::uint64_t first = truth.one.received();
  int missed = 0;
  for (Minute minute : history) {
    missed = minute.event == Event::missed ? missed + 1 : 0;
    if (missed > 4) {  // 12.5 MB/s fill 32 bits in 343 s
      minute.event = Event::none;
      missed = 0;
    }
    truth.live(minute);
    if (minute.event == Event::none) {
      RC_ASSERT(truth.one.received() - first == truth.carried);
    }
  }
}

}  // namespace
}  // namespace pantau::devices::test
