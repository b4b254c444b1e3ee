// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/load.hpp"
#include "probes/snmp/snmp_runner.hpp"

namespace pantau::devices {

/// How to ask: what the configuration says, as the SNMP runner takes it.
[[nodiscard]] snmp::Credentials credentials_of(const config::SnmpCredentials& written);

/// `device` is one of `plan` and has credentials there. A poll ends with its interval, and after
/// kLongestPoll at the latest: what arrives later is too old to stand beside what came first.
[[nodiscard]] snmp::DeviceTarget target_of(const config::Plan& plan, const config::Device& device);

}  // namespace pantau::devices
