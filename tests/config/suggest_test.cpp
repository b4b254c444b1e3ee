// SPDX-License-Identifier: Apache-2.0
#include "config/suggest.hpp"

#include <gtest/gtest.h>

namespace pantau::config {
namespace {

TEST(EditDistance, CountsInsertionsDeletionsSubstitutionsAndSwaps) {
  EXPECT_EQ(edit_distance("interval", "interval", 2), 0U);
  EXPECT_EQ(edit_distance("inteval", "interval", 2), 1U);
  EXPECT_EQ(edit_distance("intervall", "interval", 2), 1U);
  EXPECT_EQ(edit_distance("intervel", "interval", 2), 1U);
  EXPECT_EQ(edit_distance("intevral", "interval", 2), 1U);
  EXPECT_EQ(edit_distance("xxxxxxxx", "interval", 2), 3U);
  EXPECT_EQ(edit_distance("", "interval", 2), 3U);
}

TEST(Nearest, OffersTheNearestWordWhateverTheOrder) {
  Nearest one("langage");
  one.offer("gateway");
  one.offer("language");
  EXPECT_EQ(one.question(), "; did you mean \"language\"?");
  Nearest two("site-b");
  two.offer("site-c");
  two.offer("site-a");
  EXPECT_EQ(two.question(), "; did you mean \"site-a\"?");
}

TEST(Nearest, IsSilentWhenNothingIsNear) {
  Nearest far("colour");
  far.offer("gateway");
  EXPECT_EQ(far.question(), "");
  Nearest tiny("b");
  tiny.offer("a");
  EXPECT_EQ(tiny.question(), "");
}

}  // namespace
}  // namespace pantau::config
