// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/udp_socket.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

namespace pantau::snmp {

namespace {

constexpr std::size_t kLargestDatagram = 65536;

void set(int fd, int level, int option, int value) {
  // What the kernel refuses it does without.
  (void)::setsockopt(fd, level, option, &value, sizeof value);
}

void ask_for_buffers(int fd, std::uint64_t bytes) {
  const auto size = static_cast<int>(
      std::min<std::uint64_t>(bytes, static_cast<std::uint64_t>(std::numeric_limits<int>::max())));
  set(fd, SOL_SOCKET, SO_RCVBUF, size);
  set(fd, SOL_SOCKET, SO_RCVBUFFORCE, size);
  set(fd, SOL_SOCKET, SO_SNDBUF, size);
  set(fd, SOL_SOCKET, SO_SNDBUFFORCE, size);
}

Endpoint endpoint_of(const sockaddr_storage& storage) {
  Endpoint endpoint;
  if (storage.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &storage, sizeof v4);
    endpoint.port = ntohs(v4.sin_port);
    std::memcpy(endpoint.address.bytes.data(), &v4.sin_addr, sizeof v4.sin_addr);
    return endpoint;
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, &storage, sizeof v6);
  endpoint.port = ntohs(v6.sin6_port);
  endpoint.address.family = net::Family::v6;
  std::memcpy(endpoint.address.bytes.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
  endpoint.address.scope = v6.sin6_scope_id;
  return endpoint;
}

socklen_t fill(sockaddr_storage& storage, const Endpoint& to) {
  if (to.address.family == net::Family::v4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(to.port);
    std::memcpy(&v4.sin_addr, to.address.bytes.data(), sizeof v4.sin_addr);
    std::memcpy(&storage, &v4, sizeof v4);
    return sizeof v4;
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(to.port);
  v6.sin6_scope_id = to.address.scope;
  std::memcpy(&v6.sin6_addr, to.address.bytes.data(), sizeof v6.sin6_addr);
  std::memcpy(&storage, &v6, sizeof v6);
  return sizeof v6;
}

}  // namespace

struct UdpSocket::Buffers {
  Buffers() : bytes(kBatch * kLargestDatagram) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      parts.at(i) = {bytes.data() + i * kLargestDatagram, kLargestDatagram};
      messages.at(i).msg_hdr.msg_iov = &parts.at(i);
      messages.at(i).msg_hdr.msg_iovlen = 1;
      messages.at(i).msg_hdr.msg_name = &sources.at(i);
    }
  }

  std::vector<std::byte> bytes;
  std::array<iovec, kBatch> parts{};
  std::array<sockaddr_storage, kBatch> sources{};
  std::array<mmsghdr, kBatch> messages{};
  std::vector<Received> received;
};

UdpSocket::UdpSocket(int fd) : fd_(fd), buffers_(std::make_unique<Buffers>()) {}

UdpSocket::~UdpSocket() {
  // Nothing was written that close(2) could fail to keep.
  (void)::close(fd_);
}

UdpSocket::Opened UdpSocket::open(net::Family family, std::uint64_t buffer) {
  const bool v6 = family == net::Family::v6;
  const int fd = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    return {.socket = nullptr, .failure = std::strerror(errno)};  // NOLINT(concurrency-mt-unsafe)
  }
  std::unique_ptr<UdpSocket> made{new UdpSocket{fd}};
  if (v6) {
    set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  }
  ask_for_buffers(fd, buffer);
  // Bound, so that answers can come before the first question is sent.
  sockaddr_storage any{};
  const socklen_t size = fill(any, Endpoint{.address = {.family = family}, .port = 0});
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&any), size) != 0) {
    return {.socket = nullptr, .failure = std::strerror(errno)};  // NOLINT(concurrency-mt-unsafe)
  }
  return {.socket = std::move(made), .failure = {}};
}

bool UdpSocket::send(const Endpoint& to, std::span<const std::byte> datagram) const {
  sockaddr_storage storage{};
  const socklen_t size = fill(storage, to);
  const auto* const address = reinterpret_cast<const sockaddr*>(&storage);
  ssize_t sent = -1;
  do {
    sent = ::sendto(fd_, datagram.data(), datagram.size(), 0, address, size);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(datagram.size());
}

std::span<const UdpSocket::Received> UdpSocket::receive() {
  Buffers& all = *buffers_;
  all.received.clear();
  for (mmsghdr& message : all.messages) {
    message.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
  }
  int count = -1;
  do {
    count = ::recvmmsg(fd_, all.messages.data(), kBatch, MSG_DONTWAIT, nullptr);
  } while (count < 0 && errno == EINTR);
  for (std::size_t i = 0; count > 0 && i < static_cast<std::size_t>(count); ++i) {
    const std::span<const std::byte> bytes{all.bytes.data() + i * kLargestDatagram,
                                           all.messages.at(i).msg_len};
    all.received.push_back({.from = endpoint_of(all.sources.at(i)), .bytes = bytes});
  }
  return all.received;
}

}  // namespace pantau::snmp
