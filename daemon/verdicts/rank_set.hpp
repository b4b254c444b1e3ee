// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which links are to be judged: a set of ranks, emptied from the lowest up while it still grows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace pantau::verdicts {

class RankSet {
 public:
  void resize(std::size_t ranks);
  void fill();
  void add(std::uint32_t rank);
  [[nodiscard]] bool contains(std::uint32_t rank) const;
  /// Takes the lowest one out.
  [[nodiscard]] std::optional<std::uint32_t> take();

 private:
  std::vector<std::uint64_t> words_;
  std::size_t ranks_ = 0;
  std::size_t first_ = 0;  ///< no bit in a word before this one
};

}  // namespace pantau::verdicts
