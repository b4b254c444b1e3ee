// SPDX-License-Identifier: Apache-2.0
#include "config/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace pantau::config {

namespace {

/// Two typing mistakes in a long word, one in a short one: beyond that it is another word.
std::size_t allowed_distance(std::string_view word) {
  if (word.size() < 3) {
    return 0;
  }
  return word.size() < 5 ? 1 : 2;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
  const auto difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit) {
    return limit + 1;
  }
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    previous[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return std::min(previous[b.size()], limit + 1);
}

void Nearest::offer(std::string_view candidate) {
  const auto limit = allowed_distance(wanted_);
  const auto distance = edit_distance(wanted_, candidate, limit);
  const bool nearer = best_.empty() || distance < best_distance_ ||
                      (distance == best_distance_ && candidate < best_);
  if (distance <= limit && nearer) {
    best_ = candidate;
    best_distance_ = distance;
  }
}

std::string Nearest::question() const {
  return best_.empty() ? "" : fmt::format("; did you mean \"{}\"?", best_);
}

}  // namespace pantau::config
