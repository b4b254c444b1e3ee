// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/wire.hpp"

#include <algorithm>
#include <utility>

namespace pantau::lab {
namespace {

constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr std::size_t kFragmentHeader = 8;
constexpr std::uint8_t kFragmentFollows = 44;
constexpr unsigned kOffsetMask = 0x1fff;
constexpr unsigned kMoreFragments = 0x2000;
constexpr std::size_t kLargestContent = 65535;
constexpr std::size_t kMostWaiting = 256;

std::uint32_t read32(ByteView bytes, std::size_t at) {
  return static_cast<std::uint32_t>(read16(bytes, at)) << 16U | read16(bytes, at + 2);
}

std::optional<IpLayout> ipv4_layout(ByteView packet) {
  const std::size_t header = 4 * static_cast<std::size_t>(packet[0] & 0x0fU);
  const std::size_t length = packet.size() < kIpv4Header ? 0 : read16(packet, 2);
  if (header < kIpv4Header || length < header || length > packet.size()) {
    return std::nullopt;
  }
  IpLayout layout{
      {ip_from_wire(packet.subspan(12, 4)), ip_from_wire(packet.subspan(16, 4)), packet[8]},
      packet[9],
      header,
      length,
      {}};
  if (const unsigned flags = read16(packet, 6); (flags & (kOffsetMask | kMoreFragments)) != 0) {
    layout.fragment = {
        read16(packet, 4), std::size_t{8} * (flags & kOffsetMask), (flags & kMoreFragments) != 0};
  }
  return layout;
}

std::optional<IpLayout> ipv6_layout(ByteView packet) {
  const std::size_t length = packet.size() < kIpv6Header ? 0 : kIpv6Header + read16(packet, 4);
  if (length == 0 || length > packet.size()) {
    return std::nullopt;
  }
  IpLayout layout{
      {ip_from_wire(packet.subspan(8, 16)), ip_from_wire(packet.subspan(24, 16)), packet[7]},
      packet[6],
      kIpv6Header,
      length,
      {}};
  if (layout.protocol == kFragmentFollows) {
    layout.header += kFragmentHeader;
    if (length < layout.header) {
      return std::nullopt;
    }
    const unsigned place = read16(packet, kIpv6Header + 2);
    layout.protocol = packet[kIpv6Header];
    layout.fragment = {read32(packet, kIpv6Header + 4), place & ~7U, (place & 1U) != 0};
  }
  return layout;
}

void write_fragment_header(Bytes& piece, std::uint8_t protocol, const Fragment& fragment) {
  const std::array<std::uint8_t, kFragmentHeader> header{
      protocol,
      0,
      static_cast<std::uint8_t>(fragment.offset >> 8U),
      static_cast<std::uint8_t>((fragment.offset & 0xf8U) | (fragment.more ? 1U : 0U)),
      static_cast<std::uint8_t>(fragment.id >> 24U),
      static_cast<std::uint8_t>(fragment.id >> 16U & 0xffU),
      static_cast<std::uint8_t>(fragment.id >> 8U & 0xffU),
      static_cast<std::uint8_t>(fragment.id & 0xffU)};
  piece.insert(piece.begin() + kIpv6Header, header.begin(), header.end());
  piece[6] = kFragmentFollows;
  write16(piece, 4, piece.size() - kIpv6Header);
}

void write_fragment_fields(Bytes& piece, const Fragment& fragment) {
  write16(piece, 4, fragment.id & 0xffffU);
  write16(piece, 6, fragment.offset / 8 | (fragment.more ? kMoreFragments : 0U));
  write16(piece, 10, 0);
  write16(piece, 10, internet_checksum(ByteView(piece).first(kIpv4Header)));
}

}  // namespace

std::uint16_t read16(ByteView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

void write16(std::span<std::uint8_t> bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8U & 0xffU);
  bytes[at + 1] = static_cast<std::uint8_t>(value & 0xffU);
}

std::uint64_t sum16(ByteView bytes, std::uint64_t sum) {
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

std::uint16_t internet_checksum(ByteView bytes) {
  return folded(sum16(bytes));
}

std::uint64_t pseudo_header_sum(const Ends& ends, std::uint8_t protocol, std::size_t length) {
  return sum16(ends.destination.wire(), sum16(ends.source.wire())) + length + protocol;
}

std::optional<IpLayout> parse_ip_header(ByteView packet) {
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

Bytes wrap(ByteView content, std::uint8_t protocol, const Ends& ends) {
  const bool v4 = ends.source.is_v4();
  Bytes packet(v4 ? kIpv4Header : kIpv6Header);
  if (v4) {
    packet[0] = 0x45;
    write16(packet, 2, kIpv4Header + content.size());
    packet[6] = 0x40;  // don't fragment
    packet[8] = ends.ttl;
    packet[9] = protocol;
  } else {
    packet[0] = 0x60;
    write16(packet, 4, content.size());
    packet[6] = protocol;
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
  packet.insert(packet.end(), content.begin(), content.end());
  return packet;
}

std::vector<Bytes> fragmented(const Bytes& packet, std::size_t mtu, std::uint32_t id) {
  const auto layout = parse_ip_header(packet);
  if (!layout || packet.size() <= mtu) {
    return {packet};
  }
  const bool v4 = layout->ends.source.is_v4();
  const ByteView content = ByteView(packet).subspan(layout->header);
  const std::size_t most = (mtu - layout->header - (v4 ? 0 : kFragmentHeader)) & ~std::size_t{7};
  std::vector<Bytes> pieces;
  for (std::size_t offset = 0; offset < content.size(); offset += most) {
    const std::size_t length = std::min(most, content.size() - offset);
    const Fragment fragment{id, offset, offset + length < content.size()};
    Bytes piece = wrap(content.subspan(offset, length), layout->protocol, layout->ends);
    if (v4) {
      write_fragment_fields(piece, fragment);
    } else {
      write_fragment_header(piece, layout->protocol, fragment);
    }
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

std::optional<Reassembly::Whole> Reassembly::add(ByteView packet,
                                                 const IpLayout& layout,
                                                 nanoseconds since_start) {
  constexpr std::chrono::seconds kPatience{30};  // of Linux; RFC 791 says 15, RFC 8200 60
  std::erase_if(waiting_,
                [&](const auto& entry) { return since_start - entry.second.first > kPatience; });
  const Key key{layout.ends.source, layout.ends.destination, layout.fragment->id, layout.protocol};
  if (waiting_.size() >= kMostWaiting && !waiting_.contains(key)) {
    return std::nullopt;
  }
  Parts& parts = waiting_.try_emplace(key, Parts{since_start, {}, {}, 0, 0}).first->second;
  const ByteView content = packet.subspan(layout.header, layout.length - layout.header);
  const auto [place, is_new] =
      parts.by_offset.try_emplace(layout.fragment->offset, content.begin(), content.end());
  if (!is_new || layout.fragment->offset + content.size() > kLargestContent) {
    waiting_.erase(key);
    return std::nullopt;
  }
  parts.present += content.size();
  parts.wire_bytes += layout.length;
  if (!layout.fragment->more) {
    parts.total = layout.fragment->offset + content.size();
  }
  if (!parts.total || parts.present < *parts.total) {
    return std::nullopt;
  }
  Bytes all;
  for (const auto& [offset, bytes] : parts.by_offset) {
    if (offset != all.size()) {
      waiting_.erase(key);
      return std::nullopt;
    }
    all.insert(all.end(), bytes.begin(), bytes.end());
  }
  Whole whole{wrap(all, layout.protocol, layout.ends), parts.wire_bytes};
  waiting_.erase(key);
  return whole;
}

}  // namespace pantau::lab
