// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/packet.hpp"

#include <algorithm>
#include <cstddef>

namespace pantau::lab {
namespace {

constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kIcmpHeader = 8;
constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kIcmpv6 = 58;
constexpr std::uint8_t kEchoRequest = 8;
constexpr std::uint8_t kEchoReply = 0;
constexpr std::uint8_t kEchoRequest6 = 128;
constexpr std::uint8_t kEchoReply6 = 129;
constexpr std::size_t kCookieOffset = 8;  // in the payload: the second half of what probes compare
constexpr std::size_t kCookieBytes = 8;

std::uint16_t read16(ByteView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

void write16(std::span<std::uint8_t> bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8U & 0xffU);
  bytes[at + 1] = static_cast<std::uint8_t>(value & 0xffU);
}

std::uint64_t sum16(ByteView bytes, std::uint64_t sum = 0) {
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    sum += read16(bytes, i);
  }
  return bytes.size() % 2 == 0 ? sum : sum + (static_cast<std::uint64_t>(bytes.back()) << 8U);
}

std::uint16_t folded(std::uint64_t sum) {
  while (sum > 0xffffU) {
    sum = (sum & 0xffffU) + (sum >> 16U);
  }
  return static_cast<std::uint16_t>(~sum & 0xffffU);
}

/// The pseudo header of RFC 8200, 8.1; IPv4 has none for ICMP.
std::uint64_t pseudo_header_sum(const Ip& source, const Ip& destination, std::size_t length) {
  if (source.is_v4()) {
    return 0;
  }
  return sum16(destination.bytes, sum16(source.bytes)) + length + kIcmpv6;
}

struct Ends {
  Ip source;
  Ip destination;
  std::uint8_t ttl = 0;
};

void seal_icmp(std::span<std::uint8_t> icmp, const Ends& ends) {
  if (icmp.size() < 4) {
    return;  // cut before its checksum
  }
  write16(icmp, 2, 0);
  write16(
      icmp, 2, folded(sum16(icmp, pseudo_header_sum(ends.source, ends.destination, icmp.size()))));
}

/// An IP packet around ICMP bytes, whose checksum is taken as it is.
Bytes wrap(ByteView icmp, const Ends& ends) {
  const bool v4 = ends.source.is_v4();
  Bytes packet(v4 ? kIpv4Header : kIpv6Header);
  if (v4) {
    packet[0] = 0x45;
    write16(packet, 2, kIpv4Header + icmp.size());
    packet[6] = 0x40;  // don't fragment
    packet[8] = ends.ttl;
    packet[9] = kIcmp;
  } else {
    packet[0] = 0x60;
    write16(packet, 4, icmp.size());
    packet[6] = kIcmpv6;
    packet[7] = ends.ttl;
  }
  const auto source = ends.source.wire();
  const auto destination = ends.destination.wire();
  const auto addresses = packet.begin() + (v4 ? 12 : 8);
  std::copy(
      destination.begin(), destination.end(), std::copy(source.begin(), source.end(), addresses));
  if (v4) {
    write16(packet, 10, internet_checksum(packet));
  }
  packet.insert(packet.end(), icmp.begin(), icmp.end());
  return packet;
}

Ends reply_ends(const EchoRequest& request, std::uint8_t ttl) {
  return {request.destination, request.source, ttl};
}

/// The request's ICMP bytes as a reply, not yet sealed.
Bytes reply_icmp(const EchoRequest& request) {
  Bytes icmp(request.icmp.begin(), request.icmp.end());
  icmp[0] = request.source.is_v4() ? kEchoReply : kEchoReply6;
  return icmp;
}

Bytes sealed(Bytes icmp, const Ends& ends) {
  seal_icmp(icmp, ends);
  return wrap(icmp, ends);
}

void flip(Bytes& bytes, std::size_t from, std::size_t count) {
  for (std::size_t i = from; i < std::min(bytes.size(), from + count); ++i) {
    bytes[i] ^= 0xffU;
  }
}

Ip next_address(Ip address) {
  for (std::size_t i = address.bytes.size(); i-- > 0;) {
    if (++address.bytes[i] != 0) {
      break;
    }
  }
  return address;
}

struct Layout {
  Ip source;
  Ip destination;
  std::size_t header;
  std::size_t length;
};

std::optional<Layout> ipv4_layout(ByteView packet) {
  const std::size_t header = 4 * static_cast<std::size_t>(packet[0] & 0x0fU);
  const std::size_t length = packet.size() < kIpv4Header ? 0 : read16(packet, 2);
  constexpr unsigned kFragment = 0x3fff;  // more fragments, offset
  if (header < kIpv4Header || length < header || length > packet.size() || packet[9] != kIcmp ||
      (read16(packet, 6) & kFragment) != 0) {
    return std::nullopt;
  }
  return Layout{
      ip_from_wire(packet.subspan(12, 4)), ip_from_wire(packet.subspan(16, 4)), header, length};
}

std::optional<Layout> ipv6_layout(ByteView packet) {
  if (packet.size() < kIpv6Header || packet[6] != kIcmpv6) {
    return std::nullopt;
  }
  const std::size_t length = kIpv6Header + read16(packet, 4);
  if (length > packet.size()) {
    return std::nullopt;
  }
  return Layout{ip_from_wire(packet.subspan(8, 16)),
                ip_from_wire(packet.subspan(24, 16)),
                kIpv6Header,
                length};
}

std::optional<Layout> layout(ByteView packet) {
  if (packet.empty()) {
    return std::nullopt;
  }
  switch (packet[0] >> 4U) {
    case 4:
      return ipv4_layout(packet);
    case 6:
      return ipv6_layout(packet);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::uint16_t internet_checksum(ByteView bytes) {
  return folded(sum16(bytes));
}

bool has_right_checksums(ByteView packet) {
  const auto parts = layout(packet);
  if (!parts) {
    return false;
  }
  const ByteView icmp = packet.subspan(parts->header, parts->length - parts->header);
  const auto pseudo = pseudo_header_sum(parts->source, parts->destination, icmp.size());
  const bool header_right =
      !parts->source.is_v4() || internet_checksum(packet.first(parts->header)) == 0;
  return header_right && folded(sum16(icmp, pseudo)) == 0;
}

std::optional<EchoRequest> parse_echo_request(ByteView packet) {
  const auto parts = layout(packet);
  if (!parts || parts->length < parts->header + kIcmpHeader) {
    return std::nullopt;
  }
  EchoRequest request;
  request.source = parts->source;
  request.destination = parts->destination;
  request.packet = packet.first(parts->length);
  request.icmp = request.packet.subspan(parts->header);
  if (request.icmp[0] != (request.source.is_v4() ? kEchoRequest : kEchoRequest6) ||
      request.icmp[1] != 0) {
    return std::nullopt;
  }
  request.identifier = read16(request.icmp, 4);
  request.sequence = read16(request.icmp, 6);
  request.payload = request.icmp.subspan(kIcmpHeader);
  return request;
}

Bytes make_reply(const EchoRequest& request, std::uint8_t ttl) {
  return sealed(reply_icmp(request), reply_ends(request, ttl));
}

Bytes make_corrupt_reply(const EchoRequest& request, std::uint8_t ttl, const Corrupt& corrupt) {
  const Ends ends = reply_ends(request, ttl);
  Bytes icmp = reply_icmp(request);
  switch (corrupt.kind) {
    case Corrupt::Kind::payload:
      if (icmp.size() > kIcmpHeader) {
        flip(icmp, icmp.size() - 1, 1);
      }
      break;
    case Corrupt::Kind::truncate:
      icmp.resize(std::min<std::size_t>(icmp.size(), corrupt.bytes));
      break;
    case Corrupt::Kind::extend:
      icmp.resize(icmp.size() + corrupt.bytes, 0xa5);
      break;
    case Corrupt::Kind::checksum:
      seal_icmp(icmp, ends);
      flip(icmp, 2, 2);
      return wrap(icmp, ends);
  }
  return sealed(std::move(icmp), ends);
}

Bytes make_forged_reply(const EchoRequest& request, std::uint8_t ttl, const Forgery& forgery) {
  Ends ends = reply_ends(request, ttl);
  Bytes icmp = reply_icmp(request);
  switch (forgery.kind) {
    case Forgery::Kind::cookie:
      flip(icmp, kIcmpHeader + kCookieOffset, kCookieBytes);
      break;
    case Forgery::Kind::source:
      ends.source = forgery.from.value_or(next_address(request.destination));
      break;
    case Forgery::Kind::identifier:
      flip(icmp, 4, 2);
      break;
    case Forgery::Kind::sequence:
      flip(icmp, 6, 2);
      break;
    case Forgery::Kind::zero:
      std::fill(icmp.begin() + kIcmpHeader, icmp.end(), std::uint8_t{0});
      break;
    case Forgery::Kind::ones:
      std::fill(icmp.begin() + kIcmpHeader, icmp.end(), std::uint8_t{0xff});
      break;
  }
  return sealed(std::move(icmp), ends);
}

Bytes make_error(const EchoRequest& request, std::uint8_t ttl, const IcmpError& error) {
  // RFC 4443, 2.4(c): as much as fits into the least MTU of IPv6; IPv4 hosts do alike (576).
  constexpr std::size_t kMostQuoted = 1232;
  const std::size_t header = request.packet.size() - request.icmp.size();
  const std::size_t quoted =
      error.quote_all ? std::min(request.packet.size(), kMostQuoted) : header + kIcmpHeader;
  Bytes quote(request.packet.begin(), request.packet.begin() + static_cast<std::ptrdiff_t>(quoted));
  if (error.forged) {
    flip(quote, header - 1, 1);  // last byte of the destination when there are no options
    flip(quote, header + 4, 4);  // identifier and sequence number
  }
  Bytes icmp{error.type, error.code, 0, 0, 0, 0, 0, 0};
  icmp.insert(icmp.end(), quote.begin(), quote.end());
  const Ends ends{error.from.value_or(request.destination), request.source, ttl};
  return sealed(std::move(icmp), ends);
}

}  // namespace pantau::lab
