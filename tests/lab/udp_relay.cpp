// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/udp_relay.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace pantau::lab {
namespace {

// A pollers' socket asks each minute or so; the answer to a retry may be as late.
constexpr std::chrono::seconds kIdle{150};
constexpr std::chrono::seconds kExpiryEvery{10};
constexpr std::size_t kLargestPayload = 65536;

}  // namespace

UdpRelay::~UdpRelay() {
  for (const auto& [descriptor, socket] : sockets_) {
    ::close(descriptor);
  }
}

int UdpRelay::open(const Flow& flow, std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in agent{};
  agent.sin_family = AF_INET;
  agent.sin_port = htons(port);
  agent.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  if (descriptor < 0 ||
      ::connect(descriptor, reinterpret_cast<const sockaddr*>(&agent), sizeof agent) < 0 ||
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) < 0) {
    ::close(descriptor);
    return -1;
  }
  by_flow_.emplace(flow, descriptor);
  sockets_.emplace(descriptor, Socket{flow, port, {}, {}});
  return descriptor;
}

void UdpRelay::expire(Clock::time_point now) {
  if (now < next_expiry_) {
    return;
  }
  next_expiry_ = now + kExpiryEvery;
  std::erase_if(sockets_, [&](const auto& entry) {
    const auto& [descriptor, socket] = entry;
    const bool old = now - socket.used > kIdle;
    if (old) {
      by_flow_.erase(socket.flow);
      ::close(descriptor);
    }
    return old;
  });
}

bool UdpRelay::send(const Flow& flow,
                    std::uint16_t port,
                    const Bytes& request,
                    Clock::time_point now) {
  expire(now);
  const auto datagram = parse_datagram(request);
  const auto known = by_flow_.find(flow);
  const int descriptor = known != by_flow_.end() ? known->second : open(flow, port);
  if (descriptor < 0 || !datagram) {
    return false;
  }
  Socket& socket = sockets_.at(descriptor);
  socket.used = now;
  socket.last_request = request;
  const auto payload = parse_datagram(socket.last_request)->payload;
  // A refusal of an earlier request is told here; it was meant for that one.
  if (::send(descriptor, payload.data(), payload.size(), 0) < 0 && errno == ECONNREFUSED) {
    return ::send(descriptor, payload.data(), payload.size(), 0) >= 0;
  }
  return true;
}

void UdpRelay::ready(int descriptor, const Answered& answered, const Refused& refused) {
  static thread_local std::array<std::uint8_t, kLargestPayload> buffer;
  const auto found = sockets_.find(descriptor);
  if (found == sockets_.end()) {
    return;
  }
  for (;;) {
    const ssize_t count = ::recv(descriptor, buffer.data(), buffer.size(), 0);
    if (count >= 0) {
      answered(found->second.flow, ByteView(buffer).first(static_cast<std::size_t>(count)));
    } else if (errno == ECONNREFUSED) {
      refused(found->second.flow, found->second.last_request);
    } else if (errno != EINTR) {
      return;
    }
  }
}

}  // namespace pantau::lab
