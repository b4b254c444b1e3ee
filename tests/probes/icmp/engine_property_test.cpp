// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <map>
#include <queue>
#include <string>
#include <vector>

// rapidcheck needs gtest before it.
// clang-format off
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
// clang-format on

#include "tests/probes/icmp/engine_fixture.hpp"

namespace pantau::icmp::testing {
namespace {

using namespace std::chrono_literals;

constexpr TargetId kTargets = 4;

/// In [low, high), of the whole range also in the first cases of a property.
int pick(int low, int high) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high));
}

struct Arrival {
  net::SteadyTime at;
  net::Address source;
  Bytes icmp;

  bool operator>(const Arrival& other) const { return at > other.at; }
};

/// What is known to have happened to one echo, from outside the engine.
struct Truth {
  net::SteadyTime sent;
  net::Nanoseconds timeout{0};
  bool first_in_time = false;  ///< an intact reply reached the socket within the timeout
};

/// A network and an operator that do everything they can think of, in random order.
class RandomCounty {
 public:
  RandomCounty() {
    for (TargetId target = 0; target < kTargets; ++target) {
      settings_[target] = random_settings();
      fixture_.engine.add(target, settings_[target], random_address(), fixture_.now);
    }
  }

  void run() {
    const int ticks = pick(200, 3000);
    for (int i = 0; i < ticks; ++i) {
      tick();
    }
    fixture_.now += 200s;
    deliver();
    fixture_.engine.expire(fixture_.now);
    collect();
    for (TargetId target = 0; target < kTargets; ++target) {
      RC_ASSERT(verdicts_[target].size() == taken_[target]);
    }
  }

 private:
  static bool chance(int percent) { return pick(0, 100) < percent; }

  static EchoSettings random_settings() {
    return {.interval = pick(1, 40) * 50ms,
            .timeout = pick(1, 60) * 50ms,
            .late_window = pick(0, 60) * 50ms,
            .payload_size = static_cast<std::uint16_t>(pick(16, 100)),
            .dscp = 0};
  }

  static net::Address random_address() {
    const auto names = {"198.18.6.1", "198.18.6.2", "2001:db8::1"};
    return address_of(*rc::gen::elementOf(std::vector<const char*>(names)));
  }

  void tick() {
    fixture_.now += pick(1, 30) * 1ms;
    if (chance(3)) {
      fixture_.now += pick(1, 400) * 10ms;  // a stall
    }
    if (chance(2)) {
      operate();
    }
    // A runner drains first; one that sends first must do no harm either.
    if (chance(50)) {
      drain();
    }
    take();
    drain();
    collect();
  }

  void operate() {
    const auto target = static_cast<TargetId>(pick(0, kTargets));
    switch (pick(0, 5)) {
      case 0:
        fixture_.engine.set_address(
            target, chance(20) ? std::nullopt : std::optional{random_address()}, fixture_.now);
        break;
      case 1:
        settings_[target] = random_settings();
        fixture_.engine.change_settings(target, settings_[target], fixture_.now);
        break;
      case 2:
        fixture_.engine.void_all(VoidReason::suspend, fixture_.now);
        break;
      default:
        fixture_.engine.socket_dropped(net::Family::v4, fixture_.now - 1s, fixture_.now);
        break;
    }
  }

  void take() {
    for (const DueEcho& due : fixture_.engine.take_due(fixture_.now, 100)) {
      RC_ASSERT(due.due <= fixture_.now);
      SentEcho echo{due.target,
                    due.number,
                    due.address,
                    Bytes(due.packet.begin(), due.packet.end()),
                    fixture_.now,
                    due.due};
      if (chance(5)) {
        fixture_.engine.mark_unsent(due.target, due.number, UnsentReason::no_buffer, fixture_.now);
        continue;
      }
      fixture_.engine.mark_sent(due.target, due.number, fixture_.now);
      if (chance(50)) {
        echo.at += pick(0, 500) * 1us;
        fixture_.engine.stamp_sent(due.target, due.number, echo.at);
      }
      truth_[{echo.target, echo.number}] = {echo.at, settings_[echo.target].timeout, false};
      put_on_wire(echo);
    }
  }

  void put_on_wire(const SentEcho& echo) {
    const net::Nanoseconds timeout = settings_[echo.target].timeout;
    while (chance(80)) {
      const auto rtt = timeout * pick(0, 250) / 100;
      Bytes icmp = reply_to(echo);
      net::Address source = echo.address;
      const bool damaged = chance(10);
      if (damaged) {
        icmp[static_cast<std::size_t>(pick(4, static_cast<int>(icmp.size())))] ^= 0x10U;
      } else if (chance(5)) {
        source = address_of("198.18.9.9");
      } else if (chance(5)) {
        icmp = error_about(echo.address.family, 3, 1, quote_of(echo, chance(50) ? 8 : 64));
        source = address_of(echo.address.family == net::Family::v4 ? "198.18.9.9" : "2001:db8::9");
      } else if (rtt <= timeout) {
        truth_[{echo.target, echo.number}].first_in_time = true;
      }
      wire_.push({echo.at + rtt, source, icmp});
      if (chance(60)) {
        break;
      }
    }
  }

  void deliver() {
    while (!wire_.empty() && wire_.top().at <= fixture_.now) {
      const Arrival arrival = wire_.top();
      wire_.pop();
      fixture_.receive(arrival.source, arrival.icmp, arrival.at);
    }
  }

  void drain() {
    deliver();
    fixture_.engine.expire(fixture_.now);
  }

  void collect() {
    for (const EchoEvent& event : fixture_.all_events()) {
      check(event);
    }
  }

  void check(const EchoEvent& event) {
    const auto key = std::pair{event.target, event.number};
    auto& verdicts = verdicts_[event.target];
    const auto verdict = verdicts.find(event.number);
    switch (event.kind) {
      case Kind::answered:
        RC_ASSERT(truth_.at(key).first_in_time);
        RC_ASSERT(event.rtt >= 0ns && event.rtt <= truth_.at(key).timeout);
        break;
      case Kind::lost:
        RC_ASSERT(!truth_.at(key).first_in_time);
        RC_ASSERT(fixture_.now >= truth_.at(key).sent + truth_.at(key).timeout);
        break;
      case Kind::unsent:
      case Kind::voided:
        break;
      case Kind::late:
        RC_ASSERT(verdict != verdicts.end() && verdict->second == Kind::lost);
        RC_ASSERT(event.rtt > truth_.at(key).timeout);
        RC_ASSERT(++late_[key] == 1);
        return;
      case Kind::reordered:
        RC_ASSERT(verdict != verdicts.end() && verdict->second == Kind::answered);
        return;
      default:
        return;
    }
    RC_ASSERT(verdicts.emplace(event.number, event.kind).second);
    // Numbers have no gaps: the highest one seen tells how many there are.
    taken_[event.target] = std::max<std::size_t>(taken_[event.target], event.number + 1U);
  }

  EngineFixture fixture_;
  std::map<TargetId, EchoSettings> settings_;
  std::map<std::pair<TargetId, std::uint32_t>, Truth> truth_;
  std::map<std::pair<TargetId, std::uint32_t>, int> late_;
  std::map<TargetId, std::map<std::uint32_t, Kind>> verdicts_;
  std::map<TargetId, std::size_t> taken_;
  std::priority_queue<Arrival, std::vector<Arrival>, std::greater<>> wire_;
};

RC_GTEST_PROP(EchoEngineProperty, EveryNumberGetsExactlyOneTrueVerdict, ()) {
  RandomCounty county;
  county.run();
}

}  // namespace
}  // namespace pantau::icmp::testing
