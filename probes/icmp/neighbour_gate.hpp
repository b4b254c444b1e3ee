// SPDX-License-Identifier: Apache-2.0
/// \file
/// Keeps dead on-link targets from filling the kernel's neighbour table: past gc_thresh3 (1,024)
/// entries the gateway stops forwarding to new hosts, and the monitor would be the outage. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "probes/net/address.hpp"
#include "probes/net/clock.hpp"

namespace pantau::icmp {

struct Neighbour {
  net::Address address;
  bool resolved =
      false;  ///< REACHABLE STALE DELAY PROBE PERMANENT NOARP; else INCOMPLETE or FAILED
};

/// Every function speaks of on-link addresses alone. An address that is not resolved needs one of
/// `limit` places; who failed a few times passes its place on when others wait, in the order in
/// which they came.
class NeighbourGate {
 public:
  /// `limit` should be above gc_thresh1 (128): below that the kernel keeps failed entries, and
  /// their places.
  explicit NeighbourGate(std::size_t limit) : limit_(limit) {}

  /// Whether an echo to `address` may go out now.
  [[nodiscard]] bool admit(const net::Address& address, net::SteadyTime now);

  /// The whole neighbour table as the kernel has it now (entries that are not ours are skipped).
  void take_table(std::span<const Neighbour> table, net::SteadyTime now);

  /// Entries of ours that are unresolved, or will be.
  [[nodiscard]] std::size_t unresolved() const { return occupied_; }

  [[nodiscard]] std::size_t known() const { return entries_.size(); }

 private:
  struct Entry {
    bool resolved = false;
    bool in_table = false;  ///< unresolved and in the table
    bool holds_place = false;
    bool waits = false;
    std::uint8_t tries = 0;
    net::SteadyTime asked{};

    [[nodiscard]] bool occupies() const { return holds_place || in_table; }
  };

  bool grant(const net::Address& address, Entry& entry);
  void set_table_state(Entry& entry, bool resolved, bool in_table);
  void queue_up(const net::Address& address, Entry& entry);
  [[nodiscard]] bool is_next(const net::Address& address, std::size_t free) const;
  void drop_unused(net::SteadyTime now);

  std::size_t limit_;
  std::size_t occupied_ = 0;
  std::unordered_map<net::Address, Entry> entries_;
  std::deque<net::Address> queue_;
};

}  // namespace pantau::icmp
