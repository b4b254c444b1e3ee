// SPDX-License-Identifier: Apache-2.0
/// \file
/// A LinkBook with a small fake of prober, network and clocks around it. Nothing here waits.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/links/link_book.hpp"

namespace pantau::links::test {

using namespace std::chrono_literals;

/// 2026-11-30T08:00:00.250Z: a quarter of a second, so that borders have something to cut down.
inline constexpr net::WallTime kStart{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} +
                                      8h + 250ms};

/// Interval 1 s, timeout 3 s, late window 10 s, down after 3, up after 2, never degraded.
[[nodiscard]] config::Link link(const std::string& id, const std::string& site = "site-a");
/// Without anchors: sight always holds.
[[nodiscard]] config::Plan plan(std::vector<config::Link> links);
/// One anchor named "anchor", 1 s, 3 s.
[[nodiscard]] config::Plan plan_with_anchor(std::vector<config::Link> links);

/// A site for each link, serving 100 people.
void add_sites(config::Plan& plan);
/// The link is reached through `parent` (any of them, when several).
void hang(config::Plan& plan, const std::string& child, std::vector<std::string> parents);

/// What becomes of the echoes to one address.
struct Behaviour {
  enum class Kind : std::uint8_t { answers, silent, unsent, voided, late };
  Kind kind = Kind::answers;
  net::Nanoseconds rtt = 20ms;
};

class FakeProber {
 public:
  explicit FakeProber(config::Plan first,
                      net::WallTime start = kStart,
                      net::WallTime mark = net::WallTime{});

  /// Another process goes on where the book of record ends.
  FakeProber(config::Plan first, const net::Now& now, book::Memory memory);

  std::vector<TargetChange> apply(config::Plan next);
  void answers(const std::string& name, net::Nanoseconds rtt = 20ms);
  void silence(const std::string& name);

  void behave(const std::string& name, Behaviour behaviour) { behaviours_[name] = behaviour; }

  /// Lets time pass in ticks of 50 ms: sends what is due, hands on what was decided, advances the
  /// book every 200 ms.
  void run(net::Nanoseconds duration);
  /// Time passes, nothing happens: the process does not run (SIGSTOP).
  void stall(net::Nanoseconds duration);
  /// As `stall`, and the steady clock stands still.
  void suspend(net::Nanoseconds duration);

  void step_wall(net::Nanoseconds by) { now_.wall += by; }

  void run_until_second();
  /// Hands on what the book has to write now.
  void write();

  /// One event of the caller's making, recorded and swept at once.
  void record(const std::vector<icmp::EchoEvent>& events) {
    book.record(events, now_);
    advance();
  }

  [[nodiscard]] icmp::EchoEvent event(const std::string& name,
                                      icmp::EchoEvent::Kind kind,
                                      std::uint32_t number,
                                      net::SteadyTime sent) const;
  /// `fake.answer("a", 0, fake.now().steady, 20ms)`: the verdict alone, as it arrives.
  void answer(const std::string& name,
              std::uint32_t number,
              net::SteadyTime sent,
              net::Nanoseconds rtt);
  void lose(const std::string& name, std::uint32_t number, net::SteadyTime sent);
  void unsent(const std::string& name, std::uint32_t number, net::SteadyTime sent);

  /// No more echoes by itself: the caller makes all events.
  void by_hand(const std::string& name) { probes_[name].by_hand = true; }

  [[nodiscard]] net::Now now() const { return now_; }

  [[nodiscard]] LinkNumbers numbers(const std::string& id) const;

  [[nodiscard]] LinkState state(const std::string& id) const { return numbers(id).state; }

  /// Seconds from kStart's whole second to `since`.
  [[nodiscard]] std::int64_t since(const std::string& id) const;

  [[nodiscard]] bool sees() const { return book.snapshot(now_).vantage_ok; }

  /// Seconds since kStart at which the next echo of `name` is due.
  [[nodiscard]] net::SteadyTime next_due(const std::string& name) const {
    return probes_.at(name).due;
  }

  LinkBook book;
  /// Is handed each batch, when set.
  std::function<void(const book::Batch&)> journal;
  /// Handed to the book in another order than they happened, when set.
  bool reverse_events = false;

 private:
  struct Probe {
    icmp::TargetId target = 0;
    icmp::EchoSettings settings;
    net::SteadyTime due{};
    std::uint32_t number = 0;
    bool by_hand = false;
  };

  void advance();
  void send_due();
  void send(const std::string& name, Probe& probe);
  void plan_verdict(const icmp::EchoEvent& echo, net::SteadyTime at, icmp::EchoEvent::Kind kind);
  void hand_on();
  void void_in_flight(icmp::TargetId target);

  net::Now now_;
  config::Plan plan_;
  std::map<std::string, Probe> probes_;
  std::map<std::string, Behaviour> behaviours_;
  std::multimap<net::SteadyTime, icmp::EchoEvent> in_flight_;
  net::SteadyTime next_advance_{};
};

}  // namespace pantau::links::test
