// SPDX-License-Identifier: Apache-2.0
/// \file
/// All device profiles: those built in, and those of the folder snmp/ beside the configuration.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/problems.hpp"
#include "config/profile_choice.hpp"

namespace pantau::config {

struct ProfileLibrary {
  ProfileList profiles;  ///< by id, includes resolved
  std::vector<std::filesystem::path> files;  ///< that were read from the folder
};

/// Reads FOLDER/*.toml where there is such a folder; a file replaces the built-in profile of its
/// name. Files among `not_these` (the configuration's own) are passed over. The built-in ones are
/// parsed once in a process, and while no file stands beside them each call gives the same objects.
[[nodiscard]] ProfileLibrary read_profiles(const std::filesystem::path& folder,
                                           const std::vector<std::filesystem::path>& not_these,
                                           Problems& problems);

}  // namespace pantau::config
