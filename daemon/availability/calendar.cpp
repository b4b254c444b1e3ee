// SPDX-License-Identifier: Apache-2.0
#include "daemon/availability/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/time_zone.hpp"

namespace pantau::availability {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;

/// A wall-clock time; 24:00 is the next day's 00:00.
book::Second local_time(config::Date date, std::chrono::seconds of_day, const std::string& zone) {
  return config::to_utc(config::DateTime{date, of_day, std::nullopt}, zone);
}

bool is_served(const config::ServiceHours& hours, config::Date date) {
  const std::chrono::weekday day{sys_days{date}};
  return std::find(hours.days.begin(), hours.days.end(), day) != hours.days.end() &&
         std::find(hours.holidays.begin(), hours.holidays.end(), date) == hours.holidays.end();
}

}  // namespace

book::Second midnight(config::Date date, const std::string& zone) {
  return config::midnight(date, zone);
}

config::Date date_at(book::Second time, const std::string& zone) {
  return config::local_date(time, zone);
}

Month month_of(std::chrono::year_month month, const std::string& zone) {
  const auto first = [&zone](std::chrono::year_month of) {
    return midnight(config::Date{of.year(), of.month(), std::chrono::day{1}}, zone);
  };
  return {month,
          fmt::format(
              "{:04}-{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month())),
          {first(month), first(month + months{1})}};
}

Month month_at(book::Second time, const std::string& zone) {
  const config::Date date = date_at(time, zone);
  return month_of(date.year() / date.month(), zone);
}

std::vector<Month> months_until(book::Second now, int count, const std::string& zone) {
  const config::Date today = date_at(now, zone);
  std::vector<Month> list;
  for (int back = count - 1; back >= 0; --back) {
    list.push_back(month_of(today.year() / today.month() - months{back}, zone));
  }
  return list;
}

std::vector<Month> months_in(Period period, const std::string& zone) {
  std::vector<Month> list;
  if (period.from >= period.to) {
    return list;
  }
  list.push_back(month_at(period.from, zone));
  while (list.back().period.to < period.to) {
    list.push_back(month_of(list.back().month + months{1}, zone));
  }
  return list;
}

std::vector<Period> service_periods(const config::ServiceHours& hours,
                                    Period period,
                                    const std::string& zone) {
  std::vector<Period> list;
  if (period.from >= period.to) {
    return list;
  }
  const sys_days last{date_at(period.to - book::Seconds{1}, zone)};
  for (sys_days day{date_at(period.from, zone)}; day <= last; day += days{1}) {
    const config::Date date{day};
    if (!is_served(hours, date)) {
      continue;
    }
    const Period served{std::max(period.from, local_time(date, hours.from, zone)),
                        std::min(period.to, local_time(date, hours.to, zone))};
    if (served.from < served.to) {
      list.push_back(served);
    }
  }
  return list;
}

}  // namespace pantau::availability
