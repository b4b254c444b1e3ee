// SPDX-License-Identifier: Apache-2.0
/// \file
/// Times and durations for people, in the zone of `[daemon] timezone`.
#pragma once

#include <string>

#include "config/settings.hpp"
#include "daemon/book/link_state.hpp"

namespace pantau::cli {

/// "2026-11-22 03:01:05"
[[nodiscard]] std::string local_text(book::Second time, const std::string& zone);
/// As short as it stays clear: "03:01:05" on the same local day as `now`, else "20 Nov 03:01", and
/// "20 Nov 2025" when it is over 300 days away. Month names in `language`.
[[nodiscard]] std::string short_text(book::Second time,
                                     book::Second now,
                                     const config::DaemonSettings& daemon);
/// "WIT": what the zone is called then; "+09" where the database has no name for it.
[[nodiscard]] std::string zone_text(book::Second time, const std::string& zone);
/// "12 s", "4 min 05 s", "13 h 25 min", "3 d 04 h"; Indonesian "dtk mnt jam hr".
[[nodiscard]] std::string length_text(book::Seconds length, config::Language language);

}  // namespace pantau::cli
