// SPDX-License-Identifier: Apache-2.0
// The classes and ratios of semantics.md 9, with its test vectors.
#include "daemon/availability/account.hpp"

#include <utility>

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

const Second kNoon = at(2025, 8, 10) + hours{12};

TEST_F(AccountTest, AnOutageAsLongAsTheMinimumIsShort) {
  county.contract().minimum_outage = minutes{5};
  const History history = Course(at(2025, 6, 1))
                              .fail(kNoon, minutes{5})
                              .fail(kNoon + hours{1}, minutes{5} + Seconds{1})
                              .until(at(2025, 9, 2));
  const Account august = account(history, kAugust);
  EXPECT_EQ(august.too_short, 300);
  EXPECT_EQ(august.down, 301);
  EXPECT_EQ(august.failed(AvailabilityFormula::gross), 601) << "gross knows no minimum";
}

TEST_F(AccountTest, TheWholeOutageIsJudgedOverTheMonthsBorder) {
  county.contract().minimum_outage = minutes{5};
  const History history =
      Course(at(2025, 6, 1)).fail(at(2025, 9, 1) - minutes{4}, minutes{8}).until(at(2025, 9, 2));
  const Account august = account(history, kAugust);
  EXPECT_EQ(august.down, 240);
  EXPECT_EQ(august.too_short, 0);
  EXPECT_EQ(account(history, {at(2025, 9, 1), at(2025, 9, 2)}).down, 240);
  county.contract().minimum_outage = minutes{8};
  EXPECT_EQ(account(history, {at(2025, 9, 1), at(2025, 9, 2)}).too_short, 240);
}

TEST_F(AccountTest, UnknownTimeBetweenSegmentsIsNoPartOfTheLength) {
  county.contract().minimum_outage = minutes{5};
  const History history = Course(at(2025, 6, 1))
                              .fail(kNoon, minutes{2})
                              .blind(kNoon + minutes{2}, hours{1})
                              .go_on(kNoon + minutes{62}, minutes{3})
                              .until(at(2025, 9, 2));
  const Account august = account(history, kAugust);
  EXPECT_EQ(august.too_short, 300);
  EXPECT_EQ(august.unknown, 3600);
  EXPECT_EQ(august.down, 0);
}

TEST_F(AccountTest, AFaultOfTheMonitoringIsUnknown) {
  county.contract().minimum_outage = minutes{5};
  const History history = Course(at(2025, 6, 1))
                              .fail(kNoon, minutes{4})
                              .correct(book::Cause::monitoring_fault)
                              .fail(kNoon + hours{1}, hours{1})
                              .correct(book::Cause::monitoring_fault)
                              .until(at(2025, 9, 2));
  windows = {window_of(kNoon, hours{2})};
  const Account august = account(history, kAugust);
  EXPECT_EQ(august.unknown, 3840);
  EXPECT_EQ(august.down + august.too_short + august.excluded, 0);
  EXPECT_EQ(august.planned, 7200 - 3840);
}

TEST_F(AccountTest, ACorrectedCauseDecidesWhatIsExcluded) {
  county.contract().exclude = {"power"};
  Course course(at(2025, 6, 1));
  course.fail(kNoon, hours{1}, book::Cause::power_site);
  EXPECT_EQ(account(course.until(at(2025, 9, 2)), kAugust).excluded, 3600);
  course.correct(book::Cause::theft_vandalism);
  EXPECT_EQ(account(course.until(at(2025, 9, 2)), kAugust).excluded, 0);
  course.correct(book::Cause::fuel_out);
  EXPECT_EQ(account(course.until(at(2025, 9, 2)), kAugust).excluded, 3600);
}

TEST_F(AccountTest, WithoutContractAllFailedTimeIsDown) {
  county.link().contracts.clear();
  windows = {window_of(kNoon, hours{2})};
  const History history =
      Course(at(2025, 6, 1)).fail(kNoon, hours{1}, book::Cause::power_site).until(at(2025, 9, 2));
  const Account august = account(history, kAugust);
  EXPECT_EQ(august.down, 3600);
  EXPECT_EQ(august.excluded, 0);
  EXPECT_EQ(august.planned, 3600);
}

TEST_F(AccountTest, AFailureThatNoSegmentExplainsIsDown) {
  History history = Course(at(2025, 6, 1)).fail(kNoon, hours{1}).until(at(2025, 9, 2));
  history.outages.clear();
  EXPECT_EQ(account(history, kAugust).down, 3600);
}

TEST_F(AccountTest, AnOutageTakenBackHidesNoOther) {
  county.contract().exclude = {"power"};
  History history =
      Course(at(2025, 6, 1)).fail(kNoon, hours{1}, book::Cause::power_site).until(at(2025, 9, 2));
  book::Outage back;
  back.id = 9;
  back.start = kNoon + minutes{20};
  back.end = back.start;
  history.outages.push_back(back);
  EXPECT_EQ(account(history, kAugust).excluded, 3600);
  EXPECT_EQ(account(history, {kNoon + minutes{30}, at(2025, 9, 1)}).excluded, 1800);
}

