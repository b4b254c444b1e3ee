// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "config/load.hpp"

namespace pantau::config {

/// The effective settings of a link as a table of three columns (key, value, where it came from)
/// with a heading, for `pantau explain`; nothing when there is no such link. A key without a value
/// shows "-". The plan must have been loaded with LoadOptions::link_settings.
[[nodiscard]] std::optional<std::string> explain_link(const Plan& plan, const std::string& id);

}  // namespace pantau::config
