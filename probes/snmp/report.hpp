// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a report of version 3 says was wrong. Pure.
#pragma once

#include <string>

#include "probes/snmp/message.hpp"

namespace pantau::snmp {

struct Report {
  Fault fault = Fault::other;
  std::string name;  ///< "usmStatsWrongDigests", or the object identifier
};

/// `reported`: the first name in the report (RFC 3414, 3.2; RFC 3412, 7.1).
[[nodiscard]] Report read_report(const Oid& reported);

}  // namespace pantau::snmp
