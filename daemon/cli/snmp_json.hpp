// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "daemon/cli/snmp_report.hpp"

namespace pantau::cli {

/// A report of `pantau snmp` as one document: every key always there, null when not known, units in
/// the keys, times RFC 3339 UTC, counters exact.
[[nodiscard]] std::string snmp_json(const SnmpReport& report);

}  // namespace pantau::cli
