// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/snmp/session_fixture.hpp"

#include <algorithm>

#include "probes/snmp/datagram.hpp"

namespace pantau::snmp::testing {

namespace {

Bytes base_128(std::uint32_t arc) {
  Bytes bytes{static_cast<std::byte>(arc & 0x7FU)};
  for (arc >>= 7U; arc != 0; arc >>= 7U) {
    bytes.insert(bytes.begin(), static_cast<std::byte>((arc & 0x7FU) | 0x80U));
  }
  return bytes;
}

}  // namespace

Bytes join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

Bytes element(std::uint8_t tag, const Bytes& content) {
  Bytes header{std::byte{tag}};
  if (content.size() < 0x80) {
    header.push_back(static_cast<std::byte>(content.size()));
  } else {
    header.push_back(std::byte{0x82});
    header.push_back(static_cast<std::byte>(content.size() >> 8U));
    header.push_back(static_cast<std::byte>(content.size() & 0xFFU));
  }
  return join({header, content});
}

Bytes integer(std::int64_t value, std::uint8_t tag) {
  Bytes content;
  do {
    content.insert(content.begin(), static_cast<std::byte>(value & 0xFF));
    value >>= 8;
  } while (value != 0 && value != -1);
  if (value == 0 && std::to_integer<unsigned>(content.front()) >= 0x80U) {
    content.insert(content.begin(), std::byte{0});
  }
  return element(tag, content);
}

Bytes text(std::string_view value, std::uint8_t tag) {
  Bytes content(value.size());
  std::transform(value.begin(), value.end(), content.begin(), [](char c) {
    return static_cast<std::byte>(c);
  });
  return element(tag, content);
}

Bytes name(const Oid& oid) {
  const auto arcs = oid.arcs();
  Bytes content = base_128(arcs[0] * 40 + arcs[1]);
  for (const std::uint32_t arc : arcs.subspan(2)) {
    content = join({content, base_128(arc)});
  }
  return element(0x06, content);
}

Bytes binding(const Oid& oid, const Bytes& value) {
  return element(0x30, join({name(oid), value}));
}

Bytes message(const Reply& reply) {
  Bytes list;
  for (const Bytes& bound : reply.bindings) {
    list = join({list, bound});
  }
  const Bytes pdu = element(
      reply.pdu,
      join({integer(reply.id), integer(reply.status), integer(reply.index), element(0x30, list)}));
  return element(0x30, join({integer(reply.version), text(reply.community), pdu}));
}

std::uint32_t id_of(const Bytes& datagram) {
  return read_datagram(datagram).value().id;
}

SessionFixture::SessionFixture()
    : agent{.address = net::parse_address("198.18.6.1").value(), .port = 1161},
      sessions_([this](const Endpoint& to, std::span<const std::byte> bytes) {
        sent_.push_back({.to = to, .bytes = Bytes{bytes.begin(), bytes.end()}});
        return reachable;
      }) {}

void SessionFixture::receive(const Bytes& datagram) {
  receive(agent, datagram);
}

void SessionFixture::receive(const Endpoint& from, const Bytes& datagram) {
  sessions_.receive(from, datagram, now);
}

}  // namespace pantau::snmp::testing
