// SPDX-License-Identifier: Apache-2.0
/// \file
/// What is believed of one line while it is being learned.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <random>
#include <vector>

#include "daemon/verdicts/course.hpp"
#include "tests/daemon/verdicts/oracle.hpp"

namespace pantau::verdicts::test {

/// Seconds of a true line.
inline constexpr std::size_t kTruthEnd = 700;

/// How often states occur in random lines.
inline constexpr std::array kStates{book::LinkState::up,
                                    book::LinkState::up,
                                    book::LinkState::degraded,
                                    book::LinkState::unknown,
                                    book::LinkState::down,
                                    book::LinkState::down,
                                    book::LinkState::down};

/// True up to what is known, anything after it.
class Belief {
 public:
  /// `suspects`: there are undecided loss runs.
  Belief(const OracleLink& truth, bool suspects, std::mt19937& dice);

  /// Whether anything from `settled` on is believed otherwise now.
  bool learn(std::size_t now, std::size_t settled);
  void learn_all();

  /// Spans of what ended a while before `from` may be missing. Holds until the next call.
  [[nodiscard]] LineView view(std::size_t from);

  [[nodiscard]] std::size_t known() const { return known_; }

 private:
  std::size_t roll(std::size_t sides);
  book::LinkState draw_state();
  std::vector<book::LinkState> believed(std::size_t now);

  const OracleLink& truth_;
  bool suspects_;
  std::mt19937& dice_;
  std::size_t known_ = 0;
  std::vector<book::LinkState> seen_;
  std::optional<std::size_t> undecided_;
  std::vector<book::Span> spans_;
};

}  // namespace pantau::verdicts::test
