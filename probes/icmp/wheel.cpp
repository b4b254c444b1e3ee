// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/wheel.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

#include "probes/icmp/engine.hpp"

namespace pantau::icmp {

std::int64_t floor_tick(net::SteadyTime time) {
  const std::int64_t ns = time.time_since_epoch().count();
  const std::int64_t tick = ns / kTick.count();
  return ns % kTick.count() < 0 ? tick - 1 : tick;
}

std::int64_t ceil_tick(net::SteadyTime time) {
  const std::int64_t tick = floor_tick(time);
  return tick_time(tick) < time ? tick + 1 : tick;
}

net::SteadyTime tick_time(std::int64_t tick) {
  return net::SteadyTime{tick * kTick};
}

Wheel::Wheel() : heads_(kSlots, kNone) {}

void Wheel::insert(std::uint32_t index, std::int64_t tick, std::int64_t now_tick) {
  assert(index < nodes_.size() && nodes_[index].slot == kNone);
  if (size_ == 0) {
    cursor_ = now_tick;
  }
  tick = std::clamp(tick, cursor_, cursor_ + kSlots - 1);
  // Conversion to unsigned is modulo 2^64, so negative ticks fall into the right slot as well.
  const auto slot = static_cast<std::uint32_t>(static_cast<std::uint64_t>(tick) % kSlots);
  nodes_[index] = Node{heads_[slot], kNone, slot};
  if (heads_[slot] != kNone) {
    nodes_[heads_[slot]].previous = index;
  }
  heads_[slot] = index;
  occupied_[slot / 64] |= std::uint64_t{1} << slot % 64;
  ++size_;
}

void Wheel::unlink(std::uint32_t index) {
  Node& node = nodes_[index];
  if (node.next != kNone) {
    nodes_[node.next].previous = node.previous;
  }
  if (node.previous != kNone) {
    nodes_[node.previous].next = node.next;
  } else {
    heads_[node.slot] = node.next;
    if (node.next == kNone) {
      occupied_[node.slot / 64] &= ~(std::uint64_t{1} << node.slot % 64);
    }
  }
  node = Node{};
  --size_;
}

void Wheel::erase(std::uint32_t index) {
  if (index < nodes_.size() && nodes_[index].slot != kNone) {
    unlink(index);
  }
}

std::optional<std::int64_t> Wheel::next_tick() const {
  if (size_ == 0) {
    return std::nullopt;
  }
  const auto start = static_cast<std::uint32_t>(static_cast<std::uint64_t>(cursor_) % kSlots);
  const std::uint64_t first = occupied_[start / 64] >> start % 64;
  if (first != 0) {
    return cursor_ + std::countr_zero(first);
  }
  std::uint32_t distance = 64 - start % 64;
  for (std::size_t i = 1; i <= occupied_.size(); ++i, distance += 64) {
    const std::uint64_t word = occupied_[(start / 64 + i) % occupied_.size()];
    if (word != 0) {
      return cursor_ + distance + std::countr_zero(word);
    }
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Wheel::pop(std::int64_t now_tick) {
  const auto tick = next_tick();
  if (!tick || *tick > now_tick) {
    cursor_ = std::max(cursor_, now_tick);
    return std::nullopt;
  }
  cursor_ = *tick;
  const std::uint32_t index = heads_[static_cast<std::uint64_t>(cursor_) % kSlots];
  unlink(index);
  return index;
}

void Wheel::reserve(std::size_t count) {
  if (count > nodes_.capacity()) {
    nodes_.reserve(count + count / 8);
  }
  nodes_.resize(std::max(count, nodes_.size()));
}

std::size_t Wheel::memory_bytes() const {
  return heads_.capacity() * sizeof heads_[0] + nodes_.capacity() * sizeof(Node);
}

}  // namespace pantau::icmp
