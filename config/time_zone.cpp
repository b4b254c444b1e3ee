// SPDX-License-Identifier: Apache-2.0
#include "config/time_zone.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <exception>

namespace pantau::config {

std::optional<std::string> time_zone_problem(const std::string& name) {
  try {
    // The library would follow any path below the database's folder.
    if (name.starts_with('/') || name.find("..") != std::string::npos) {
      return fmt::format("\"{}\" is not the name of a time zone: write \"Asia/Jayapura\"", name);
    }
    static_cast<void>(date::locate_zone(name));
    return std::nullopt;
  } catch (const std::exception&) {
    return fmt::format(
        "this system knows no time zone \"{}\": write one of `timedatectl list-timezones`, as "
        "\"Asia/Jayapura\", or install the package tzdata",
        name);
  }
}

UtcTime to_utc(const DateTime& local, const std::string& zone) {
  const auto since_epoch = std::chrono::sys_days{local.date}.time_since_epoch() + local.time_of_day;
  if (local.offset) {
    return UtcTime{since_epoch - *local.offset};
  }
  const date::local_seconds wall{since_epoch};
  return date::locate_zone(zone)->to_sys(wall, date::choose::earliest);
}

UtcTime midnight(Date date, const std::string& zone) {
  return to_utc({date, {}, {}}, zone);
}

Date local_date(UtcTime instant, const std::string& zone) {
  const auto wall = date::locate_zone(zone)->to_local(instant);
  const auto days = date::floor<date::days>(wall).time_since_epoch();
  return Date{std::chrono::sys_days{std::chrono::days{days.count()}}};
}

}  // namespace pantau::config
