// SPDX-License-Identifier: Apache-2.0
/// \file
/// A line of words, read one after the other; the first mistake is kept and ends the reading.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/lab/ip.hpp"

namespace pantau::lab {

class Words {
 public:
  explicit Words(std::string_view text);

  [[nodiscard]] bool has_more() const { return problem_.empty() && next_ < words_.size(); }

  /// Takes the next word if it is this one.
  bool accept(std::string_view word);

  // Each takes a word and returns a zero value after a mistake. `what` names it in the message.
  std::string word(std::string_view what);
  double probability(std::string_view what);
  std::uint64_t number(std::string_view what, std::uint64_t least, std::uint64_t most);
  /// "650ms", "1.5s", "200us", "10ns", "2m", "1h"; never negative.
  std::chrono::nanoseconds duration(std::string_view what);
  Ip address(std::string_view what);
  /// What is left, joined by single spaces.
  std::string rest();

  void fail(std::string problem);
  /// Everything must have been read. Empty when all was well.
  [[nodiscard]] std::string finish();

  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  std::vector<std::string> words_;
  std::size_t next_ = 0;
  std::string problem_;
};

}  // namespace pantau::lab
