// SPDX-License-Identifier: Apache-2.0
/// \file
/// Progress and people as numbers that are read, with the marks of `[daemon] language`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/settings.hpp"
#include "daemon/rollout/progress.hpp"

namespace pantau::cli {

/// "98.7 %", one digit, cut: what is not whole never shows as 100; absent: "-".
[[nodiscard]] std::string progress_text(const std::optional<double>& ratio,
                                        config::Language language);
/// "-12.4 pp": percentage points between the two as progress_text() shows them, so that whoever
/// subtracts gets the same; "-0.0 pp" is behind by less than that. Either absent: "-".
[[nodiscard]] std::string points_text(const std::optional<double>& actual,
                                      const std::optional<double>& planned,
                                      config::Language language);
/// "323,503"
[[nodiscard]] std::string people_text(std::int64_t people, config::Language language);
/// "-0.123456": six digits, cut towards 0; absent: empty.
[[nodiscard]] std::string signed_ratio(const std::optional<double>& ratio);

/// Characters of a bar of progress: on a terminal that is known to show UTF-8, blocks.
enum class BarStyle { ascii, blocks };

/// Standard output is a terminal and the locale's characters are UTF-8.
[[nodiscard]] BarStyle bar_style_of_terminal();

/// `#` done, `-` planned by now and not done, `+` done before its plan, `.` the rest; as blocks
/// full, light and dark.
[[nodiscard]] std::string progress_bar(const rollout::Progress& progress,
                                       int width,
                                       BarStyle style);

}  // namespace pantau::cli
