// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/phases.hpp"

#include <algorithm>

#include "probes/icmp/engine.hpp"

namespace pantau::icmp {

namespace {

// Multiples of the golden ratio modulo 1 leave the smallest gaps of all sequences, for any length
// of it (Knuth, TAOCP 3, 6.4). The square root of 2 sets the starts of different intervals apart.
constexpr std::uint64_t kGoldenRatio = 0x9E3779B97F4A7C15U;
constexpr std::uint64_t kSquareRootOf2 = 0x6A09E667F3BCC909U;

}  // namespace

net::Nanoseconds Phases::next(net::Nanoseconds interval) {
  const auto start = Sequence{sequences_.size() * kSquareRootOf2};
  Sequence& sequence = sequences_.try_emplace(interval.count(), start).first->second;
  const std::uint64_t fraction = sequence.position >> 32U;
  sequence.position += kGoldenRatio;
  const auto slots = static_cast<std::uint64_t>(std::max<std::int64_t>(1, interval / kTick));
  return kTick * static_cast<std::int64_t>(fraction * slots >> 32U);
}

std::size_t Phases::memory_bytes() const {
  // A node holds the pair and a link; the buckets are pointers.
  return sequences_.size() * (sizeof(std::int64_t) + sizeof(Sequence) + sizeof(void*)) +
         sequences_.bucket_count() * sizeof(void*);
}

net::SteadyTime first_slot(net::SteadyTime now, net::Nanoseconds interval, net::Nanoseconds phase) {
  const net::Nanoseconds past = (now.time_since_epoch() - phase) % interval;
  if (past.count() > 0) {
    return now - past + interval;
  }
  return now - past;
}

}  // namespace pantau::icmp
