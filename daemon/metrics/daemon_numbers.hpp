// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the web thread knows and a snapshot does not: the numbers of the daemon itself.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "daemon/metrics/process_numbers.hpp"
#include "probes/net/clock.hpp"

namespace pantau::metrics {

/// `pantau_build_info`.
struct BuildInfo {
  std::string version;
  std::string revision;
  std::string compiler;
};

struct DaemonNumbers {
  BuildInfo build;
  ProcessNumbers process;
  /// Answers given, by route (as the contract lists them, else "other") and status code.
  std::map<std::pair<std::string, unsigned>, std::uint64_t> http_requests;
  /// How long the last page took to render; absent before the first.
  std::optional<net::Nanoseconds> exposition_duration;
};

}  // namespace pantau::metrics
