// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "probes/net/clock.hpp"

namespace pantau::metrics {

/// The date at `now` in `timezone`; in UTC when this machine does not know that zone.
[[nodiscard]] std::chrono::year_month_day local_date(net::WallTime now,
                                                     const std::string& timezone);

/// "2026-10-31"
[[nodiscard]] std::string date_text(std::chrono::year_month_day date);
/// "2026-10"
[[nodiscard]] std::string month_text(std::chrono::year_month month);

/// Local days as Unix time. A rollout names the same few hundred dates over and over, and asking
/// the time zone database for each anew is what would cost.
class LocalDays {
 public:
  /// As local_date: UTC when this machine does not know that zone.
  explicit LocalDays(std::string zone) : zone_(std::move(zone)) {}

  /// 00:00 of the date.
  [[nodiscard]] std::int64_t begin(std::chrono::year_month_day date);
  /// The instant at which the date is over: 00:00 of the next one.
  [[nodiscard]] std::int64_t end(std::chrono::year_month_day date);

 private:
  std::string zone_;
  std::map<std::chrono::sys_days, std::int64_t> known_;
};

}  // namespace pantau::metrics
