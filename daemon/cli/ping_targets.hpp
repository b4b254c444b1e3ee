// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/cli/ping.hpp"
#include "probes/icmp/echo.hpp"

namespace pantau::cli {

struct PingTarget {
  std::string name;  ///< as written; "NAME (ADDRESS)" when that differs
  net::Address address;
  icmp::EchoSettings settings;
};

struct PingTargets {
  std::vector<PingTarget> targets;
  std::vector<std::string> errors;  ///< one line each: what is wrong and what to write
};

/// Finds address and settings of everything that is to be pinged: a configured link brings its own,
/// all else the technology's; -i and -t win over both. Blocks for name resolution.
[[nodiscard]] PingTargets find_ping_targets(const PingOptions& options);

}  // namespace pantau::cli
