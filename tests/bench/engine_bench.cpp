// SPDX-License-Identifier: Apache-2.0
/// \file
/// What one echo costs inside the engine: taken, marked, stamped, answered, expired, event handed
/// over.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "probes/icmp/cookie.hpp"
#include "probes/icmp/engine.hpp"
#include "probes/icmp/packet.hpp"

namespace pantau::icmp {
namespace {

using namespace std::chrono_literals;

/// Answers everything that was sent in a tick, in the tick after it.
class Loopback {
 public:
  Loopback(TargetId targets, bool checksum_visible)
      : engine_(EngineIdentity{
            .identifier_v4 = 1, .identifier_v6 = 2, .checksum_visible_v4 = checksum_visible}) {
    for (TargetId target = 0; target < targets; ++target) {
      net::Address address;
      address.bytes = {198, 18};
      address.bytes[2] = static_cast<std::uint8_t>(target >> 8U);
      address.bytes[3] = static_cast<std::uint8_t>(target & 0xffU);
      engine_.add(target, {}, address, now_);
    }
  }

  /// One tick; returns the number of echoes sent.
  std::int64_t tick(bool answer) {
    for (const Reply& reply : replies_) {
      engine_.receive({.source = reply.source, .icmp = reply.icmp, .at = now_, .ip_length = 84});
    }
    replies_.clear();
    std::int64_t sent = 0;
    while (true) {
      const auto due = engine_.take_due(now_, 64);
      for (const DueEcho& echo : due) {
        send(echo, answer);
      }
      sent += static_cast<std::int64_t>(due.size());
      if (due.size() < 64) {
        break;
      }
    }
    engine_.expire(now_);
    engine_.take_events(events_);
    benchmark::DoNotOptimize(events_.data());
    now_ += kTick;
    return sent;
  }

  [[nodiscard]] std::size_t memory_bytes() const { return engine_.memory_bytes(); }

 private:
  struct Reply {
    net::Address source;
    std::array<std::uint8_t, 64> icmp{};
  };

  void send(const DueEcho& echo, bool answer) {
    engine_.mark_sent(echo.target, echo.number, now_);
    engine_.stamp_sent(echo.target, echo.number, now_ + 20us);
    if (!answer) {
      return;
    }
    Reply& reply = replies_.emplace_back();
    reply.source = echo.address;
    std::copy(echo.packet.begin(), echo.packet.end(), reply.icmp.begin());
    // Type 8 becomes 0: the checksum grows by as much (RFC 1624).
    reply.icmp[0] = 0;
    const auto sum = static_cast<std::uint32_t>(reply.icmp[2] << 8U | reply.icmp[3]) + 0x0800U;
    const std::uint32_t folded = (sum & 0xffffU) + (sum >> 16U);
    reply.icmp[2] = static_cast<std::uint8_t>(folded >> 8U);
    reply.icmp[3] = static_cast<std::uint8_t>(folded & 0xffU);
  }

  EchoEngine engine_;
  net::SteadyTime now_{1h};
  std::vector<Reply> replies_;
  std::vector<EchoEvent> events_;
};

void run(benchmark::State& state, bool answer, bool checksum_visible) {
  const auto targets = static_cast<TargetId>(state.range(0));
  Loopback loopback{targets, checksum_visible};
  for (int i = 0; i < 1500; ++i) {
    loopback.tick(answer);  // until rings and tables have their size
  }
  std::int64_t echoes = 0;
  for ([[maybe_unused]] auto _ : state) {
    // A second at a time, so that each iteration has the same number of echoes.
    for (int i = 0; i < 100; ++i) {
      echoes += loopback.tick(answer);
    }
  }
  state.SetItemsProcessed(echoes);
  state.counters["per_echo"] = benchmark::Counter(
      static_cast<double>(echoes), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["bytes/target"] =
      static_cast<double>(loopback.memory_bytes()) / static_cast<double>(targets);
}

void answered(benchmark::State& state) {
  run(state, true, true);
}

void answered_on_datagram_socket(benchmark::State& state) {
  run(state, true, false);
}

void lost(benchmark::State& state) {
  run(state, false, true);
}

void cookie(benchmark::State& state) {
  EchoIdentity echo;
  for ([[maybe_unused]] auto _ : state) {
    ++echo.number;
    benchmark::DoNotOptimize(echo_cookie(CookieKey{}, echo));
  }
}

void foreign_reply(benchmark::State& state) {
  EchoEngine engine{EngineIdentity{.identifier_v4 = 1}};
  net::Address address;
  engine.add(0, {}, address, net::SteadyTime{1h});
  std::array<std::uint8_t, 64> icmp{};
  icmp[5] = 1;  // our identifier: what a filter in the kernel lets through
  for ([[maybe_unused]] auto _ : state) {
    engine.receive({.source = address, .icmp = icmp, .at = net::SteadyTime{1h}});
  }
}

BENCHMARK(answered)->Arg(100)->Arg(1000)->Arg(10000)->Arg(50000)->Unit(benchmark::kMillisecond);
BENCHMARK(answered_on_datagram_socket)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(lost)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(cookie);
BENCHMARK(foreign_reply);

}  // namespace
}  // namespace pantau::icmp

BENCHMARK_MAIN();
