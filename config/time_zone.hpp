// SPDX-License-Identifier: Apache-2.0
/// \file
/// The little that configuration needs of time zones; hides the time zone library.
#pragma once

#include <optional>
#include <string>

#include "config/inventory.hpp"
#include "config/toml_value.hpp"

namespace pantau::config {

/// What is wrong with the name of a time zone; nothing when the system's database has it.
[[nodiscard]] std::optional<std::string> time_zone_problem(const std::string& name);

/// The instant of a date and time; without an offset of its own it is local to `zone`, which must
/// exist. A local time that a clock change repeats is the earlier, one that it skips its end.
[[nodiscard]] UtcTime to_utc(const DateTime& local, const std::string& zone);

/// 00:00 of a date in `zone`.
[[nodiscard]] UtcTime midnight(Date date, const std::string& zone);

/// The date that `zone` has at `instant`.
[[nodiscard]] Date local_date(UtcTime instant, const std::string& zone);

}  // namespace pantau::config
