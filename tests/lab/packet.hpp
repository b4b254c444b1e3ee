// SPDX-License-Identifier: Apache-2.0
/// \file
/// Echo requests read and echo replies, errors and forgeries made, as bytes from the IP header on.
#pragma once

#include <cstdint>
#include <optional>

#include "tests/lab/behaviour.hpp"
#include "tests/lab/ip.hpp"
#include "tests/lab/wire.hpp"

namespace pantau::lab {

/// Views into the packet that was read.
struct EchoRequest {
  Ip source;
  Ip destination;
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
  ByteView packet;  ///< from the IP header on
  ByteView icmp;  ///< from the ICMP header on, 8 bytes or more
  ByteView payload;  ///< after the ICMP header
};

/// Nothing for all that is no whole, unfragmented ICMP echo request.
[[nodiscard]] std::optional<EchoRequest> parse_echo_request(ByteView packet);

/// True when the IPv4 header checksum and the ICMP checksum are right.
[[nodiscard]] bool has_right_checksums(ByteView packet);

[[nodiscard]] Bytes make_reply(const EchoRequest& request, std::uint8_t ttl);
[[nodiscard]] Bytes make_corrupt_reply(const EchoRequest& request,
                                       std::uint8_t ttl,
                                       const Corrupt& corrupt);
[[nodiscard]] Bytes make_forged_reply(const EchoRequest& request,
                                      std::uint8_t ttl,
                                      const Forgery& forgery);
[[nodiscard]] Bytes make_error(const EchoRequest& request,
                               std::uint8_t ttl,
                               const IcmpError& error);

}  // namespace pantau::lab
