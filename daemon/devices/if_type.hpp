// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace pantau::devices {

/// The name that IANAifType-MIB gives an ifType, for those that routers, radios and modems have;
/// of others the number.
[[nodiscard]] std::string if_type_name(std::int64_t type);

}  // namespace pantau::devices
