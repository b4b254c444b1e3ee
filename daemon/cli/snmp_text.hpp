// SPDX-License-Identifier: Apache-2.0
/// \file
/// A report of `pantau snmp` for people. What a device says is cleaned: it must not steer a
/// terminal.
#pragma once

#include <string>

#include "daemon/cli/snmp_report.hpp"

namespace pantau::cli {

/// Tables in the language of `[daemon]`.
[[nodiscard]] std::string snmp_text(const SnmpReport& report);

/// "198.18.6.2" or "198.18.6.2:1161"
[[nodiscard]] std::string endpoint_text(const SnmpReport& report);

/// The poll brought something to show.
[[nodiscard]] bool succeeded(const SnmpReport& report);

/// Why it did not, and what to look at.
[[nodiscard]] std::string failure_text(const SnmpReport& report);

}  // namespace pantau::cli
