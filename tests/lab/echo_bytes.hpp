// SPDX-License-Identifier: Apache-2.0
/// \file
/// Echo requests for tests of the county.
#pragma once

#include <cstdint>
#include <string_view>

#include "tests/lab/packet.hpp"

namespace pantau::lab {

/// Reads "45 00 00 2d"; blanks and what follows '#' in a line are left out.
[[nodiscard]] Bytes from_annotated_hex(std::string_view text);

/// 45 bytes of IPv4 from the gateway to `destination`, identifier 0x1234, payload 00 to 10, with
/// right checksums.
[[nodiscard]] Bytes echo_request_to(std::string_view destination, std::uint16_t sequence = 5);

}  // namespace pantau::lab
