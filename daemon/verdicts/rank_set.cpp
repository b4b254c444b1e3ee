// SPDX-License-Identifier: Apache-2.0
#include "daemon/verdicts/rank_set.hpp"

#include <algorithm>
#include <bit>

namespace pantau::verdicts {
namespace {

constexpr std::uint32_t kBits = 64;

constexpr std::uint64_t bit_of(std::uint32_t rank) {
  return std::uint64_t{1} << (rank % kBits);
}

}  // namespace

void RankSet::resize(std::size_t ranks) {
  ranks_ = ranks;
  words_.assign((ranks + kBits - 1) / kBits, 0);
  first_ = words_.size();
}

void RankSet::fill() {
  for (std::uint32_t rank = 0; rank < ranks_; ++rank) {
    add(rank);
  }
}

void RankSet::add(std::uint32_t rank) {
  words_[rank / kBits] |= bit_of(rank);
  first_ = std::min<std::size_t>(first_, rank / kBits);
}

bool RankSet::contains(std::uint32_t rank) const {
  return (words_[rank / kBits] & bit_of(rank)) != 0;
}

std::optional<std::uint32_t> RankSet::take() {
  for (; first_ < words_.size(); ++first_) {
    if (auto& word = words_[first_]; word != 0) {
      const auto bit = static_cast<std::uint32_t>(std::countr_zero(word));
      word &= word - 1;
      return static_cast<std::uint32_t>(first_) * kBits + bit;
    }
  }
  return std::nullopt;
}

}  // namespace pantau::verdicts
