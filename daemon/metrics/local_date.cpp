// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/local_date.hpp"

#include <date/tz.h>

#include <stdexcept>

namespace pantau::metrics {

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

}  // namespace pantau::metrics
