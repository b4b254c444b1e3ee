// SPDX-License-Identifier: Apache-2.0
/// \file
/// What every command around the book has in common: it reads the configuration first, and says
/// under its own name what went wrong.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "config/load.hpp"

namespace pantau::cli {

/// Loads `configuration` and does `work`, which returns the exit code. Mistakes of the
/// configuration are listed (78); a UsageError ends with 2, any other exception with 1, each told
/// as "pantau COMMAND: what".
[[nodiscard]] int with_plan(const std::string& configuration,
                            std::string_view command,
                            const std::function<int(const config::Plan&)>& work);

}  // namespace pantau::cli
