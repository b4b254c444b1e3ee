// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/poll_slots.hpp"

namespace pantau::snmp {

namespace {

constexpr std::uint64_t kGoldenRatio = 0x9E3779B97F4A7C15U;

/// The finisher of SplitMix64: near seeds become far ones.
std::uint64_t mixed(std::uint64_t seed) {
  seed = (seed ^ (seed >> 30U)) * 0xBF58476D1CE4E5B9U;
  seed = (seed ^ (seed >> 27U)) * 0x94D049BB133111EBU;
  return seed ^ (seed >> 31U);
}

net::SteadyTime on_grid_from(net::SteadyTime from,
                             net::Nanoseconds interval,
                             net::Nanoseconds phase) {
  const net::Nanoseconds past = (from.time_since_epoch() - phase) % interval;
  return past.count() > 0 ? from - past + interval : from - past;
}

}  // namespace

PhaseSequence::PhaseSequence(std::uint64_t seed) : position_(mixed(seed + kGoldenRatio)) {}

Phase PhaseSequence::next() {
  position_ += kGoldenRatio;
  return position_;
}

net::Nanoseconds share_of(net::Nanoseconds whole, Phase phase) {
  // Of 2^32 grid steps at most (248 days) and of 2^-32: the product fits.
  const auto steps = static_cast<std::uint64_t>(whole / kWakeupGrid);
  return kWakeupGrid * static_cast<std::int64_t>(steps * (phase >> 32U) >> 32U);
}

net::SteadyTime slot_from(net::SteadyTime from, net::Nanoseconds interval, Phase phase) {
  return on_grid_from(from, interval, share_of(interval, phase));
}

net::SteadyTime round_up(net::SteadyTime time) {
  return on_grid_from(time, kWakeupGrid, net::Nanoseconds{0});
}

}  // namespace pantau::snmp
