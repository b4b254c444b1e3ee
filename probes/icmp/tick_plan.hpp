// SPDX-License-Identifier: Apache-2.0
/// \file
/// When the next turn of probing is. Pure.
#pragma once

#include <cstddef>
#include <optional>

#include "probes/icmp/engine.hpp"
#include "probes/net/clock.hpp"

namespace pantau::icmp {

/// A wakeup costs ten times an echo. With many echoes the cheapest is one turn every kTick and none
/// for packets; with few it is to sleep until an echo is due or a reply is there.
class TickPlan {
 public:
  /// Two wakeups an echo (send, reply) against the 100 turns a second of the other way; apart, so
  /// that a rate in between does not change back and forth.
  static constexpr std::size_t kManyEchoes = 60;
  static constexpr std::size_t kFewEchoes = 40;
  /// There is a turn at least this often: drop counters, clock steps, the watchdog.
  static constexpr net::Nanoseconds kLongestSleep{std::chrono::seconds{1}};

  /// After a turn that sent so many echoes.
  void sent(std::size_t echoes, net::SteadyTime now);

  [[nodiscard]] bool every_tick() const { return every_tick_; }

  /// On the grid of kTick, after `now`. `wanted`: when the engine has something to do next.
  [[nodiscard]] net::SteadyTime next(net::SteadyTime now,
                                     std::optional<net::SteadyTime> wanted) const;

 private:
  bool every_tick_ = false;
  net::SteadyTime second_began_{};
  std::size_t echoes_ = 0;  ///< in this second
};

}  // namespace pantau::icmp
