// SPDX-License-Identifier: Apache-2.0
/// \file
/// Runs the corpus of tests/fuzz/icmp_packet_fuzz.cpp, each input also with every bit changed.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fuzz/icmp_packet_fuzz.hpp"

namespace pantau::icmp::testing {
namespace {

std::vector<std::vector<std::uint8_t>> corpus() {
  std::vector<std::vector<std::uint8_t>> inputs;
  const auto folder = std::filesystem::path{PANTAU_SOURCE_DIR} / "tests/fuzz/corpus/icmp_packet";
  for (const auto& file : std::filesystem::directory_iterator{folder}) {
    std::ifstream stream{file.path(), std::ios::binary};
    inputs.emplace_back(std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{});
  }
  return inputs;
}

TEST(IcmpPacketCorpus, EachInputCountsOnceAndNothingForgedAnswers) {
  const auto inputs = corpus();
  ASSERT_GE(inputs.size(), 20U);
  for (const auto& input : inputs) {
    run_icmp_input(input);
  }
}

TEST(IcmpPacketCorpus, WithAnyBitChangedNothingForgedAnswers) {
  for (auto input : corpus()) {
    const std::size_t bits = std::min<std::size_t>(input.size(), 40) * 8;
    for (std::size_t bit = 0; bit < bits; ++bit) {
      const auto mask = static_cast<std::uint8_t>(1U << bit % 8);
      input[bit / 8] = static_cast<std::uint8_t>(input[bit / 8] ^ mask);
      run_icmp_input(input);
      input[bit / 8] = static_cast<std::uint8_t>(input[bit / 8] ^ mask);
    }
  }
}

}  // namespace
}  // namespace pantau::icmp::testing
