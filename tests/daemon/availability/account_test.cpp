// SPDX-License-Identifier: Apache-2.0
// The classes and ratios of semantics.md 9, with its test vectors.
#include "daemon/availability/account.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/availability/book_of_one.hpp"

namespace pantau::availability::test {
namespace {

using config::AvailabilityFormula;

struct AccountTest : testing::Test {
  County county;
  std::vector<book::Window> windows;

  Account account(const History& history, Period period) {
    Account sum;
    for (const Term& term : terms_of(county.plan, county.link(), history.first)) {
      sum += account_of(history, county.link(), term, period, {&county.plan, &windows});
    }
    return sum;
  }
};

const Period kAugust{at(2025, 8, 1), at(2025, 9, 1)};

TEST_F(AccountTest, AugustOf2025WithPowerExcluded) {
  county.contract().exclude = {"power"};
  const History history =
      Course(at(2025, 6, 1))
          .fail(at(2025, 8, 3), hours{13} + minutes{25}, book::Cause::upstream)
          .fail(at(2025, 8, 20), hours{20} + minutes{10}, book::Cause::power_site)
          .until(at(2025, 9, 2));
  const Account august = account(history, kAugust);
  EXPECT_EQ(august.all(), 744 * 3600);
  EXPECT_EQ(percent_cut(*august.gross()), "95.486");
  EXPECT_EQ(percent_cut(*august.net(AvailabilityFormula::net_a)), "98.196");
  EXPECT_EQ(percent_cut(*august.net(AvailabilityFormula::net_b)), "98.146");
}

TEST_F(AccountTest, AQuarterOfNinetyTwoDaysHidesAFailedMonth) {
  const History history =
      Course(at(2025, 6, 1)).fail(at(2025, 8, 10), hours{110} + minutes{24}).until(at(2025, 10, 5));
  const Account quarter = account(history, {at(2025, 7, 1), at(2025, 10, 1)});
  EXPECT_EQ(percent_cut(*quarter.gross()), "95.000");
  EXPECT_EQ(quarter.judge(AvailabilityFormula::gross, 0.95), Judgement::met);
  const Account august = account(history, kAugust);
  EXPECT_EQ(percent_cut(*august.gross()), "85.161");
  EXPECT_EQ(august.judge(AvailabilityFormula::gross, 0.95), Judgement::missed);
}

TEST_F(AccountTest, ALinkLiveFromTheFifteenthCountsFromThen) {
  county.site().actual[config::Stage::in_service] = day(2025, 9, 15);
  const History history =
      Course(at(2025, 6, 1)).fail(at(2025, 9, 20), hours{36}).until(at(2025, 10, 5));
  const Account september = account(history, {at(2025, 9, 1), at(2025, 10, 1)});
  EXPECT_EQ(september.all(), 384 * 3600);
  EXPECT_EQ(percent_cut(*september.gross()), "90.625");
}

}  // namespace
}  // namespace pantau::availability::test
