// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/local_time.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "config/time_zone.hpp"

namespace pantau::cli {

namespace {

/// Within it a day and a month name one date alone.
constexpr book::Seconds kClearWithoutYear = std::chrono::days{300};

struct Units {
  std::string_view day;
  std::string_view hour;
  std::string_view minute;
  std::string_view second;
};

using Months = std::array<std::string_view, 12>;

constexpr Months kMonthsEnglish{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr Months kMonthsIndonesian{
    "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"};

constexpr Units kEnglish{"d", "h", "min", "s"};
constexpr Units kIndonesian{"hr", "jam", "mnt", "dtk"};

}  // namespace

std::string local_text(book::Second time, const std::string& zone) {
  return date::format("%F %T", date::make_zoned(zone, time));
}

std::string short_text(book::Second time, book::Second now, const config::DaemonSettings& daemon) {
  constexpr std::size_t kDate = 10;  // "2026-11-22"
  const std::string text = local_text(time, daemon.timezone);
  std::string clock = text.substr(kDate + 1);
  if (text.substr(0, kDate) == local_text(now, daemon.timezone).substr(0, kDate)) {
    return clock;
  }
  const config::Date date = config::local_date(time, daemon.timezone);
  const Months& months =
      daemon.language == config::Language::en ? kMonthsEnglish : kMonthsIndonesian;
  const std::string_view month = months.at(static_cast<unsigned>(date.month()) - 1);
  const auto day = static_cast<unsigned>(date.day());
  if (std::chrono::abs(now - time) > kClearWithoutYear) {
    return fmt::format("{:02} {} {}", day, month, static_cast<int>(date.year()));
  }
  return fmt::format("{:02} {} {}", day, month, clock.substr(0, clock.rfind(':')));
}

std::string zone_text(book::Second time, const std::string& zone) {
  return date::format("%Z", date::make_zoned(zone, time));
}

std::string length_text(book::Seconds length, config::Language language) {
  const Units& units = language == config::Language::en ? kEnglish : kIndonesian;
  const auto seconds = std::max<book::Seconds::rep>(0, length.count());
  constexpr int kMinute = 60;
  constexpr int kHour = 60 * kMinute;
  constexpr int kDay = 24 * kHour;
  if (seconds < kMinute) {
    return fmt::format("{} {}", seconds, units.second);
  }
  if (seconds < kHour) {
    return fmt::format(
        "{} {} {:02} {}", seconds / kMinute, units.minute, seconds % kMinute, units.second);
  }
  if (seconds < kDay) {
    return fmt::format(
        "{} {} {:02} {}", seconds / kHour, units.hour, seconds % kHour / kMinute, units.minute);
  }
  return fmt::format(
      "{} {} {:02} {}", seconds / kDay, units.day, seconds % kDay / kHour, units.hour);
}

}  // namespace pantau::cli
