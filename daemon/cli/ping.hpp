// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "probes/net/clock.hpp"

namespace pantau::cli {

struct PingOptions {
  std::vector<std::string> targets;  ///< addresses, host names, or ids of configured links
  std::filesystem::path configuration;
  bool configuration_given = false;  ///< -c was written: then it must load
  std::uint32_t count = 5;  ///< echoes per target; 0 = until interrupted
  std::optional<net::Nanoseconds> interval;
  std::optional<net::Nanoseconds> timeout;
  std::string technology;
  bool json = false;
};

/// Echoes with the daemon's own engine, shown as they come. \return the exit code.
[[nodiscard]] int ping(const PingOptions& options);

}  // namespace pantau::cli
