// SPDX-License-Identifier: Apache-2.0
/// \file
/// UDP datagrams read and made, as bytes from the IP header on, and what became of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "tests/lab/ip.hpp"
#include "tests/lab/wire.hpp"

namespace pantau::lab {

struct Endpoint {
  Ip address;
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;

  friend auto operator<=>(const Endpoint& a, const Endpoint& b) {
    return std::tie(a.address, a.port) <=> std::tie(b.address, b.port);
  }
};

/// Who speaks with whom; the device is the simulated one.
struct Flow {
  Endpoint client;
  Endpoint device;

  friend bool operator==(const Flow&, const Flow&) = default;

  friend auto operator<=>(const Flow& a, const Flow& b) {
    return std::tie(a.client, a.device) <=> std::tie(b.client, b.device);
  }
};

/// Views into the packet that was read.
struct Datagram {
  Endpoint source;
  Endpoint destination;
  ByteView packet;  ///< from the IP header on
  ByteView udp;  ///< from the UDP header on
  ByteView payload;
};

/// Nothing for all that is no whole, unfragmented UDP datagram with a right checksum.
[[nodiscard]] std::optional<Datagram> parse_datagram(ByteView packet);

/// `payload` has at most 65,487 bytes (what IPv4 and IPv6 both carry).
[[nodiscard]] Bytes make_datagram(const Endpoint& from,
                                  const Endpoint& to,
                                  ByteView payload,
                                  std::uint8_t ttl);

/// One datagram on its way through the county, to a device or back. JSON fields:
///   n t        number in the order of reading, from 0; CLOCK_REALTIME nanoseconds of the reading
///   way        request (to the device) or answer
///   device port client client_port
///   len        bytes of all its fragments, IP headers included
///   head       hexadecimal digits of the first 16 bytes of payload (or fewer)
///   fate       passed; lost; down: a hop or the host was; silent: so configured, or the agent
///              starts again; refused: nobody listens there, a port unreachable goes back
///   delay_ns copies mod held_ns    as those of echoes (truth.hpp), of this way alone
struct DatagramRecord {
  enum class Fate : std::uint8_t { passed, lost, down, silent, refused };

  std::uint64_t number = 0;
  std::int64_t read_realtime_ns = 0;
  bool is_answer = false;
  Flow flow;
  std::size_t length = 0;
  std::array<std::uint8_t, 16> head{};
  std::size_t head_bytes = 0;  ///< of `head`, 0 to 16
  Fate fate = Fate::passed;
  std::chrono::nanoseconds delay{0};
  std::uint32_t copies = 0;
  std::string mods;  ///< separated by blanks
};

[[nodiscard]] std::string_view to_string(DatagramRecord::Fate fate);

/// Appends one line and its end.
void append_truth(std::string& text,
                  const DatagramRecord& record,
                  std::optional<std::chrono::nanoseconds> held);

}  // namespace pantau::lab
