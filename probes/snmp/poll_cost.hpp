// SPDX-License-Identifier: Apache-2.0
/// \file
/// What asking a device costs its link.
#pragma once

#include <cstdint>

#include "config/load.hpp"

namespace pantau::snmp {

/// Bytes a day of polling `device` as `plan` says, both ways, IP and UDP headers included: the one
/// GET of known rows and its answer, by the sizes that BER gives them. An estimate: strings and
/// numbers are counted at typical length, retries and the finding of rows are not. With profile
/// "auto": as the generic profile. 0 without credentials.
[[nodiscard]] std::uint64_t polling_bytes_per_day(const config::Plan& plan,
                                                  const config::Device& device);

}  // namespace pantau::snmp
