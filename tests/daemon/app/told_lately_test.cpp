// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/told_lately.hpp"

#include <string>

#include <gtest/gtest.h>

namespace pantau::app {
namespace {

using std::chrono::milliseconds;

constexpr net::SteadyTime kStart{std::chrono::hours{1}};

TEST(ToldLately, TellsTheSameOnceAMinute) {
  ToldLately told;
  EXPECT_TRUE(told.is_new("a", kStart));
  EXPECT_FALSE(told.is_new("a", kStart));
  EXPECT_FALSE(told.is_new("a", kStart + ToldLately::kPause - milliseconds{1}));
  EXPECT_TRUE(told.is_new("a", kStart + ToldLately::kPause));
}

TEST(ToldLately, IsNotMadeToRepeatByTwoThatAlternate) {
  ToldLately told;
  EXPECT_TRUE(told.is_new("a", kStart));
  EXPECT_TRUE(told.is_new("b", kStart));
  EXPECT_FALSE(told.is_new("a", kStart));
  EXPECT_FALSE(told.is_new("b", kStart));
}

TEST(ToldLately, TellsNoMoreThanItsMostInAMinuteWhateverTheyAre) {
  ToldLately told;
  std::size_t count = 0;
  for (int i = 0; i < 10000; ++i) {
    count += told.is_new(std::to_string(i), kStart) ? 1U : 0U;
  }
  EXPECT_EQ(count, ToldLately::kMost);
  EXPECT_TRUE(told.is_new("later", kStart + ToldLately::kPause));
}

}  // namespace
}  // namespace pantau::app
