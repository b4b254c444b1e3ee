// SPDX-License-Identifier: Apache-2.0
#include "daemon/book/time_text.hpp"

#include <chrono>
#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::book {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using std::chrono::year;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kZone = "Asia/Jayapura";  // UTC+9, no summer time
constexpr Second kNow = sys_days(year(2026) / 11 / 20) + 3h + 4min + 5s;
constexpr Second kDay = sys_days(year(2026) / 11 / 20);

/// The time; fails the test when the text is refused.
Second time_of(const std::string& text, const std::string& zone = kZone) {
  const auto parsed = parse_time(text, kNow, zone);
  EXPECT_TRUE(std::holds_alternative<Second>(parsed)) << text;
  return std::holds_alternative<Second>(parsed) ? std::get<Second>(parsed) : Second{};
}

TEST(TimeText, ReadsAnAgeBackFromNow) {
  EXPECT_EQ(time_of("24h"), kNow - 24h);
  EXPECT_EQ(time_of("90m"), kNow - 90min);
  EXPECT_EQ(time_of("45s"), kNow - 45s);
  EXPECT_EQ(time_of("7d"), kNow - 7 * 24h);
  EXPECT_EQ(time_of("2w"), kNow - 14 * 24h);
  EXPECT_EQ(time_of("1h30m"), kNow - 90min);
  EXPECT_EQ(time_of("0s"), kNow);
}

TEST(TimeText, ReadsADateAsItsLocalMidnight) {
  EXPECT_EQ(time_of("2026-11-20"), kDay - 9h);
  EXPECT_EQ(time_of("2026-11-20", "UTC"), kDay);
}

TEST(TimeText, ReadsWhatRfc3339Allows) {
  EXPECT_EQ(time_of("2026-11-20T08:30:15Z"), kDay + 8h + 30min + 15s);
  EXPECT_EQ(time_of("2026-11-20t08:30:15z"), kDay + 8h + 30min + 15s);
  EXPECT_EQ(time_of("2026-11-20 08:30:15Z"), kDay + 8h + 30min + 15s);
  EXPECT_EQ(time_of("2026-11-20T08:30:15.999Z"), kDay + 8h + 30min + 15s);
  EXPECT_EQ(time_of("2026-11-20T08:30:15+09:00"), kDay - 30min + 15s);
  EXPECT_EQ(time_of("2026-11-20T08:30:15-03:30"), kDay + 12h + 15s);
  EXPECT_EQ(time_of("2016-12-31T23:59:60Z"), sys_days(year(2017) / 1 / 1));
}

TEST(TimeText, TakesTheSpaceThatAUrlMakesOfAPlus) {
  EXPECT_EQ(time_of("2026-11-20T08:30:15 09:00"), time_of("2026-11-20T08:30:15+09:00"));
}

TEST(TimeText, ReadsATimeWithoutOffsetAsLocal) {
  EXPECT_EQ(time_of("2026-11-20T17:30"), kDay + 8h + 30min);
  EXPECT_EQ(time_of("2026-11-20 17:30:59"), kDay + 8h + 30min + 59s);
}

TEST(TimeText, RefusesWhatIsNoTimeAndSaysWhatToWrite) {
  for (const std::string text : {"",
                                 "yesterday",
                                 "24",
                                 "h",
                                 "-24h",
                                 "24h ",
                                 "24hh",
                                 "1.5h",
                                 "24H",
                                 "9999999999999999999999d",
                                 "2026-11",
                                 "2026-1-2",
                                 "2026-02-30",
                                 "2026-13-01",
                                 "2026-11-20T",
                                 "2026-11-20T8:30:00Z",
                                 "2026-11-20T24:00:00Z",
                                 "2026-11-20T08:60:00Z",
                                 "2026-11-20T08:30:61Z",
                                 "2026-11-20T08:30:00.Z",
                                 "2026-11-20T08:30:00+9",
                                 "2026-11-20T08:30:00+24:00",
                                 "2026-11-20T08:30:00Zx",
                                 "20-11-2026",
                                 "1700000000"}) {
    const auto parsed = parse_time(text, kNow, kZone);
    ASSERT_TRUE(std::holds_alternative<std::string>(parsed)) << text;
    EXPECT_THAT(std::get<std::string>(parsed), HasSubstr("24h")) << text;
  }
}

TEST(TimeText, RepeatsNothingThatCouldSteerATerminal) {
  const auto parsed = parse_time("\x1b[2J" + std::string(1000, 'x'), kNow, kZone);
  ASSERT_TRUE(std::holds_alternative<std::string>(parsed));
  EXPECT_THAT(std::get<std::string>(parsed), Not(HasSubstr("\x1b")));
  EXPECT_LT(std::get<std::string>(parsed).size(), 200U);
}

TEST(TimeText, WritesUtc) {
  EXPECT_EQ(utc_text(sys_days(year(2024) / 2 / 29) + 23h + 59min + 58s), "2024-02-29T23:59:58Z");
}

TEST(TimeText, WritesLocalTimesWithTheirOffset) {
  EXPECT_EQ(local_text(kNow, kZone), "2026-11-20T12:04:05+09:00");
  EXPECT_EQ(local_text(kNow, "America/St_Johns"), "2026-11-19T23:34:05-03:30");
  EXPECT_EQ(local_text(kNow, "UTC"), "2026-11-20T03:04:05+00:00");
}

TEST(TimeText, ReadsWhatItWrites) {
  for (const Second time : {kNow, Second{}, kDay + 86399s}) {
    EXPECT_EQ(time_of(utc_text(time)), time);
    EXPECT_EQ(time_of(local_text(time, "America/St_Johns")), time);
  }
}

}  // namespace
}  // namespace pantau::book
