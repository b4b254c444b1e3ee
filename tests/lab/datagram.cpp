// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/datagram.hpp"

#include <fmt/format.h>

#include <iterator>

#include "tests/lab/truth.hpp"

namespace pantau::lab {
namespace {

constexpr std::size_t kUdpHeader = 8;

}  // namespace

std::optional<Datagram> parse_datagram(ByteView packet) {
  const auto layout = parse_ip_header(packet);
  if (!layout || layout->fragment || layout->protocol != kUdp ||
      layout->length < layout->header + kUdpHeader) {
    return std::nullopt;
  }
  Datagram datagram;
  datagram.packet = packet.first(layout->length);
  datagram.udp = datagram.packet.subspan(layout->header);
  const std::size_t length = read16(datagram.udp, 4);
  if (length < kUdpHeader || length > datagram.udp.size()) {
    return std::nullopt;
  }
  datagram.udp = datagram.udp.first(length);
  const bool summed = read16(datagram.udp, 6) != 0;  // RFC 768: zero, there is none
  if (summed && folded(sum16(datagram.udp, pseudo_header_sum(layout->ends, kUdp, length))) != 0) {
    return std::nullopt;
  }
  datagram.source = {layout->ends.source, read16(datagram.udp, 0)};
  datagram.destination = {layout->ends.destination, read16(datagram.udp, 2)};
  datagram.payload = datagram.udp.subspan(kUdpHeader);
  return datagram;
}

Bytes make_datagram(const Endpoint& from, const Endpoint& to, ByteView payload, std::uint8_t ttl) {
  const Ends ends{from.address, to.address, ttl};
  Bytes udp(kUdpHeader);
  write16(udp, 0, from.port);
  write16(udp, 2, to.port);
  write16(udp, 4, kUdpHeader + payload.size());
  udp.insert(udp.end(), payload.begin(), payload.end());
  const std::uint16_t sum = folded(sum16(udp, pseudo_header_sum(ends, kUdp, udp.size())));
  write16(udp, 6, sum == 0 ? 0xffffU : sum);
  return wrap(udp, kUdp, ends);
}

std::string_view to_string(DatagramRecord::Fate fate) {
  constexpr std::array<std::string_view, 5> kNames{"passed", "lost", "down", "silent", "refused"};
  return kNames[static_cast<std::size_t>(fate)];
}

void append_truth(std::string& text,
                  const DatagramRecord& record,
                  std::optional<std::chrono::nanoseconds> held) {
  const auto out = std::back_inserter(text);
  fmt::format_to(out,
                 R"({{"n":{},"t":{},"way":"{}","device":"{}","port":{},"client":"{}",)",
                 record.number,
                 record.read_realtime_ns,
                 record.is_answer ? "answer" : "request",
                 to_string(record.flow.device.address),
                 record.flow.device.port,
                 to_string(record.flow.client.address));
  fmt::format_to(
      out, R"("client_port":{},"len":{},"head":")", record.flow.client.port, record.length);
  append_hex(text, std::span(record.head).first(record.head_bytes));
  fmt::format_to(out,
                 R"(","fate":"{}","delay_ns":{},"copies":{})",
                 to_string(record.fate),
                 record.delay.count(),
                 record.copies);
  append_mods(text, record.mods);
  if (held) {
    fmt::format_to(out, R"(,"held_ns":{})", held->count());
  }
  text += "}\n";
}

}  // namespace pantau::lab
