// SPDX-License-Identifier: Apache-2.0
/// \file
/// Where in its interval each target sends, so that all of them spread evenly however many there
/// are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "probes/net/clock.hpp"

namespace pantau::icmp {

class Phases {
 public:
  /// The phase of one more target with this interval: on the grid of kTick, in [0, interval).
  [[nodiscard]] net::Nanoseconds next(net::Nanoseconds interval);
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Sequence {
    std::uint64_t position;  // as a fraction of the interval, in units of 2^-64
  };

  std::unordered_map<std::int64_t, Sequence> sequences_;  // by interval in nanoseconds
};

/// The first moment not before `now` that lies `phase` after a multiple of `interval`.
[[nodiscard]] net::SteadyTime first_slot(net::SteadyTime now,
                                         net::Nanoseconds interval,
                                         net::Nanoseconds phase);

}  // namespace pantau::icmp
