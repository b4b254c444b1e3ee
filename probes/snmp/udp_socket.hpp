// SPDX-License-Identifier: Apache-2.0
/// \file
/// One UDP socket for all devices of an address family: bytes in, bytes out. Never blocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "probes/snmp/message.hpp"

namespace pantau::snmp {

class UdpSocket {
 public:
  /// Datagrams a system call.
  static constexpr std::size_t kBatch = 16;

  struct Opened {
    std::unique_ptr<UdpSocket> socket;
    std::string failure;  ///< without a socket
  };

  /// `buffer`: bytes asked for, both ways (SO_RCVBUFFORCE, else SO_RCVBUF).
  [[nodiscard]] static Opened open(net::Family family, std::uint64_t buffer);

  ~UdpSocket();
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;
  UdpSocket(UdpSocket&&) = delete;
  UdpSocket& operator=(UdpSocket&&) = delete;

  [[nodiscard]] int fd() const { return fd_; }

  /// \return false when the kernel does not take it.
  [[nodiscard]] bool send(const Endpoint& to, std::span<const std::byte> datagram) const;

  struct Received {
    Endpoint from;
    std::span<const std::byte> bytes;
  };

  /// At most kBatch datagrams, valid until the next call. Fewer: nothing is left.
  [[nodiscard]] std::span<const Received> receive();

 private:
  struct Buffers;

  explicit UdpSocket(int fd);

  int fd_ = -1;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace pantau::snmp
