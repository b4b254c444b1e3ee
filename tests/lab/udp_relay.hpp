// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sockets on loopback that ask real agents on behalf of the county: one for each pair of client
/// and device, so that an answer finds its way back.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>

#include "tests/lab/datagram.hpp"

namespace pantau::lab {

class UdpRelay {
 public:
  using Clock = std::chrono::steady_clock;
  using Answered = std::function<void(const Flow& flow, ByteView payload)>;
  /// Nobody listens at the agent's port; `request` is the last packet sent there.
  using Refused = std::function<void(const Flow& flow, ByteView request)>;

  /// `epoll` outlives this object.
  explicit UdpRelay(int epoll) : epoll_(epoll) {}

  UdpRelay(const UdpRelay&) = delete;
  UdpRelay& operator=(const UdpRelay&) = delete;
  UdpRelay(UdpRelay&&) = delete;
  UdpRelay& operator=(UdpRelay&&) = delete;
  ~UdpRelay();

  /// Sends the payload of the request (a whole packet) to the loopback port. False when no socket
  /// can be had.
  bool send(const Flow& flow, std::uint16_t port, const Bytes& request, Clock::time_point now);

  [[nodiscard]] bool owns(int descriptor) const { return sockets_.contains(descriptor); }

  void ready(int descriptor, const Answered& answered, const Refused& refused);

 private:
  struct Socket {
    Flow flow;
    std::uint16_t port = 0;
    Clock::time_point used;
    Bytes last_request;
  };

  int open(const Flow& flow, std::uint16_t port);
  void expire(Clock::time_point now);

  int epoll_;
  std::map<Flow, int> by_flow_;
  std::unordered_map<int, Socket> sockets_;
  Clock::time_point next_expiry_;
};

}  // namespace pantau::lab
