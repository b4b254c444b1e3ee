// SPDX-License-Identifier: Apache-2.0
/// \file
/// One ICMP socket for all targets of an address family: system calls in batches, bytes out, values
/// in. Decides nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "probes/icmp/engine.hpp"
#include "probes/icmp/runner_numbers.hpp"
#include "probes/net/address.hpp"
#include "probes/net/clock.hpp"

namespace pantau::icmp {

/// Packets a system call. More gains nothing (performance.md 1.2), and the send stamps of one batch
/// must fit the receive buffer beside the replies.
inline constexpr std::size_t kBatch = 64;

struct SocketOptions {
  std::uint64_t receive_buffer = 16U << 20U;
  bool force_raw = false;
  std::uint16_t raw_identifier =
      0;  ///< of a raw socket; a datagram socket gets its own from the kernel
};

class IcmpSocket {
 public:
  struct Opened {
    std::unique_ptr<IcmpSocket> socket;
    std::string failure;  ///< without a socket: why, and the fix
  };

  /// A datagram socket where the kernel allows it, else a raw one that sees only packets of
  /// `raw_identifier`.
  [[nodiscard]] static Opened open(net::Family family, const SocketOptions& options);

  ~IcmpSocket();
  IcmpSocket(const IcmpSocket&) = delete;
  IcmpSocket& operator=(const IcmpSocket&) = delete;
  IcmpSocket(IcmpSocket&&) = delete;
  IcmpSocket& operator=(IcmpSocket&&) = delete;

  [[nodiscard]] int fd() const { return fd_; }

  [[nodiscard]] std::uint16_t identifier() const { return identifier_; }

  [[nodiscard]] const SocketInfo& info() const { return info_; }

  /// SO_MEMINFO: bytes queued, the limit, packets dropped since the socket was made (wraps).
  struct Memory {
    std::uint32_t queued = 0;
    std::uint32_t limit = 0;
    std::uint32_t drops = 0;
  };

  [[nodiscard]] Memory memory() const;

  struct Received {
    net::Address source;
    std::span<const std::uint8_t> icmp;
    std::optional<net::WallTime> stamp;  ///< kernel receive time
    std::uint8_t hop_limit = 0;
    std::uint16_t ip_length = 0;
  };

  template <typename Item>
  struct Batch {
    std::span<const Item> items;  ///< valid until the next call
    bool drained = false;  ///< nothing was left in the queue
  };

  /// At most kBatch packets.
  [[nodiscard]] Batch<Received> receive();

  /// From the error queue: a send stamp, or (datagram sockets) an ICMP error about our echo. Raw
  /// sockets get errors as packets; what the queue says of them again is skipped.
  struct QueuedError {
    bool is_stamp = false;
    std::uint32_t key = 0;  ///< of a stamp: the n-th send since `restart_keys`, from 0
    net::WallTime stamp{};
    QuotedError icmp;  ///< without `at`
  };

  [[nodiscard]] Batch<QueuedError> read_errors();

  /// Takes at most kBatch echoes to be pushed; they stay valid until all are.
  void load(std::span<const DueEcho* const> echoes);

  struct Pushed {
    std::size_t count = 0;
    int error = 0;  ///< errno of the first one, when none was taken
  };

  /// Hands the loaded echoes from index `from` on to the kernel, until one fails.
  [[nodiscard]] Pushed push(std::size_t from);

  /// Forgets an error that an ICMP message about an earlier echo left on the socket: the next send
  /// would return it instead of its own.
  void clear_error();

  /// The kernel numbers sends from 0 again (SOF_TIMESTAMPING_OPT_ID off and on).
  void restart_keys();

 private:
  struct Buffers;

  IcmpSocket(int fd, net::Family family, SocketKind kind);

  [[nodiscard]] Received parse_packet(std::size_t index) const;
  [[nodiscard]] std::optional<QueuedError> parse_error(std::size_t index) const;
  [[nodiscard]] int read_batch(int flags);

  int fd_ = -1;
  std::uint16_t identifier_ = 0;
  SocketInfo info_;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace pantau::icmp
