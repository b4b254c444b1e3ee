// SPDX-License-Identifier: Apache-2.0
/// \file
/// Randomness that belongs to one packet, so that two runs with one seed give each packet one fate
/// no matter how packets of other addresses fall between.
#pragma once

#include <cstdint>

namespace pantau::lab {

/// The output function of SplitMix64 (Steele, Lea, Flood 2014) with its increment.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

/// What a number is drawn for. Each purpose has its own, so that changing the loss of an address
/// does not change its delays.
enum class Draw : std::uint8_t {
  delay,
  delay_second,
  step,
  loss,
  burst_move,
  burst_loss,
  duplicate,
  reorder,
  corrupt,
  error,
  forge,
  hop  ///< and all above: losses on the hops of the backhaul tree
};

class PacketRandom {
 public:
  PacketRandom(std::uint64_t seed, std::uint64_t address_hash, std::uint64_t counter)
      : key_(mix(mix(seed ^ address_hash) + counter)) {}

  /// In [0, 1), 53 bits.
  [[nodiscard]] double uniform(Draw purpose, unsigned index = 0) const {
    const std::uint64_t bits = mix(key_ ^ mix(static_cast<std::uint64_t>(purpose) + index));
    return static_cast<double>(bits >> 11U) * 0x1.0p-53;
  }

  /// Mean 0, deviation 1; Box and Muller of two draws.
  [[nodiscard]] double normal() const;

  [[nodiscard]] bool happens(double probability, Draw purpose, unsigned index = 0) const {
    return probability > 0 && uniform(purpose, index) < probability;
  }

 private:
  std::uint64_t key_;
};

}  // namespace pantau::lab
