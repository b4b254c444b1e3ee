// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <variant>

#include "config/toml_bounds.hpp"
#include "config/toml_value.hpp"

namespace pantau::config {

/// One TOML document, or the first thing wrong with it. Any bytes may be given: check_bounds() runs
/// first, so the TOML library never sees what would crash it. A byte order mark at the start is
/// skipped.
[[nodiscard]] std::variant<Table, TextProblem> parse_toml(std::string_view text);

}  // namespace pantau::config
