// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which targets are on-link, and whether their neighbour entries leave room: the gate with its
/// sources.
#pragma once

#include <cstddef>
#include <vector>

#include "probes/icmp/echo.hpp"
#include "probes/icmp/neighbour_gate.hpp"
#include "probes/icmp/neighbour_table.hpp"

namespace pantau::icmp {

class NeighbourWatch {
 public:
  explicit NeighbourWatch(std::size_t limit) : gate_(limit) {}

  /// Whether an echo may go out; false is `unsent{neighbour_limit}`. A target's route is looked up
  /// when it is new, when its address changed, and once a minute.
  [[nodiscard]] bool admit(TargetId target, const net::Address& address, net::SteadyTime now);

  /// Once a tick: reads the neighbour table at most once a second, and only while targets are
  /// on-link.
  void poll(net::SteadyTime now);

 private:
  struct Path {
    net::Address address;
    net::SteadyTime looked_up{};
    bool known = false;
    bool on_link = false;
  };

  bool is_on_link(Path& path, net::SteadyTime now);

  NeighbourGate gate_;
  NeighbourTable table_;
  std::vector<Path> paths_;  ///< by target
  std::size_t lookups_ = 0;  ///< in this tick
  net::SteadyTime requested_{};
};

}  // namespace pantau::icmp
