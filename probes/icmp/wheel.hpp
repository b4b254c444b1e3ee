// SPDX-License-Identifier: Apache-2.0
/// \file
/// A timer wheel: at most one timer an index, on the grid of kTick, without allocation per timer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "probes/net/clock.hpp"

namespace pantau::icmp {

/// Number of the grid line at or before, at or after `time`; correct below zero too.
[[nodiscard]] std::int64_t floor_tick(net::SteadyTime time);
[[nodiscard]] std::int64_t ceil_tick(net::SteadyTime time);
[[nodiscard]] net::SteadyTime tick_time(std::int64_t tick);

/// Timers further away than the wheel reaches (81.92 s) come out early: the owner knows the real
/// time of each timer, compares, and inserts it again.
class Wheel {
 public:
  Wheel();

  /// `index` must not be in the wheel. `now_tick` is where an empty wheel starts.
  void insert(std::uint32_t index, std::int64_t tick, std::int64_t now_tick);
  /// Nothing happens when it is not in the wheel.
  void erase(std::uint32_t index);
  /// Takes one index whose tick is at or before `now_tick`, earliest tick first.
  [[nodiscard]] std::optional<std::uint32_t> pop(std::int64_t now_tick);
  [[nodiscard]] std::optional<std::int64_t> next_tick() const;

  /// Room for indexes below `count`.
  void reserve(std::size_t count);
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  static constexpr std::uint32_t kSlots = 8192;  // 81.92 s: beyond the longest interval (60 s)
  static constexpr std::uint32_t kNone = UINT32_MAX;

  struct Node {
    std::uint32_t next = kNone;
    std::uint32_t previous = kNone;
    std::uint32_t slot = kNone;
  };

  void unlink(std::uint32_t index);

  std::vector<std::uint32_t> heads_;
  std::array<std::uint64_t, kSlots / 64> occupied_{};
  std::vector<Node> nodes_;
  std::int64_t cursor_ = 0;  // no timer stands on an earlier tick
  std::size_t size_ = 0;
};

}  // namespace pantau::icmp
