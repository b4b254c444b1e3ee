// SPDX-License-Identifier: Apache-2.0
#include "probes/net/name_book.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::net {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr SteadyTime kStart{std::chrono::hours{1}};

Address address(const char* text) {
  return parse_address(text).value();
}

std::vector<NameKey> keys(const std::vector<NameBook::Use>& uses) {
  std::vector<NameKey> result;
  result.reserve(uses.size());
  for (const NameBook::Use& use : uses) {
    result.push_back(use.key);
  }
  return result;
}

TEST(NameBook, AsksForANewNameAtOnceAndOnlyOnce) {
  NameBook book;
  EXPECT_FALSE(book.add(1, "a.example", kStart));
  EXPECT_FALSE(book.add(2, "a.example", kStart));
  EXPECT_THAT(book.take_due(kStart, 10), ElementsAre("a.example"));
  EXPECT_THAT(book.take_due(kStart + std::chrono::hours{1}, 10), IsEmpty());
  EXPECT_EQ(book.in_flight(), 1U);
}

TEST(NameBook, TellsEveryKeyOfANameItsFirstAddress) {
  NameBook book;
  (void)book.add(1, "a.example", kStart);
  (void)book.add(2, "a.example", kStart);
  (void)book.take_due(kStart, 10);
  const auto uses = book.answered("a.example", {address("198.18.0.1")}, kStart);
  EXPECT_THAT(keys(uses), ElementsAre(1, 2));
  EXPECT_EQ(uses.front().address, address("198.18.0.1"));
  EXPECT_EQ(book.add(3, "a.example", kStart), address("198.18.0.1"));
}

TEST(NameBook, KeepsTheAddressInUseWhileItIsAmongAHundred) {
  NameBook book;
  (void)book.add(1, "a.example", kStart);
  (void)book.take_due(kStart, 10);
  (void)book.answered("a.example", {address("198.18.0.7")}, kStart);
  std::vector<Address> many;
  for (int last = 1; last <= 100; ++last) {
    many.push_back(address(("198.18.0." + std::to_string(last)).c_str()));
  }
  (void)book.take_due(kStart + seconds{300}, 10);
  EXPECT_THAT(book.answered("a.example", many, kStart + seconds{301}), IsEmpty());
}

TEST(NameBook, ChangesWhenTheAddressInUseIsGone) {
  NameBook book;
  (void)book.add(1, "a.example", kStart);
  (void)book.take_due(kStart, 10);
  (void)book.answered("a.example", {address("198.18.0.7")}, kStart);
  (void)book.take_due(kStart + seconds{300}, 10);
  const auto uses = book.answered("a.example", {address("198.18.0.9")}, kStart + seconds{301});
  ASSERT_EQ(uses.size(), 1U);
  EXPECT_EQ(uses.front().address, address("198.18.0.9"));
}

TEST(NameBook, AsksAgainWithinFiveMinutesButNotBeforeNineTenths) {
  NameBook book;
  (void)book.add(1, "a.example", kStart);
  (void)book.take_due(kStart, 10);
  (void)book.answered("a.example", {address("198.18.0.7")}, kStart);
  EXPECT_THAT(book.take_due(kStart + seconds{269}, 10), IsEmpty());
  EXPECT_THAT(book.take_due(kStart + seconds{300}, 10), ElementsAre("a.example"));
}

TEST(NameBook, RetriesAfterFailuresWithGrowingPausesAndKeepsTheLastGoodAddress) {
  NameBook book;
  (void)book.add(1, "a.example", kStart);
  (void)book.take_due(kStart, 10);
  (void)book.answered("a.example", {address("198.18.0.7")}, kStart);
  SteadyTime now = kStart + seconds{300};
  for (const int pause : {5, 10, 20, 40, 80, 160, 300, 300}) {
    ASSERT_THAT(book.take_due(now, 10), ElementsAre("a.example"));
    EXPECT_THAT(book.failed("a.example", now), ElementsAre(1));
    EXPECT_THAT(book.take_due(now + seconds{pause} * 9 / 10 - seconds{1}, 10), IsEmpty());
    now += seconds{pause};
  }
  EXPECT_EQ(book.add(2, "a.example", now), address("198.18.0.7"));
}

TEST(NameBook, GoodAnswerEndsTheBackOff) {
  NameBook book;
  (void)book.add(1, "a.example", kStart);
  (void)book.take_due(kStart, 1);
  (void)book.failed("a.example", kStart);
  (void)book.take_due(kStart + seconds{5}, 1);
  (void)book.failed("a.example", kStart + seconds{5});
  (void)book.take_due(kStart + seconds{15}, 1);
  (void)book.answered("a.example", {address("198.18.0.7")}, kStart + seconds{15});
  (void)book.take_due(kStart + seconds{315}, 1);
  (void)book.failed("a.example", kStart + seconds{315});
  EXPECT_LE(book.next_due().value(), kStart + seconds{320});
}

TEST(NameBook, AnswerForANameNobodyWantsAnyMoreChangesNothing) {
  NameBook book;
  (void)book.add(1, "a.example", kStart);
  (void)book.take_due(kStart, 10);
  book.remove(1);
  EXPECT_EQ(book.in_flight(), 1U);
  EXPECT_THAT(book.answered("a.example", {address("198.18.0.7")}, kStart), IsEmpty());
  EXPECT_EQ(book.in_flight(), 0U);
  EXPECT_FALSE(book.next_due());
}

TEST(NameBook, AnswerNobodyAskedForIsIgnored) {
  NameBook book;
  (void)book.add(1, "a.example", kStart);
  EXPECT_THAT(book.answered("a.example", {address("198.18.0.7")}, kStart), IsEmpty());
  EXPECT_THAT(book.failed("b.example", kStart), IsEmpty());
  EXPECT_EQ(book.in_flight(), 0U);
}

TEST(NameBook, KeyThatTurnsToAnotherNameLeavesTheOldOne) {
  NameBook book;
  (void)book.add(1, "a.example", kStart);
  (void)book.add(1, "b.example", kStart);
  EXPECT_THAT(book.take_due(kStart, 10), ElementsAre("b.example"));
}

TEST(NameBook, AsksForNoMoreThanTheLimit) {
  NameBook book;
  for (NameKey key = 0; key < 10; ++key) {
    (void)book.add(key, "host" + std::to_string(key), kStart);
  }
  EXPECT_EQ(book.take_due(kStart, 4).size(), 4U);
  EXPECT_EQ(book.take_due(kStart, 6).size(), 6U);
}

}  // namespace
}  // namespace pantau::net
