// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/local_date.hpp"

#include <date/tz.h>

#include <cstdio>
#include <stdexcept>

#include "daemon/availability/calendar.hpp"

namespace pantau::metrics {
namespace {

/// Of any date that a calendar may hold: a year has up to six characters.
constexpr std::size_t kDateBytes = 32;

std::int64_t midnight(std::chrono::sys_days day, const std::string& timezone) {
  std::chrono::sys_seconds instant = day;
  try {
    instant = availability::midnight(std::chrono::year_month_day{day}, timezone);
  } catch (const std::runtime_error&) {
    instant = day;  // as local_date
  }
  return instant.time_since_epoch().count();
}

}  // namespace

std::chrono::year_month_day local_date(net::WallTime now, const std::string& timezone) {
  const auto utc = std::chrono::floor<std::chrono::seconds>(now);
  std::chrono::seconds offset{0};
  try {
    offset = date::locate_zone(timezone)->get_info(utc).offset;
  } catch (const std::runtime_error&) {
    // A page without a local date is worth more than no page; `pantau check` names the bad zone.
    offset = std::chrono::seconds{0};
  }
  return std::chrono::floor<std::chrono::days>(utc + offset);
}

std::string date_text(std::chrono::year_month_day date) {
  char text[kDateBytes];
  const int length = std::snprintf(text,
                                   sizeof text,
                                   "%04d-%02u-%02u",
                                   static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()),
                                   static_cast<unsigned>(date.day()));
  return {text, static_cast<std::size_t>(length)};
}

std::string month_text(std::chrono::year_month month) {
  constexpr std::size_t kDayBytes = 3;  // "-01"
  const std::string text = date_text(month / std::chrono::day{1});
  return text.substr(0, text.size() - kDayBytes);
}

std::int64_t LocalDays::begin(std::chrono::year_month_day date) {
  const std::chrono::sys_days day{date};
  const auto [at, is_new] = known_.try_emplace(day);
  if (is_new) {
    at->second = midnight(day, zone_);
  }
  return at->second;
}

std::int64_t LocalDays::end(std::chrono::year_month_day date) {
  return begin(std::chrono::sys_days{date} + std::chrono::days{1});
}

}  // namespace pantau::metrics
