// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "config/problems.hpp"
#include "config/profile_choice.hpp"
#include "config/profile_file.hpp"

namespace pantau::config {

using WrittenProfiles = std::map<std::string, std::shared_ptr<const WrittenProfile>>;

/// Each profile with what it includes behind its own: scalars and tables in the order in which
/// they are preferred, of tables with the same id the first. Sorted by id. Reports includes that
/// lead nowhere or in a circle, and profiles that grow too large.
[[nodiscard]] ProfileList resolve_includes(const WrittenProfiles& written, Problems& problems);

}  // namespace pantau::config
