// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pantau::config {

/// Looks for the known word that a mistyped one most likely meant. Offer all candidates, then ask.
class Nearest {
 public:
  explicit Nearest(std::string_view wanted) : wanted_(wanted) {}

  void offer(std::string_view candidate);

  /// "; did you mean \"interval\"?", or nothing when no candidate is near enough.
  [[nodiscard]] std::string question() const;

 private:
  std::string_view wanted_;
  std::string best_;
  std::size_t best_distance_ = 0;
};

/// Insertions, deletions, substitutions and swaps of neighbours that turn one into the other
/// (optimal string alignment), at most `limit` + 1. Bytes, not characters.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

}  // namespace pantau::config
