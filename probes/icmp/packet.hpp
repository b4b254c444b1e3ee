// SPDX-License-Identifier: Apache-2.0
/// \file
/// Our echo on the wire, and what may come back. Every function looks at the bytes given, never
/// beyond.
///
///     0  type, code, checksum      RFC 792, RFC 4443
///     4  identifier, sequence
///     8  slot of the target        big endian, as all of it
///    12  number of the echo
///    16  cookie                    keyed, see cookie.hpp
///    24  pattern                   byte n of the packet is n - 8 modulo 256
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "probes/icmp/echo.hpp"
#include "probes/net/address.hpp"

namespace pantau::icmp {

inline constexpr std::size_t kIcmpHeaderSize = 8;
inline constexpr std::size_t kMinPayloadSize = 16;  ///< slot, number and cookie
inline constexpr std::size_t kMaxPayloadSize = 1472;  ///< an Ethernet frame with IPv4
inline constexpr std::size_t kTokenEnd = kIcmpHeaderSize + kMinPayloadSize;

enum class PacketKind : std::uint8_t { echo_request, echo_reply, error, other };

/// By the first byte of the ICMP header.
[[nodiscard]] PacketKind kind_of(net::Family family, std::uint8_t type);

struct EchoHeader {
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
};

struct EchoToken {
  std::uint32_t slot = 0;
  std::uint32_t number = 0;
  std::uint64_t cookie = 0;
};

/// Fills `packet` (its size decides the payload's, at least kTokenEnd) with an echo request. The
/// checksum is ours for IPv4; the kernel fills it in for IPv6 (RFC 3542, 3.1).
void write_echo_request(net::Family family,
                        const EchoHeader& header,
                        const EchoToken& token,
                        std::span<std::uint8_t> packet);

/// `icmp` has at least kIcmpHeaderSize bytes.
[[nodiscard]] EchoHeader read_echo_header(std::span<const std::uint8_t> icmp);
/// `icmp` has at least kTokenEnd bytes.
[[nodiscard]] EchoToken read_echo_token(std::span<const std::uint8_t> icmp);
[[nodiscard]] bool pattern_intact(std::span<const std::uint8_t> icmp);

/// The internet checksum (RFC 1071) of a whole message: 0 when the checksum in it is right.
[[nodiscard]] std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes);

/// The packet that an ICMP error is about, as far as it was quoted.
struct Quote {
  net::Address destination;
  std::span<const std::uint8_t> icmp;  ///< from the quoted ICMP header on, at least kIcmpHeaderSize
};

/// `icmp` is a whole ICMP error message of at least kIcmpHeaderSize bytes.
[[nodiscard]] std::variant<Quote, UnmatchedReason> read_quote(net::Family family,
                                                              std::span<const std::uint8_t> icmp);

[[nodiscard]] IcmpErrorReason error_reason(net::Family family,
                                           std::uint8_t type,
                                           std::uint8_t code);

}  // namespace pantau::icmp
