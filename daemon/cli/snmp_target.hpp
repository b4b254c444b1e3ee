// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "config/load.hpp"
#include "daemon/cli/snmp.hpp"
#include "probes/net/address.hpp"

namespace pantau::cli {

/// Whom to ask and how.
struct SnmpTarget {
  /// The configuration with the one device that is asked, as the options changed it.
  std::shared_ptr<const config::Plan> plan;
  net::Address address;
  bool configured = false;  ///< `[[device]]` of the configuration, not an address alone
  bool profile_given = false;  ///< by --profile or by the configuration: nothing to choose

  [[nodiscard]] const config::Device& device() const { return plan->devices.front(); }

  [[nodiscard]] const config::SnmpCredentials& credentials() const {
    return *plan->find_credentials(device().credentials);
  }
};

/// What is wrong and what to write, one line.
using TargetProblem = std::string;

/// Blocks for name resolution.
[[nodiscard]] std::variant<SnmpTarget, TargetProblem> find_snmp_target(const config::Plan& plan,
                                                                       const SnmpOptions& options);

}  // namespace pantau::cli
