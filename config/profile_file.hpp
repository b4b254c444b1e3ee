// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reads one file of the folder snmp/: a device profile.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/device_profile.hpp"
#include "config/problems.hpp"

namespace pantau::config {

/// A profile as its own file says it, before it takes in what it includes.
struct WrittenProfile {
  DeviceProfile profile;
  std::vector<std::pair<std::string, Place>> includes;
  std::string path;  ///< "profile.ups.include", for messages
};

/// More would not fit into a request that an agent answers at once.
constexpr std::size_t kMaxSources = 200;
constexpr std::size_t kMaxTables = 32;
constexpr std::uint32_t kMaxRows = 256;

/// Any bytes may be given. `file` is what messages show, `stem` its name without folder and
/// ".toml", which the profile's id must equal. What has a mistake is reported and left out.
[[nodiscard]] WrittenProfile read_profile_file(std::string_view text,
                                               const std::string& file,
                                               const std::string& stem,
                                               Problems& problems);

}  // namespace pantau::config
