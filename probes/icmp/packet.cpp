// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/packet.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace pantau::icmp {

namespace {

using Bytes = std::span<const std::uint8_t>;

// RFC 792 and the IANA registry "ICMP Type Numbers".
constexpr std::uint8_t kReply4 = 0;
constexpr std::uint8_t kUnreachable4 = 3;
constexpr std::uint8_t kSourceQuench4 = 4;
constexpr std::uint8_t kRequest4 = 8;
constexpr std::uint8_t kTimeExceeded4 = 11;
constexpr std::uint8_t kParameterProblem4 = 12;
// RFC 4443.
constexpr std::uint8_t kUnreachable6 = 1;
constexpr std::uint8_t kTooBig6 = 2;
constexpr std::uint8_t kTimeExceeded6 = 3;
constexpr std::uint8_t kParameterProblem6 = 4;
constexpr std::uint8_t kRequest6 = 128;
constexpr std::uint8_t kReply6 = 129;

constexpr std::uint8_t kProtocolIcmp4 = 1;
constexpr std::uint8_t kNextHeaderIcmp6 = 58;
constexpr std::size_t kMinIp4Header = 20;
constexpr std::size_t kIp6Header = 40;

template <typename Integer>
Integer read_big_endian(Bytes bytes, std::size_t offset) {
  Integer value = 0;
  for (const std::uint8_t byte : bytes.subspan(offset, sizeof value)) {
    value = static_cast<Integer>(value << 8U | byte);
  }
  return value;
}

template <typename Integer>
void write_big_endian(std::span<std::uint8_t> bytes, std::size_t offset, Integer value) {
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes[offset + i] = static_cast<std::uint8_t>(value >> (8 * (sizeof value - 1 - i)));
  }
}

constexpr auto kPattern = [] {
  std::array<std::uint8_t, kMaxPayloadSize> pattern{};
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    pattern[i] = static_cast<std::uint8_t>(i % 256);
  }
  return pattern;
}();

std::variant<Quote, UnmatchedReason> read_quote4(Bytes ip) {
  if (ip.size() < kMinIp4Header) {
    return UnmatchedReason::length;
  }
  const std::size_t header = (ip[0] & 0x0fU) * std::size_t{4};
  const bool later_fragment = (read_big_endian<std::uint16_t>(ip, 6) & 0x1fffU) != 0;
  if (ip[0] >> 4U != 4 || ip[9] != kProtocolIcmp4 || later_fragment) {
    return UnmatchedReason::type;
  }
  if (header < kMinIp4Header || ip.size() < header + kIcmpHeaderSize) {
    return UnmatchedReason::length;
  }
  Quote quote{.destination = {.family = net::Family::v4}, .icmp = ip.subspan(header)};
  std::ranges::copy(ip.subspan(16, 4), quote.destination.bytes.begin());
  return quote;
}

std::variant<Quote, UnmatchedReason> read_quote6(Bytes ip) {
  if (ip.size() < kIp6Header + kIcmpHeaderSize) {
    return UnmatchedReason::length;
  }
  if (ip[0] >> 4U != 6 || ip[6] != kNextHeaderIcmp6) {
    return UnmatchedReason::type;
  }
  Quote quote{.destination = {.family = net::Family::v6}, .icmp = ip.subspan(kIp6Header)};
  std::ranges::copy(ip.subspan(24, 16), quote.destination.bytes.begin());
  return quote;
}

IcmpErrorReason unreachable_reason4(std::uint8_t code) {
  switch (code) {
    case 0:  // network unreachable
    case 6:  // destination network unknown
    case 11:  // network unreachable for this type of service
      return IcmpErrorReason::net_unreachable;
    case 1:  // host unreachable
    case 7:  // destination host unknown
    case 12:  // host unreachable for this type of service
      return IcmpErrorReason::host_unreachable;
    case 3:
      return IcmpErrorReason::port_unreachable;
    case 4:  // fragmentation needed and don't fragment set
      return IcmpErrorReason::packet_too_big;
    case 9:  // RFC 1122: network administratively prohibited
    case 10:  // host administratively prohibited
    case 13:  // RFC 1812: communication administratively prohibited
      return IcmpErrorReason::admin_prohibited;
    default:
      return IcmpErrorReason::other;
  }
}

