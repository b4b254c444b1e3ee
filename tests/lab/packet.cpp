// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/packet.hpp"

#include <algorithm>
#include <cstddef>

namespace pantau::lab {
namespace {

constexpr std::size_t kIcmpHeader = 8;
constexpr std::uint8_t kEchoRequest = 8;
constexpr std::uint8_t kEchoReply = 0;
constexpr std::uint8_t kEchoRequest6 = 128;
constexpr std::uint8_t kEchoReply6 = 129;
constexpr std::size_t kCookieOffset = 8;  // in the payload: the second half of what probes compare
constexpr std::size_t kCookieBytes = 8;

/// ICMPv6 has a pseudo header (RFC 4443, 2.3), ICMP has none.
std::uint64_t pseudo_sum(const Ends& ends, std::size_t length) {
  return ends.source.is_v4() ? 0 : pseudo_header_sum(ends, kIcmpv6, length);
}

void seal_icmp(std::span<std::uint8_t> icmp, const Ends& ends) {
  if (icmp.size() < 4) {
    return;  // cut before its checksum
  }
  write16(icmp, 2, 0);
  write16(icmp, 2, folded(sum16(icmp, pseudo_sum(ends, icmp.size()))));
}

Bytes wrap_icmp(ByteView icmp, const Ends& ends) {
  return wrap(icmp, ends.source.is_v4() ? kIcmp : kIcmpv6, ends);
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
  return wrap_icmp(icmp, ends);
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

/// Nothing for what is no whole ICMP packet.
std::optional<IpLayout> icmp_layout(ByteView packet) {
  const auto layout = parse_ip_header(packet);
  const bool icmp = layout && !layout->fragment &&
                    layout->protocol == (layout->ends.source.is_v4() ? kIcmp : kIcmpv6);
  return icmp ? layout : std::nullopt;
}

}  // namespace

bool has_right_checksums(ByteView packet) {
  const auto parts = icmp_layout(packet);
  if (!parts) {
    return false;
  }
  const ByteView icmp = packet.subspan(parts->header, parts->length - parts->header);
  const auto pseudo = pseudo_sum(parts->ends, icmp.size());
  const bool header_right =
      !parts->ends.source.is_v4() || internet_checksum(packet.first(parts->header)) == 0;
  return header_right && folded(sum16(icmp, pseudo)) == 0;
}

std::optional<EchoRequest> parse_echo_request(ByteView packet) {
  const auto parts = icmp_layout(packet);
  if (!parts || parts->length < parts->header + kIcmpHeader) {
    return std::nullopt;
  }
  EchoRequest request;
  request.source = parts->ends.source;
  request.destination = parts->ends.destination;
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
      return wrap_icmp(icmp, ends);
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
