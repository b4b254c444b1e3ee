// SPDX-License-Identifier: Apache-2.0
/// \file
/// One Line with a small fake of prober, minutes, anchors and book clock around it. One step is one
/// second; nothing waits.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/links/line.hpp"

namespace pantau::links::test {

struct LineSettings {
  int start = 0;  ///< second of the first step; a whole minute unless said otherwise
  int interval = 1;
  int timeout = 3;
  int late_window = 10;
  RunLimits runs{.down_after = 6, .up_after = 3};
  MinuteLimits minutes{.rtt = {0.1, 0.2}, .variation = {0.1, 0.2}, .loss = {0.03, 0.1}};
};

[[nodiscard]] constexpr Second second(int count) {
  return Second{book::Seconds{count}};
}

class LineFeed {
 public:
  explicit LineFeed(LineSettings settings = {});

  /// One second each: 'A' answered after 20 ms, 's' slowly (2 s), 'L' lost, 'v' unsent or void, '-'
  /// nothing was due.
  void feed(std::string_view echoes);

  /// `count` seconds of the same.
  void feed(char echo, int count) { feed(std::string(static_cast<std::size_t>(count), echo)); }

  /// Whole minutes of this pattern again and again, which begins anew with each.
  void minutes(int count, std::string_view pattern);

  /// Anchors answer no echo sent from now on; found out 6 s later.
  void blind();
  void see();
  /// The daemon does not run for so long.
  void stall(int seconds);
  /// A step forward of the clock is booked.
  void skip(int seconds);
  void change_address();
  void stop();

  [[nodiscard]] Outlook outlook() const;

  [[nodiscard]] int known() const { return count_of(line.known_until(outlook())); }

  /// Settles as far as it is known.
  void settle() { line.settle(line.known_until(outlook())); }

  /// It has been found out that anchors are silent.
  [[nodiscard]] bool is_blind() const { return lost_; }

  /// Seconds of the book clock.
  [[nodiscard]] int now() const { return now_ + lead_; }

  /// E.g. "unknown 0, up 3, down 40".
  [[nodiscard]] std::string course() const;

  [[nodiscard]] static int count_of(Second time) {
    return static_cast<int>(time.time_since_epoch().count());
  }

  Line line;

  /// What was sent, for oracles: time of the book and what became of it.
  struct Sent {
    int second = 0;
    char fate = '-';
  };

  std::vector<Sent> sent;

 private:
  struct Echo {
    int sent = 0;  ///< steady
    char fate = '-';
    int decided = 0;
    std::uint32_t slot = 0;
    bool counted = false;
  };

  /// A minute: steady and book seconds.
  struct Slot {
    int begin = 0;
    int end = 0;
    int book = 0;
    MinuteSummary summary;
    bool sight = true;
  };

  void step(char echo);
  void send(char echo);
  void decide();
  void pass_on(const Echo& echo);
  void confirm();
  void watch_anchors();
  void complete();
  void begin_slot();
  [[nodiscard]] BookedTime booked(int steady) const;
  [[nodiscard]] int seen() const;

  LineSettings settings_;
  int now_ = 0;  ///< steady; the present second is about to begin
  int lead_ = 0;  ///< book - steady
  std::vector<std::pair<int, int>> leads_;  ///< steady time, lead from then on
  std::deque<Echo> flying_;
  std::deque<Slot> slots_;
  std::uint32_t first_slot_ = 0;
  bool lost_ = false;
  int silent_since_ = -1;  ///< anchors; -1: they answer
  std::vector<std::pair<int, int>> blind_;
};

}  // namespace pantau::links::test
