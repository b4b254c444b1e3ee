// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "probes/net/clock.hpp"

namespace pantau::metrics {

/// The date at `now` in `timezone`; in UTC when this machine does not know that zone.
[[nodiscard]] std::chrono::year_month_day local_date(net::WallTime now,
                                                     const std::string& timezone);

}  // namespace pantau::metrics
