// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/paragraph.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::cli {
namespace {

using testing::ElementsAre;

TEST(Paragraph, BreaksAtSpaces) {
  EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("one two three", 6), ElementsAre("one", "two", "three"));
}

TEST(Paragraph, CutsWordsThatAreLonger) {
  EXPECT_THAT(wrapped("a abcdefgh b", 3), ElementsAre("a", "abc", "def", "gh", "b"));
  EXPECT_THAT(wrapped("abcdef", 3), ElementsAre("abc", "def"));
}

TEST(Paragraph, CountsCharactersAndNotBytes) {
  EXPECT_THAT(wrapped("\u00e9\u00e9\u00e9 \u00e9", 3), ElementsAre("\u00e9\u00e9\u00e9", "\u00e9"));
  EXPECT_THAT(wrapped("\u00e9\u00e9\u00e9\u00e9", 3), ElementsAre("\u00e9\u00e9\u00e9", "\u00e9"));
}

TEST(Paragraph, HasALineEvenOfNothing) {
  EXPECT_THAT(wrapped("", 5), ElementsAre(""));
  EXPECT_THAT(wrapped("  a   b ", 5), ElementsAre("a b"));
}

}  // namespace
}  // namespace pantau::cli
