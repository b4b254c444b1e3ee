// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/month_bytes.hpp"

#include <chrono>
#include <optional>

#include <gtest/gtest.h>

namespace pantau::devices {
namespace {

using namespace std::chrono_literals;

constexpr Month kMarch = std::chrono::year{2026} / std::chrono::March;
constexpr Month kApril = std::chrono::year{2026} / std::chrono::April;
constexpr Month kMay = std::chrono::year{2026} / std::chrono::May;

TEST(MonthBytes, CutsTheMonthInTheZone) {
  // 2026-03-31T15:00Z is midnight in Jayapura (UTC+9).
  const net::WallTime midnight{1'774'969'200s};
  EXPECT_EQ(month_of(midnight - 1ns, "Asia/Jayapura"), kMarch);
  EXPECT_EQ(month_of(midnight, "Asia/Jayapura"), kApril);
  EXPECT_EQ(month_of(midnight, "UTC"), kMarch);
}

TEST(MonthOf, IsThatOfUtcWhereNobodyKnowsTheZone) {
  using std::chrono::December;
  using std::chrono::November;
  using std::chrono::sys_days;
  using std::chrono::year;
  const net::WallTime last_second = sys_days{year{2026} / December / 1} - std::chrono::seconds{1};
  EXPECT_EQ(month_of(last_second, "Nowhere/Land"), year{2026} / November);
  EXPECT_EQ(month_of(last_second, "Asia/Jayapura"), year{2026} / December);
}

TEST(MonthBytes, AddsUpWithinAMonth) {
  MonthBytes bytes;
  EXPECT_EQ(bytes.in(kMarch), std::nullopt);
  bytes.add(kMarch, 0);
  EXPECT_EQ(bytes.in(kMarch), 0U);
  bytes.add(kMarch, 5);
  bytes.add(kMarch, 6);
  EXPECT_EQ(bytes.in(kMarch), 11U);
  EXPECT_EQ(bytes.in(kApril), 0U);
}

TEST(MonthBytes, SurvivesAClockThatIsSteppedOverTheEndAndBack) {
  MonthBytes bytes;
  bytes.add(kMarch, 5);
  bytes.add(kApril, 6);
  bytes.add(kMarch, 7);
  EXPECT_EQ(bytes.in(kMarch), 12U);
  EXPECT_EQ(bytes.in(kApril), 6U);
  bytes.add(kMay, 8);
  EXPECT_EQ(bytes.in(kMay), 8U);
}

}  // namespace
}  // namespace pantau::devices
