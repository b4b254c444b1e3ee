// SPDX-License-Identifier: Apache-2.0
#include "config/oid.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::config {
namespace {

using testing::ElementsAre;

std::string of_arcs(std::size_t count) {
  std::string text = "1";
  for (std::size_t i = 1; i < count; ++i) {
    text += ".1";
  }
  return text;
}

TEST(Oid, ReadsAndWritesNumbersWithDots) {
  const auto oid = parse_oid("1.3.6.1.2.1.1.3.0");
  ASSERT_TRUE(oid.has_value());
  EXPECT_THAT(oid->arcs(), ElementsAre(1, 3, 6, 1, 2, 1, 1, 3, 0));
  EXPECT_EQ(to_string(*oid), "1.3.6.1.2.1.1.3.0");
  EXPECT_EQ(parse_oid(".1.3.6.1.2.1.1.3.0"), oid);
  EXPECT_EQ(to_string(Oid{}), "");
}

TEST(Oid, HasArcsOfThirtyTwoBits) {
  EXPECT_EQ(parse_oid("1.4294967295"), (Oid{1, 4294967295U}));
  EXPECT_FALSE(parse_oid("1.4294967296").has_value());
}

TEST(Oid, HasTwoToOneHundredTwentyEightArcs) {
  EXPECT_FALSE(parse_oid("1").has_value());
  EXPECT_TRUE(parse_oid("1.3").has_value());
  EXPECT_EQ(parse_oid(of_arcs(128)).value().size(), 128U);
  EXPECT_FALSE(parse_oid(of_arcs(129)).has_value());
}

TEST(Oid, IsNothingElse) {
  for (const auto* text :
       {"", ".", "..1.3", "1.3.", "1..3", "1.-3", "1.+3", "1.3 ", " 1.3", "1.x", "ifName", "1,3"}) {
    EXPECT_FALSE(parse_oid(text).has_value()) << text;
  }
}

TEST(Oid, IsOrderedArcByArc) {
  EXPECT_LT((Oid{1, 3, 2}), (Oid{1, 3, 10}));  // not as text
  EXPECT_LT((Oid{1, 3}), (Oid{1, 3, 0}));
  EXPECT_LT((Oid{1, 3, 9}), (Oid{1, 4}));
}

TEST(Oid, StartsWithItselfAndWhatIsAboveIt) {
  const Oid oid{1, 3, 6, 1};
  EXPECT_TRUE(oid.starts_with(oid));
  EXPECT_TRUE(oid.starts_with({1, 3}));
  EXPECT_TRUE(oid.starts_with({}));
  EXPECT_FALSE(oid.starts_with({1, 3, 6, 1, 2}));
  EXPECT_FALSE(oid.starts_with({1, 4}));
}

TEST(Oid, TakesAnIndexBehindItAndGivesItBack) {
  const Oid column{1, 3, 6, 1};
  const std::vector<std::uint32_t> index{7, 0, 1};
  const auto object = column.with(index);
  EXPECT_EQ(object, (Oid{1, 3, 6, 1, 7, 0, 1}));
  EXPECT_THAT(object.after(column.size()), ElementsAre(7, 0, 1));
  EXPECT_TRUE(object.after(7).empty());
  EXPECT_TRUE(object.after(99).empty());
}

}  // namespace
}  // namespace pantau::config
