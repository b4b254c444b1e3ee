// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "probes/net/clock.hpp"

namespace pantau::cli {

struct SnmpOptions {
  std::string
      target;  ///< id of a configured device, or an address or host name with or without port
  std::filesystem::path configuration;
  std::string profile;  ///< empty: as configured, else "auto"
  std::string credentials;  ///< empty: as configured
  std::vector<std::string> interfaces;  ///< empty: as configured
  std::optional<net::Nanoseconds> timeout;  ///< of the first attempt
  std::optional<std::uint32_t> retries;
  bool json = false;
};

/// One poll with the daemon's own engine, decoded. \return the exit code.
[[nodiscard]] int snmp(const SnmpOptions& options);

}  // namespace pantau::cli
