// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/local_time.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace pantau::cli {

namespace {

struct Units {
  std::string_view day;
  std::string_view hour;
  std::string_view minute;
  std::string_view second;
};

constexpr Units kEnglish{"d", "h", "min", "s"};
constexpr Units kIndonesian{"hr", "jam", "mnt", "dtk"};

}  // namespace

std::string local_text(book::Second time, const std::string& zone) {
  return date::format("%F %T", date::make_zoned(zone, time));
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
