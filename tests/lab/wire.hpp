// SPDX-License-Identifier: Apache-2.0
/// \file
/// IP packets as bytes: headers read and written, checksums, fragments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "tests/lab/behaviour.hpp"
#include "tests/lab/ip.hpp"

namespace pantau::lab {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

constexpr std::uint8_t kIcmp = 1;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kIcmpv6 = 58;

[[nodiscard]] std::uint16_t read16(ByteView bytes, std::size_t at);
void write16(std::span<std::uint8_t> bytes, std::size_t at, std::size_t value);

/// Sum of 16-bit words, not folded; `sum` is what came before.
[[nodiscard]] std::uint64_t sum16(ByteView bytes, std::uint64_t sum = 0);
/// RFC 1071: folds and complements.
[[nodiscard]] std::uint16_t folded(std::uint64_t sum);
/// RFC 1071, over bytes as they stand on the wire.
[[nodiscard]] std::uint16_t internet_checksum(ByteView bytes);

struct Ends {
  Ip source;
  Ip destination;
  std::uint8_t ttl = 0;
};

/// Of RFC 768 and of RFC 8200, 8.1.
[[nodiscard]] std::uint64_t pseudo_header_sum(const Ends& ends,
                                              std::uint8_t protocol,
                                              std::size_t length);

struct Fragment {
  std::uint32_t id = 0;
  std::size_t offset = 0;  ///< bytes
  bool more = false;
};

struct IpLayout {
  Ends ends;
  std::uint8_t protocol = 0;
  std::size_t header = 0;  ///< bytes before the content, an IPv6 fragment header included
  std::size_t length = 0;  ///< of all, as the header says
  std::optional<Fragment> fragment;
};

/// Nothing for what is no whole IP packet. Of IPv6 extension headers it knows the fragment header.
[[nodiscard]] std::optional<IpLayout> parse_ip_header(ByteView packet);

/// An IP packet around its content, whose checksum is taken as it is. It may not be fragmented.
[[nodiscard]] Bytes wrap(ByteView content, std::uint8_t protocol, const Ends& ends);

/// What a router makes of `wrap`'s packet on a link of that MTU (576 or more): itself, or
/// fragments.
[[nodiscard]] std::vector<Bytes> fragmented(const Bytes& packet, std::size_t mtu, std::uint32_t id);

/// Puts fragments together again. Overlapping ones are dropped with all that belongs to them.
class Reassembly {
 public:
  struct Whole {
    Bytes packet;  ///< as if it had never been cut
    std::size_t wire_bytes = 0;  ///< of all fragments, headers included
  };

  /// Nothing until the last fragment is there. `since_start` forgets what waits for 30 s.
  [[nodiscard]] std::optional<Whole> add(ByteView packet,
                                         const IpLayout& layout,
                                         nanoseconds since_start);

 private:
  struct Key {
    Ip source;
    Ip destination;
    std::uint32_t id = 0;
    std::uint8_t protocol = 0;

    friend auto operator<=>(const Key& a, const Key& b) {
      return std::tie(a.source, a.destination, a.id, a.protocol) <=>
             std::tie(b.source, b.destination, b.id, b.protocol);
    }
  };

  struct Parts {
    nanoseconds first{0};
    std::map<std::size_t, Bytes> by_offset;
    std::optional<std::size_t> total;
    std::size_t present = 0;
    std::size_t wire_bytes = 0;
  };

  std::map<Key, Parts> waiting_;
};

}  // namespace pantau::lab