TEST_F(AccountTest, SegmentsThatOverlapCountOnce) {
  county.contract().exclude = {"power"};
  History history = Course(at(2025, 6, 1)).fail(kNoon, hours{1}).until(at(2025, 9, 2));
  book::Outage again = history.outages[0];
  again.id = 2;
  again.start += minutes{30};
  again.segments[0].start = again.start;
  again.segments[0].proposed = book::Cause::power_site;
  history.outages.push_back(again);
  const Account august = account(history, kAugust);
  EXPECT_EQ(august.down, 3600);
  EXPECT_EQ(august.all(), kAugust.length().count());
}

TEST_F(AccountTest, WhatTheClockRanForBeforeAnybodyWatchedIsUnknown) {
  const History history = Course(at(2025, 8, 11)).until(at(2025, 8, 21));
  EXPECT_EQ(account(history, kAugust).unknown, 10 * 86400);
  EXPECT_EQ(account(history, kAugust).all(), 20 * 86400) << "what has not settled is in no class";
}

TEST_F(AccountTest, AnOpenOutageIsAsLongAsItHasSettled) {
  county.contract().minimum_outage = minutes{5};
  History history = Course(at(2025, 6, 1)).fail(kNoon, hours{1}).until(kNoon + minutes{5});
  history.outages[0].end.reset();
  history.outages[0].segments[0].end.reset();
  EXPECT_EQ(account(history, kAugust).too_short, 300);
  history.settled_until += Seconds{1};
  EXPECT_EQ(account(history, kAugust).down, 301);
}

TEST(AccountFigures, TreatUnknownAsAvailableAndSayTheLowerBound) {
  Account account;
  account.up = 80;
  account.down = 5;
  account.unknown = 15;
  EXPECT_DOUBLE_EQ(*account.gross(), 0.95);
  EXPECT_DOUBLE_EQ(*account.lower_bound(), 0.80);
  EXPECT_DOUBLE_EQ(*account.coverage(), 0.85);
  EXPECT_EQ(account.judge(AvailabilityFormula::gross, 0.95), Judgement::not_enough_data);
}

TEST(AccountFigures, HaveNoFigureWhenTheDivisorIsZero) {
  Account account;
  EXPECT_FALSE(account.gross() || account.lower_bound() || account.coverage());
  EXPECT_EQ(account.judge(AvailabilityFormula::gross, 0.95), Judgement::none);
  account.excluded = 50;
  account.planned = 50;
  EXPECT_FALSE(account.net(AvailabilityFormula::net_b));
  EXPECT_EQ(account.judge(AvailabilityFormula::net_b, 0.95), Judgement::none);
  EXPECT_DOUBLE_EQ(*account.net(AvailabilityFormula::net_a), 1);
}

TEST(AccountFigures, AreJudgedFromNinetyPerCentCoverageOn) {
  Account account;
  account.up = 90;
  account.unknown = 10;
  EXPECT_EQ(account.judge(AvailabilityFormula::gross, 0.95), Judgement::met);
  account.up = 899;
  account.unknown = 101;
  EXPECT_EQ(account.judge(AvailabilityFormula::gross, 0.95), Judgement::not_enough_data);
}

TEST(AccountFigures, AreJudgedOnUnroundedIntegers) {
  // 0.95 and 0.9995 are no binary fractions; a month of 31 days has 2678400 s.
  for (const auto& [target, allowed] : {std::pair{0.95, 133920}, {0.9995, 1339}, {0.98, 53568}}) {
    Account account;
    account.down = allowed;
    account.up = 2678400 - allowed;
    EXPECT_EQ(account.judge(AvailabilityFormula::gross, target), Judgement::met) << target;
    ++account.down;
    --account.up;
    EXPECT_EQ(account.judge(AvailabilityFormula::gross, target), Judgement::missed) << target;
  }
}

TEST(CutDigits, NeverRoundUp) {
  EXPECT_EQ(percent_cut(0.95486111), "95.486");
  EXPECT_EQ(percent_cut(0.94999999), "94.999");
  EXPECT_EQ(percent_cut(0.9499999999999), "94.999");
  EXPECT_EQ(percent_cut(Share{949999, 1000000}), "94.999");
  EXPECT_EQ(ratio_cut(0.9548619), "0.954861");
  EXPECT_EQ(percent_cut(1), "100.000");
  EXPECT_EQ(percent_cut(0), "0.000");
  EXPECT_EQ(ratio_cut(Share{1, 3}), "0.333333");
}

TEST(CutDigits, KeepAValueThatIsNoBinaryFraction) {
  for (int units = 0; units <= 100000; ++units) {
    const double ratio = units / 100000.0;
    const std::string text = percent_cut(ratio);
    EXPECT_EQ(text, percent_cut(Share{units, 100000}));
    EXPECT_EQ(ratio_cut(ratio), ratio_cut(Share{units, 100000}));
  }
}

TEST(CutDigits, OfASecondInALongYearShow) {
  const std::int64_t year = std::int64_t{10'000} * 366 * 86'400;
  EXPECT_EQ(percent_cut(Share{year - 1, year}), "99.999");
}

}  // namespace
}  // namespace pantau::availability::test
