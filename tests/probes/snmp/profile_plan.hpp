// SPDX-License-Identifier: Apache-2.0
/// \file
/// The device profiles as config::load gives them, and what they make of a recording.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"
#include "tests/probes/snmp/recorded_agent.hpp"

namespace pantau::snmp {

/// That of an empty configuration: the built-in profiles alone.
[[nodiscard]] const config::Plan& plan_of_built_in_profiles();

/// tests/data/snmp/NAME.snmprec: invented values, the shape of a real agent.
[[nodiscard]] RecordedAgent synthetic(const std::string& name);

/// "auto" takes `profile` for the agent of tests/data/snmp/RECORDING.snmprec, and reads exactly
/// `expected` from it.
void expect_lines(const std::string& recording,
                  const std::string& profile,
                  const std::vector<std::string>& interfaces,
                  const std::vector<std::string>& expected);

}  // namespace pantau::snmp
