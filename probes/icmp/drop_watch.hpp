// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the drop counter of a socket means. Pure.
#pragma once

#include <cstddef>
#include <cstdint>

#include "probes/icmp/icmp_socket.hpp"

namespace pantau::icmp {

class DropWatch {
 public:
  struct Drops {
    std::uint32_t overflow = 0;  ///< replies may have been among them
    std::uint32_t checksum = 0;  ///< cannot have been the buffer: packets that were wrong
  };

  /// `counts_bad_packets`: a raw ICMPv6 socket with a filter counts packets with a wrong checksum
  /// as drops too (rawv6_rcv_skb in net/ipv6/raw.c).
  DropWatch(const IcmpSocket::Memory& at_start, bool counts_bad_packets)
      : last_(at_start), counts_bad_packets_(counts_bad_packets) {}

  /// Before each drain. The buffer only fills between drains, so when it is far from full now and
  /// was before the last one, which read little, it cannot have overflowed in between.
  [[nodiscard]] Drops check(const IcmpSocket::Memory& now);

  /// Packets read since the last `check`.
  void drained(std::size_t packets) { read_ += packets; }

 private:
  IcmpSocket::Memory last_;
  bool counts_bad_packets_;
  std::size_t read_ = 0;
};

}  // namespace pantau::icmp
