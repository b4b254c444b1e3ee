// SPDX-License-Identifier: Apache-2.0
/// \file
/// How many echoes one tick may send, so that a stall is never followed by a burst. Pure.
#pragma once

#include <cstddef>

#include "probes/net/clock.hpp"

namespace pantau::icmp {

class SendPacer {
 public:
  /// No tick sends more, whatever is due (two million a second).
  static constexpr std::size_t kMost = 20'000;
  /// Lateness from which on the backlog is paced.
  static constexpr net::Nanoseconds kStall{std::chrono::milliseconds{50}};

  /// `late`: how far behind its time this tick runs. After a stall a tick sends at most twice the
  /// usual, until nothing is left over; if that takes long, slowly more and more.
  [[nodiscard]] std::size_t limit(net::Nanoseconds late);

  /// What the tick sent, and whether it left echoes that are due for the next.
  void sent(std::size_t count, bool left_over);

 private:
  double usual_ = 0;  ///< echoes a tick, moving average
  bool catching_up_ = false;
  std::size_t catch_up_ticks_ = 0;  ///< since it began
};

}  // namespace pantau::icmp
