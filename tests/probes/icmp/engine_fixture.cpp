// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/icmp/engine_fixture.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>

#include "probes/icmp/wheel.hpp"

namespace pantau::icmp::testing {

EngineIdentity test_identity() {
  EngineIdentity identity;
  identity.identifier_v4 = 0x4a1b;
  identity.identifier_v6 = 0x6c2d;
  for (std::size_t i = 0; i < identity.cookie_key.size(); ++i) {
    identity.cookie_key[i] = static_cast<std::uint8_t>(i * 17 + 3);
  }
  return identity;
}

net::Address address_of(const char* text) {
  const auto address = net::parse_address(text);
  if (!address) {
    throw std::invalid_argument(text);
  }
  return *address;
}

Bytes hex(std::string_view text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c != ' '; });
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

void fix_checksum(Bytes& icmp) {
  if (icmp.size() < 4) {
    return;
  }
  icmp[2] = icmp[3] = 0;
  const std::uint16_t sum = internet_checksum(icmp);
  icmp[2] = static_cast<std::uint8_t>(sum >> 8U);
  icmp[3] = static_cast<std::uint8_t>(sum & 0xffU);
}

Bytes reply_to(const SentEcho& echo) {
  Bytes reply = echo.packet;
  const bool v4 = echo.address.family == net::Family::v4;
  reply[0] = v4 ? 0 : 129;
  if (v4) {
    fix_checksum(reply);
  }
  return reply;
}

Bytes quote_of(const SentEcho& echo, std::size_t quoted, std::size_t options) {
  const bool v4 = echo.address.family == net::Family::v4;
  Bytes ip(v4 ? 20 + options : 40);
  if (v4) {
    ip[0] = static_cast<std::uint8_t>(0x40U | (ip.size() / 4));
    ip[3] = static_cast<std::uint8_t>(ip.size() + echo.packet.size());
    ip[8] = 1;  // TTL
    ip[9] = 1;  // ICMP
    ip[12] = 198;
    ip[13] = 18;
    std::copy_n(echo.address.bytes.begin(), 4, ip.begin() + 16);
  } else {
    ip[0] = 0x60;
    ip[5] = static_cast<std::uint8_t>(echo.packet.size());
    ip[6] = 58;
    ip[8] = 0xfd;
    std::copy_n(echo.address.bytes.begin(), 16, ip.begin() + 24);
  }
  const auto bytes = std::min(quoted, echo.packet.size());
  ip.insert(
      ip.end(), echo.packet.begin(), echo.packet.begin() + static_cast<std::ptrdiff_t>(bytes));
  return ip;
}

Bytes error_about(net::Family family, std::uint8_t type, std::uint8_t code, const Bytes& quote) {
  Bytes error(8);
  error[0] = type;
  error[1] = code;
  error.insert(error.end(), quote.begin(), quote.end());
  if (family == net::Family::v4) {
    fix_checksum(error);
  }
  return error;
}

EngineFixture::EngineFixture(const EngineIdentity& identity) : engine(identity) {}

void EngineFixture::add(TargetId target, const char* address, const EchoSettings& settings) {
  engine.add(target, settings, address_of(address), now);
}

std::vector<SentEcho> EngineFixture::send_due(std::size_t limit) {
  std::vector<SentEcho> sent;
  while (true) {
    const auto due = engine.take_due(now, limit);
    for (const DueEcho& echo : due) {
      sent.push_back({echo.target,
                      echo.number,
                      echo.address,
                      Bytes(echo.packet.begin(), echo.packet.end()),
                      now,
                      echo.due});
      engine.mark_sent(echo.target, echo.number, now);
    }
    if (due.size() < limit) {
      return sent;
    }
  }
}

std::vector<SentEcho> EngineFixture::send() {
  for (int tick = 0; tick < 100000; ++tick) {
    now = std::max(now, engine.next_wakeup().value());
    auto sent = send_due();
    if (!sent.empty()) {
      return sent;
    }
    now += kTick;
  }
  throw std::logic_error("nothing comes due");
}

SentEcho EngineFixture::send_one() {
  const auto sent = send();
  if (sent.size() != 1) {
    throw std::logic_error("more than one echo is due");
  }
  return sent.front();
}

void EngineFixture::receive(const net::Address& source, const Bytes& icmp, net::SteadyTime at) {
  // A copy of the exact size: AddressSanitizer sees every read beyond what was received.
  const auto exact = std::make_unique<std::uint8_t[]>(icmp.size());
  std::ranges::copy(icmp, exact.get());
  engine.receive({.source = source,
                  .icmp = {exact.get(), icmp.size()},
                  .at = at,
                  .hop_limit = 61,
                  .ip_length = 0});
}

void EngineFixture::reply(const SentEcho& echo, net::Nanoseconds rtt) {
  reply(echo, rtt, reply_to(echo));
}

void EngineFixture::reply(const SentEcho& echo, net::Nanoseconds rtt, const Bytes& icmp) {
  receive(echo.address, icmp, echo.at + rtt);
}

void EngineFixture::expire_at(net::SteadyTime at) {
  engine.expire(tick_time(ceil_tick(at)));
}

std::vector<EchoEvent> EngineFixture::all_events() {
  std::vector<EchoEvent> taken;
  engine.take_events(taken);
  return taken;
}

std::vector<EchoEvent> EngineFixture::events() {
  auto taken = all_events();
  std::erase_if(taken, [](const EchoEvent& event) { return event.kind == Kind::sent; });
  return taken;
}

std::vector<Kind> EngineFixture::kinds() {
  std::vector<Kind> result;
  for (const EchoEvent& event : events()) {
    result.push_back(event.kind);
  }
  return result;
}

std::uint64_t EngineFixture::unmatched(UnmatchedReason reason) const {
  return engine.unmatched()[static_cast<std::size_t>(reason)];
}

std::uint64_t EngineFixture::all_unmatched() const {
  const auto& counts = engine.unmatched();
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

}  // namespace pantau::icmp::testing
