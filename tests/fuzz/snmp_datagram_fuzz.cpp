// SPDX-License-Identifier: Apache-2.0
/// \file
/// libFuzzer target: any bytes from the network against sessions that wait for an answer. The first
/// byte chooses the version; the placeholder id 0x11223344 in the rest becomes that of the request.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "probes/snmp/datagram.hpp"
#include "probes/snmp/session.hpp"

namespace pantau::snmp {
namespace {

using Bytes = std::vector<std::byte>;

constexpr std::array<std::byte, 4> kPlaceholder{
    std::byte{0x11}, std::byte{0x22}, std::byte{0x33}, std::byte{0x44}};

/// Tells us the engine id (RFC 3414, 4).
Bytes report() {
  constexpr std::array<std::uint8_t, 87> kReport{
      // clang-format off
      0x30, 0x55,
      // version 3
      0x02, 0x01, 0x03,
      // msgID, size, flags, USM
      0x30, 0x10, 0x02, 0x04, 0x11, 0x22, 0x33, 0x44, 0x02, 0x02, 0x10, 0x00,
      0x04, 0x01, 0x00, 0x02, 0x01, 0x03,
      // engine id, boots 1, time 9, no user
      0x04, 0x15, 0x30, 0x13, 0x04, 0x05, 0x80, 0x00, 0x00, 0x00, 0x05, 0x02,
      0x01, 0x01, 0x02, 0x01, 0x09, 0x04, 0x00, 0x04, 0x00, 0x04, 0x00,
      // usmStatsUnknownEngineIDs
      0x30, 0x27, 0x04, 0x05, 0x80, 0x00, 0x00, 0x00, 0x05, 0x04, 0x00, 0xA8,
      0x1C, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x11,
      0x30, 0x0F, 0x06, 0x0A, 0x2B, 0x06, 0x01, 0x06, 0x03, 0x0F, 0x01, 0x01,
      0x04, 0x00, 0x41, 0x01, 0x05,
      // clang-format on
  };
  Bytes bytes;
  std::for_each(
      kReport.begin(), kReport.end(), [&](std::uint8_t byte) { bytes.push_back(std::byte{byte}); });
  return bytes;
}

void put_id(Bytes& bytes, std::uint32_t id) {
  for (auto at = bytes.begin(); at != bytes.end();) {
    at = std::search(at, bytes.end(), kPlaceholder.begin(), kPlaceholder.end());
    for (std::size_t i = 0; i < 4 && at != bytes.end(); ++i, ++at) {
      *at = static_cast<std::byte>(id >> (24 - 8 * i));
    }
  }
}

Credentials credentials_of(std::uint8_t choice) {
  Credentials credentials;
  credentials.version = static_cast<Version>(choice % 3);
  credentials.community = config::Secret{"public"};
  credentials.user = "user";
  return credentials;
}

}  // namespace
}  // namespace pantau::snmp

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pantau::snmp;  // NOLINT(google-build-using-namespace)
  if (size == 0) {
    return 0;
  }
  std::uint32_t id = 0;
  Sessions sessions{[&id](const Endpoint&, std::span<const std::byte> sent) {
    id = read_datagram(sent).value().id;
    return true;
  }};
  const Endpoint agent;
  const pantau::net::SteadyTime now{};
  sessions.open(1, agent, credentials_of(data[0]));
  if (data[0] % 3 == 2) {
    sessions.send({.device = 1, .step = 1, .kind = RequestKind::discover_engine, .oids = {}}, now);
    if ((data[0] & 0x80U) == 0) {
      Bytes known = report();
      put_id(known, id);
      sessions.receive(agent, known, now);
      if (sessions.take_answers().size() != 1) {
        std::abort();
      }
    }
  }
  if ((data[0] & 0x80U) == 0) {
    sessions.send({.device = 1, .step = 2, .oids = {Oid{1, 3, 6, 1, 2, 1, 1, 3, 0}}}, now);
  }
  Bytes bytes;
  std::for_each(
      data + 1, data + size, [&](std::uint8_t byte) { bytes.push_back(std::byte{byte}); });
  put_id(bytes, id);
  const std::uint64_t unmatched = sessions.unmatched();
  sessions.receive(agent, bytes, now);
  // Each datagram counts once.
  if (sessions.take_answers().size() + sessions.unmatched() - unmatched != 1) {
    std::abort();
  }
  return 0;
}
