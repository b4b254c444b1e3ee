// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace pantau::availability {

/// The month that "2026-10" names; nothing for any other text.
[[nodiscard]] std::optional<std::chrono::year_month> month_named(std::string_view label);

}  // namespace pantau::availability
