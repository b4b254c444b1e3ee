// SPDX-License-Identifier: Apache-2.0
// The SLA clock of semantics.md 8.
#include "daemon/availability/terms.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/availability/book_of_one.hpp"

namespace pantau::availability::test {
namespace {

using config::Stage;

const Second kFirst = at(2025, 2, 1);

struct TermsTest : testing::Test {
  County county;

  std::vector<Term> terms() { return terms_of(county.plan, county.link(), kFirst); }
};

TEST_F(TermsTest, BeginWithTheLaterOfServiceAndContract) {
  county.site().actual[Stage::in_service] = day(2025, 3, 15);
  ASSERT_EQ(terms().size(), 1U);
  EXPECT_EQ(terms()[0].period.from, at(2025, 3, 15));
  EXPECT_EQ(terms()[0].contract, &county.contract());
  county.contract().start = day(2025, 4, 1);
  EXPECT_EQ(terms()[0].period.from, at(2025, 4, 1));
}

TEST_F(TermsTest, BeginBeforeTheBookDoes) {
  EXPECT_EQ(terms()[0].period.from, at(2025, 1, 1));
}

TEST_F(TermsTest, EndAfterTheContractsLastDay) {
  county.contract().end = day(2025, 6, 30);
  county.contract().has_end = true;
  ASSERT_EQ(terms().size(), 1U);
  EXPECT_EQ(terms()[0].period.to, at(2025, 7, 1));
}

TEST_F(TermsTest, AreNoneBeforeTheSiteIsInService) {
  county.site().actual.erase(Stage::in_service);
  county.site().actual[Stage::accepted] = day(2025, 1, 1);
  EXPECT_TRUE(terms().empty());
}

TEST_F(TermsTest, TakeHandingOverForServiceWhenNobodyNotedTheOther) {
  county.site().actual = {{Stage::handed_over, day(2025, 5, 1)}};
  ASSERT_EQ(terms().size(), 1U);
  EXPECT_EQ(terms()[0].period.from, at(2025, 5, 1));
}

TEST_F(TermsTest, EndWithAHoldAndWithDecommissioning) {
  county.site().actual[Stage::decommissioned] = day(2025, 9, 1);
  EXPECT_EQ(terms()[0].period.to, at(2025, 9, 1));
  county.site().hold =
      config::Hold{config::HoldKind::suspended, day(2025, 8, 10), std::nullopt, "arrears", ""};
  EXPECT_EQ(terms()[0].period.to, at(2025, 8, 10));
}

TEST_F(TermsTest, AreNoneUnderAHoldOfUnknownAge) {
  county.site().hold = config::Hold{};
  EXPECT_TRUE(terms().empty());
}

TEST_F(TermsTest, OfInfrastructureBeginWhenItWasConfigured) {
  county.site().phase.clear();
  county.site().actual.clear();
  EXPECT_EQ(terms()[0].period.from, kFirst);
  county.contract().start = day(2025, 4, 1);
  EXPECT_EQ(terms()[0].period.from, at(2025, 4, 1));
}

TEST_F(TermsTest, WithoutContractAreOneUnderNone) {
  county.link().contracts.clear();
  ASSERT_EQ(terms().size(), 1U);
  EXPECT_EQ(terms()[0].contract, nullptr);
  EXPECT_EQ(terms()[0].period.from, at(2025, 1, 1));
}

TEST_F(TermsTest, OfSeveralContractsFollowTheirOwnDates) {
  county.contract().end = day(2025, 6, 30);
  county.contract().has_end = true;
  county.add_contract("d", day(2025, 7, 10));
  const auto found = terms();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].period, (Period{at(2025, 1, 1), at(2025, 7, 1)}));
  EXPECT_EQ(found[1].period.from, at(2025, 7, 10));  // nobody's days between are nobody's
  EXPECT_EQ(found[1].contract->id, "d");
}

TEST_F(TermsTest, AContractWithinAnotherIsInForceOnItsDays) {
  county.add_contract("d", day(2025, 7, 10));
  county.plan.contracts[1].end = day(2025, 7, 19);
  county.plan.contracts[1].has_end = true;
  const auto found = terms();
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[1].period, (Period{at(2025, 7, 10), at(2025, 7, 20)}));
  EXPECT_EQ(found[2].contract->id, "c");
  const auto clocks = clocks_of(county.plan, county.link(), kFirst);
  ASSERT_EQ(clocks.size(), 2U);
  EXPECT_EQ(clocks[0].runs.size(), 2U);
}

}  // namespace
}  // namespace pantau::availability::test
