// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a datagram says of itself before net-snmp may see it: to which request it belongs, and
/// whether all its lengths fit into one another. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "config/oid.hpp"
#include "probes/snmp/message.hpp"

namespace pantau::snmp {

using ByteView = std::span<const std::byte>;

inline constexpr std::uint8_t kResponsePdu = 0xA2;  ///< RFC 3416, 3
inline constexpr std::uint8_t kReportPdu = 0xA8;

/// Views into the datagram.
struct Datagram {
  Version version = Version::v2c;
  std::uint32_t id = 0;  ///< request id of v1 and v2c, msgID of v3
  /// Every length fits, nothing is left over, and values have a length that their type can have.
  /// Of an encrypted message only what is not encrypted. When false, only what is above counts.
  bool well_formed = false;
  std::uint8_t pdu_type = 0;  ///< 0 of an encrypted message
  ByteView community;  ///< v1, v2c

  bool authenticated = false;  ///< v3: says so; the digest is net-snmp's business
  bool encrypted = false;
  ByteView engine_id;
  std::uint32_t engine_boots = 0;
  std::uint32_t engine_time = 0;
  ByteView user;
  config::Oid report;  ///< v3: what a report that is not encrypted reports
};

/// nullopt: no request can be found by it.
[[nodiscard]] std::optional<Datagram> read_datagram(ByteView bytes);

}  // namespace pantau::snmp
