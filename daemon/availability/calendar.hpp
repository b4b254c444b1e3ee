// SPDX-License-Identifier: Apache-2.0
/// \file
/// Local days and months as stretches of UTC. Zones are those of the system's database; a name that
/// it does not have throws std::runtime_error (the configuration was checked).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "config/inventory.hpp"
#include "config/settings.hpp"
#include "daemon/book/link_state.hpp"

namespace pantau::availability {

/// [from, to)
struct Period {
  book::Second from{};
  book::Second to{};

  [[nodiscard]] book::Seconds length() const { return to > from ? to - from : book::Seconds{0}; }

  friend bool operator==(const Period&, const Period&) = default;
};

struct Month {
  std::chrono::year_month month{};
  std::string label;  ///< "2026-10"
  Period period;

  friend bool operator==(const Month&, const Month&) = default;
};

/// 00:00 local of a date.
[[nodiscard]] book::Second midnight(config::Date date, const std::string& zone);
/// The date that `zone` has then.
[[nodiscard]] config::Date date_at(book::Second time, const std::string& zone);
[[nodiscard]] Month month_of(std::chrono::year_month month, const std::string& zone);
[[nodiscard]] Month month_at(book::Second time, const std::string& zone);
/// `count` calendar months, the present one last.
[[nodiscard]] std::vector<Month> months_until(book::Second now, int count, const std::string& zone);
/// All calendar months that `period` touches, whole, oldest first.
[[nodiscard]] std::vector<Month> months_in(Period period, const std::string& zone);
/// The configured service hours inside `period`, oldest first.
[[nodiscard]] std::vector<Period> service_periods(const config::ServiceHours& hours,
                                                  Period period,
                                                  const std::string& zone);

}  // namespace pantau::availability