IcmpErrorReason unreachable_reason6(std::uint8_t code) {
  switch (code) {
    case 0:  // no route to destination
      return IcmpErrorReason::net_unreachable;
    case 3:  // address unreachable
      return IcmpErrorReason::host_unreachable;
    case 4:
      return IcmpErrorReason::port_unreachable;
    case 1:  // administratively prohibited; RFC 4443 calls 5 and 6 more informative subsets of it
    case 5:
    case 6:
      return IcmpErrorReason::admin_prohibited;
    default:
      return IcmpErrorReason::other;
  }
}

}  // namespace

PacketKind kind_of(net::Family family, std::uint8_t type) {
  const bool v4 = family == net::Family::v4;
  if (type == (v4 ? kReply4 : kReply6)) {
    return PacketKind::echo_reply;
  }
  if (type == (v4 ? kRequest4 : kRequest6)) {
    return PacketKind::echo_request;
  }
  const bool error4 = type == kUnreachable4 || type == kSourceQuench4 || type == kTimeExceeded4 ||
                      type == kParameterProblem4;
  const bool error6 = type >= kUnreachable6 && type <= kParameterProblem6;
  return (v4 ? error4 : error6) ? PacketKind::error : PacketKind::other;
}

void write_echo_request(net::Family family,
                        const EchoHeader& header,
                        const EchoToken& token,
                        std::span<std::uint8_t> packet) {
  assert(packet.size() >= kTokenEnd && packet.size() <= kIcmpHeaderSize + kMaxPayloadSize);
  packet[0] = family == net::Family::v4 ? kRequest4 : kRequest6;
  packet[1] = 0;
  write_big_endian(packet, 2, std::uint16_t{0});
  write_big_endian(packet, 4, header.identifier);
  write_big_endian(packet, 6, header.sequence);
  write_big_endian(packet, 8, token.slot);
  write_big_endian(packet, 12, token.number);
  write_big_endian(packet, 16, token.cookie);
  const auto pattern = packet.subspan(kTokenEnd);
  std::copy_n(kPattern.begin() + kMinPayloadSize, pattern.size(), pattern.begin());
  if (family == net::Family::v4) {
    write_big_endian(packet, 2, internet_checksum(packet));
  }
}

EchoHeader read_echo_header(Bytes icmp) {
  return {.identifier = read_big_endian<std::uint16_t>(icmp, 4),
          .sequence = read_big_endian<std::uint16_t>(icmp, 6)};
}

EchoToken read_echo_token(Bytes icmp) {
  return {.slot = read_big_endian<std::uint32_t>(icmp, 8),
          .number = read_big_endian<std::uint32_t>(icmp, 12),
          .cookie = read_big_endian<std::uint64_t>(icmp, 16)};
}

bool pattern_intact(Bytes icmp) {
  const Bytes pattern = icmp.subspan(kTokenEnd);
  return pattern.size() <= kMaxPayloadSize - kMinPayloadSize &&
         std::equal(pattern.begin(), pattern.end(), kPattern.begin() + kMinPayloadSize);
}

std::uint16_t internet_checksum(Bytes bytes) {
  std::uint64_t sum = 0;
  std::size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) {
    sum += static_cast<std::uint64_t>(bytes[i]) << 8U | bytes[i + 1];
  }
  if (i < bytes.size()) {
    sum += static_cast<std::uint64_t>(bytes[i]) << 8U;
  }
  while (sum > 0xffffU) {
    sum = (sum & 0xffffU) + (sum >> 16U);
  }
  return static_cast<std::uint16_t>(~sum & 0xffffU);
}

std::variant<Quote, UnmatchedReason> read_quote(net::Family family, Bytes icmp) {
  const Bytes ip = icmp.subspan(kIcmpHeaderSize);
  return family == net::Family::v4 ? read_quote4(ip) : read_quote6(ip);
}

IcmpErrorReason error_reason(net::Family family, std::uint8_t type, std::uint8_t code) {
  const bool v4 = family == net::Family::v4;
  if (type == (v4 ? kUnreachable4 : kUnreachable6)) {
    return v4 ? unreachable_reason4(code) : unreachable_reason6(code);
  }
  // Code 1 is a reassembly that took too long: our packet did arrive.
  if (type == (v4 ? kTimeExceeded4 : kTimeExceeded6) && code == 0) {
    return IcmpErrorReason::ttl_exceeded;
  }
  if (!v4 && type == kTooBig6) {
    return IcmpErrorReason::packet_too_big;
  }
  return IcmpErrorReason::other;
}

}  // namespace pantau::icmp
