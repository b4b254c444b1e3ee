// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/neighbour_gate.hpp"

#include <algorithm>

namespace pantau::icmp {

namespace {

/// Echoes an unresolved target may send while others wait.
constexpr std::uint8_t kTries = 3;
/// Twice the longest interval: an address that was not asked for since then is no target any more.
constexpr net::Nanoseconds kUnused{std::chrono::seconds{120}};

}  // namespace

bool NeighbourGate::admit(const net::Address& address, net::SteadyTime now) {
  Entry& entry = entries_[address];
  entry.asked = now;
  if (entry.resolved) {
    return true;
  }
  if (entry.holds_place && entry.tries >= kTries && !queue_.empty()) {
    occupied_ -= entry.in_table ? 0U : 1U;
    entry.holds_place = false;
    queue_up(address, entry);
    return false;
  }
  if (entry.holds_place) {
    entry.tries = static_cast<std::uint8_t>(std::min(entry.tries + 1, int{kTries}));
    return true;
  }
  return grant(address, entry);
}

bool NeighbourGate::grant(const net::Address& address, Entry& entry) {
  // An entry that is still in the table takes no more room by being tried again.
  const std::size_t others = occupied_ - (entry.in_table ? 1U : 0U);
  const std::size_t free = limit_ > others ? limit_ - others : 0;
  if (!is_next(address, free)) {
    queue_up(address, entry);
    return false;
  }
  if (entry.waits) {
    std::erase(queue_, address);
    entry.waits = false;
  }
  occupied_ += entry.in_table ? 0U : 1U;
  entry.holds_place = true;
  entry.tries = 1;
  return true;
}

bool NeighbourGate::is_next(const net::Address& address, std::size_t free) const {
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(free, queue_.size()));
  return free > queue_.size() || std::find(queue_.begin(), end, address) != end;
}

void NeighbourGate::queue_up(const net::Address& address, Entry& entry) {
  if (!entry.waits) {
    entry.waits = true;
    queue_.push_back(address);
  }
}

void NeighbourGate::take_table(std::span<const Neighbour> table, net::SteadyTime now) {
  std::unordered_set<net::Address> present;
  for (const Neighbour& neighbour : table) {
    const auto found = entries_.find(neighbour.address);
    if (found != entries_.end()) {
      present.insert(neighbour.address);
      set_table_state(found->second, neighbour.resolved, !neighbour.resolved);
    }
  }
  for (auto& [address, entry] : entries_) {
    if (!present.contains(address)) {
      set_table_state(entry, false, false);
    }
  }
  std::erase_if(queue_, [this](const net::Address& address) { return !entries_[address].waits; });
  drop_unused(now);
}

void NeighbourGate::set_table_state(Entry& entry, bool resolved, bool in_table) {
  const bool occupied_before = entry.occupies();
  entry.resolved = resolved;
  entry.in_table = in_table;
  if (resolved) {
    entry.holds_place = false;
    entry.waits = false;
    entry.tries = 0;
  }
  occupied_ += (entry.occupies() ? 1U : 0U);
  occupied_ -= (occupied_before ? 1U : 0U);
}

void NeighbourGate::drop_unused(net::SteadyTime now) {
  const auto unused = [now](const Entry& entry) { return now - entry.asked > kUnused; };
  std::erase_if(queue_, [&](const net::Address& address) { return unused(entries_[address]); });
  std::erase_if(entries_, [&](const auto& item) {
    const bool drop = unused(item.second);
    occupied_ -= drop && item.second.occupies() ? 1U : 0U;
    return drop;
  });
}

}  // namespace pantau::icmp
