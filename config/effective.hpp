// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/load.hpp"

namespace pantau::config {

/// The effective configuration as TOML: templates and technologies applied, includes gone, every
/// secret written as "<secret>" and password hashes as a comment. What it prints loads again to the
/// same plan, but for secrets, users and places. For GET /config.
[[nodiscard]] std::string effective_toml(const Plan& plan);

}  // namespace pantau::config
