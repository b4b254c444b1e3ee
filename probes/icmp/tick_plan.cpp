// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/tick_plan.hpp"

#include <algorithm>

namespace pantau::icmp {

void TickPlan::sent(std::size_t echoes, net::SteadyTime now) {
  echoes_ += echoes;
  if (echoes_ > kManyEchoes) {
    every_tick_ = true;
  }
  if (now - second_began_ < std::chrono::seconds{1}) {
    return;
  }
  every_tick_ = every_tick_ && echoes_ >= kFewEchoes;
  second_began_ = now;
  echoes_ = 0;
}

net::SteadyTime TickPlan::next(net::SteadyTime now, std::optional<net::SteadyTime> wanted) const {
  const net::SteadyTime grid{(now.time_since_epoch() / kTick + 1) * kTick};
  if (every_tick_) {
    return grid;
  }
  const net::SteadyTime latest{(now.time_since_epoch() + kLongestSleep) / kTick * kTick};
  return std::clamp(wanted.value_or(latest), grid, std::max(grid, latest));
}

}  // namespace pantau::icmp
