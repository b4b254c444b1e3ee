// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "config/load.hpp"

namespace pantau::config {

/// "FILE:LINE", as a message names another place than its own.
[[nodiscard]] std::string with_line(const Place& place);

/// Collects what is wrong. The same words at the same place are kept once: a mistake in a template
/// is found again by every link that uses it.
class Problems {
 public:
  /// More than these help nobody; the rest is counted.
  static constexpr std::size_t kMaxKept = 1000;

  void error(Place place, std::string path, std::string text);
  void warning(Place place, std::string path, std::string text);

  /// Further errors are only counted: their words need not be found.
  [[nodiscard]] bool full() const { return errors_.size() >= kMaxKept; }

  [[nodiscard]] bool any_errors() const { return !errors_.empty(); }

  /// Moves all into `outcome`, sorted by file (as in `files`), line and column.
  void move_into(LoadOutcome& outcome, const std::vector<std::string>& files);

 private:
  void keep(std::vector<Problem>& list, Problem problem);

  std::vector<Problem> errors_;
  std::vector<Problem> warnings_;
  std::unordered_set<std::string> seen_;
  std::size_t dropped_ = 0;
};

}  // namespace pantau::config
