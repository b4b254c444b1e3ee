// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the kernel knows about routes and neighbours, over rtnetlink(7). Never waits for an answer.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "probes/icmp/neighbour_gate.hpp"
#include "probes/net/address.hpp"
#include "probes/net/clock.hpp"

namespace pantau::icmp {

class NeighbourTable {
 public:
  /// Without netlink (a seccomp filter) nothing counts as on-link.
  NeighbourTable();
  ~NeighbourTable();
  NeighbourTable(const NeighbourTable&) = delete;
  NeighbourTable& operator=(const NeighbourTable&) = delete;
  NeighbourTable(NeighbourTable&&) = delete;
  NeighbourTable& operator=(NeighbourTable&&) = delete;

  /// Whether a packet to `address` needs a neighbour entry of its own: a unicast route without a
  /// gateway over a device that resolves addresses. The kernel answers RTM_GETROUTE within the
  /// request, without the lock that dumps take. nullopt: no answer.
  [[nodiscard]] std::optional<bool> is_on_link(const net::Address& address, net::SteadyTime now);

  /// Asks for the whole table, both families; the answer comes in parts.
  void request();
  /// Reads what has come, at most a bounded number of parts. \return the table once it is complete;
  /// it is valid until the next `request`.
  [[nodiscard]] const std::vector<Neighbour>* poll();

  /// Between `request` and the complete answer.
  [[nodiscard]] bool busy() const { return busy_; }

 private:
  struct Device {
    bool resolves = false;
    net::SteadyTime read{};
  };

  bool device_resolves(std::uint32_t index, net::SteadyTime now);

  int route_fd_ = -1;
  int dump_fd_ = -1;
  bool busy_ = false;
  std::uint32_t sequence_ = 0;
  std::uint32_t dump_sequence_ = 0;
  std::vector<std::uint8_t> buffer_;
  std::vector<Neighbour> table_;
  std::map<std::uint32_t, Device> devices_;
};

}  // namespace pantau::icmp
