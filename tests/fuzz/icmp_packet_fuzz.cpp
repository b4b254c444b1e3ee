// SPDX-License-Identifier: Apache-2.0
/// \file
/// libFuzzer target: any bytes from the network against an engine with echoes in flight.
/// Sources besides this one: tests/probes/icmp/engine_fixture.cpp. tests/fuzz/run builds and runs
/// it; the test icmp_engine_corpus_test runs the corpus in every build.
#include "tests/fuzz/icmp_packet_fuzz.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "tests/probes/icmp/engine_fixture.hpp"

namespace pantau::icmp::testing {

namespace {

using namespace std::chrono_literals;

/// What the rest of the input is laid over (exclusive or), so that a fuzzer need not guess a
/// cookie.
Bytes base_packet(unsigned kind, const SentEcho& echo) {
  const net::Family family = echo.address.family;
  switch (kind) {
    case 1:
      return reply_to(echo);
    case 2:
      return error_about(family, family == net::Family::v4 ? 11 : 3, 0, quote_of(echo, 8));
    case 3:
      return error_about(family, family == net::Family::v4 ? 3 : 1, 1, quote_of(echo, 64));
    default:
      return {};
  }
}

/// The rest of the input; where there is a base, its first two bytes are the length (big endian).
Bytes packet_from(const Bytes& base, std::span<const std::uint8_t> input) {
  if (base.empty() || input.size() < 2) {
    return {input.begin(), input.end()};
  }
  Bytes packet = base;
  packet.resize(static_cast<std::size_t>(input[0] << 8U | input[1]));
  input = input.subspan(2);
  for (std::size_t i = 0; i < std::min(packet.size(), input.size()); ++i) {
    packet[i] = static_cast<std::uint8_t>(packet[i] ^ input[i]);
  }
  return packet;
}

void check(EngineFixture& fixture,
           const SentEcho& echo,
           const net::Address& source,
           const Bytes& packet) {
  const Bytes genuine = reply_to(echo);
  bool same = packet == genuine;
  if (echo.address.family == net::Family::v6 && packet.size() == genuine.size()) {
    // The checksum is the kernel's business.
    same = std::equal(packet.begin(), packet.begin() + 2, genuine.begin()) &&
           std::equal(packet.begin() + 4, packet.end(), genuine.begin() + 4);
  }
  const std::uint64_t unmatched = fixture.all_unmatched();
  fixture.receive(source, packet, echo.at + 1ms);
  const auto events = fixture.events();
  const bool counted_once = events.size() + fixture.all_unmatched() - unmatched == 1;
  const bool answered = !events.empty() && events[0].kind == Kind::answered;
  if (!counted_once || answered != (same && source == echo.address)) {
    std::abort();
  }
}

}  // namespace

void run_icmp_input(std::span<const std::uint8_t> input) {
  if (input.empty()) {
    return;
  }
  EngineFixture fixture;
  const bool v6 = (input[0] & 0x10U) != 0;
  fixture.add(0, v6 ? "2001:db8::1" : "198.18.6.1");
  const SentEcho echo = fixture.send_one();
  fixture.events();
  const bool stranger = (input[0] & 0x20U) != 0;
  const net::Address source =
      stranger ? address_of(v6 ? "2001:db8::2" : "198.18.6.2") : echo.address;
  const Bytes base = base_packet(input[0] & 0x3U, echo);
  Bytes packet = packet_from(base, input.subspan(1));
  if ((input[0] & 0x40U) != 0 && !v6) {
    fix_checksum(packet);
  }
  check(fixture, echo, source, packet);
}

}  // namespace pantau::icmp::testing

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pantau::icmp::testing::run_icmp_input({data, size});
  return 0;
}
