// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/calendar.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/availability/book_of_one.hpp"

namespace pantau::availability::test {
namespace {

const std::string kJayapura = "Asia/Jayapura";
const std::string kBerlin = "Europe/Berlin";

Second utc(int year, unsigned month, unsigned of_month, Seconds of_day = Seconds{0}) {
  return Second{std::chrono::sys_days{day(year, month, of_month)}} + of_day;
}

TEST(Calendar, ADayInJayapuraBeginsNineHoursBeforeUtc) {
  EXPECT_EQ(midnight(day(2026, 10, 1), kJayapura), utc(2026, 9, 30, hours{15}));
  EXPECT_EQ(date_at(utc(2026, 9, 30, hours{15}), kJayapura), day(2026, 10, 1));
  EXPECT_EQ(date_at(utc(2026, 9, 30, hours{15}) - Seconds{1}, kJayapura), day(2026, 9, 30));
}

TEST(Calendar, AMonthWithAClockChangeIsAnHourShorterOrLonger) {
  using std::chrono::March, std::chrono::October, std::chrono::year;
  const Month march = month_of(year{2026} / March, kBerlin);
  EXPECT_EQ(march.label, "2026-03");
  EXPECT_EQ(march.period.from, utc(2026, 2, 28, hours{23}));
  EXPECT_EQ(march.period.to, utc(2026, 3, 31, hours{22}));
  EXPECT_EQ(march.period.length(), hours{31 * 24 - 1});
  EXPECT_EQ(month_of(year{2026} / October, kBerlin).period.length(), hours{31 * 24 + 1});
  EXPECT_EQ(month_of(year{2026} / October, kJayapura).period.length(), hours{31 * 24});
}

TEST(Calendar, TheMonthIsTheLocalOne) {
  EXPECT_EQ(month_at(utc(2026, 9, 30, hours{15}), kJayapura).label, "2026-10");
  EXPECT_EQ(month_at(utc(2026, 9, 30, hours{15}), kBerlin).label, "2026-09");
}

TEST(Calendar, MonthsGoBackOverTheNewYear) {
  const std::vector<Month> months = months_until(at(2026, 2, 10), 4, kJayapura);
  ASSERT_EQ(months.size(), 4U);
  EXPECT_EQ(months[0].label, "2025-11");
  EXPECT_EQ(months[1].label, "2025-12");
  EXPECT_EQ(months[2].label, "2026-01");
  EXPECT_EQ(months[3].label, "2026-02");
  for (std::size_t i = 1; i < months.size(); ++i) {
    EXPECT_EQ(months[i - 1].period.to, months[i].period.from);
  }
}

TEST(Calendar, MonthsInAPeriodAreThoseItTouches) {
  EXPECT_EQ(months_in({at(2025, 7, 1), at(2025, 10, 1)}, kJayapura).size(), 3U);
  EXPECT_EQ(months_in({at(2025, 7, 1), at(2025, 10, 1) + Seconds{1}}, kJayapura).size(), 4U);
  EXPECT_EQ(months_in({at(2025, 7, 31), at(2025, 8, 2)}, kJayapura).size(), 2U);
  EXPECT_TRUE(months_in({at(2025, 7, 1), at(2025, 7, 1)}, kJayapura).empty());
}

config::ServiceHours office_hours() {
  using std::chrono::Friday, std::chrono::Monday, std::chrono::Thursday, std::chrono::Tuesday,
      std::chrono::Wednesday;
  return {{Monday, Tuesday, Wednesday, Thursday, Friday}, hours{8}, hours{16}, {}};
}

TEST(ServiceHours, LeaveOutWeekendsAndHolidays) {
  config::ServiceHours office = office_hours();
  office.holidays = {day(2025, 8, 5)};
  // 2025-08-04 is a Monday.
  const auto periods = service_periods(office, {at(2025, 8, 4), at(2025, 8, 11)}, kJayapura);
  ASSERT_EQ(periods.size(), 4U);
  EXPECT_EQ(periods[0], (Period{at(2025, 8, 4) + hours{8}, at(2025, 8, 4) + hours{16}}));
  EXPECT_EQ(periods[1].from, at(2025, 8, 6) + hours{8});
  EXPECT_EQ(periods[3].to, at(2025, 8, 8) + hours{16});
}

TEST(ServiceHours, AreCutToThePeriod) {
  const Period period{at(2025, 8, 4) + hours{9}, at(2025, 8, 5) + hours{10}};
  const auto periods = service_periods(office_hours(), period, kJayapura);
  ASSERT_EQ(periods.size(), 2U);
  EXPECT_EQ(periods[0], (Period{period.from, at(2025, 8, 4) + hours{16}}));
  EXPECT_EQ(periods[1], (Period{at(2025, 8, 5) + hours{8}, period.to}));
}

TEST(ServiceHours, FollowTheWallClockOverAClockChange) {
  config::ServiceHours nights{{std::chrono::Sunday}, hours{0}, hours{24}, {}};
  const auto periods =
      service_periods(nights, {utc(2026, 3, 28), utc(2026, 3, 31)}, kBerlin);  // the 29th: 23 h
  ASSERT_EQ(periods.size(), 1U);
  EXPECT_EQ(periods[0].length(), hours{23});
}

}  // namespace
}  // namespace pantau::availability::test
