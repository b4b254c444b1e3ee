// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/icmp_socket.hpp"

#include <linux/errqueue.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "probes/icmp/socket_setup.hpp"

namespace pantau::icmp {

namespace {

/// More than the longest packet we send with the longest IP header (1480 + 60): what is longer is
/// cut here and not ours by its length alone. No power of two: the beginnings of all packets would
/// share two sets of the processor's first cache.
constexpr std::size_t kPacketRoom = 2048;
/// Stamp (64), hop limit (24) and, in the error queue, sock_extended_err with an address (64).
constexpr std::size_t kControlRoom = 256;
constexpr std::size_t kIpv4Header = 20;
constexpr std::size_t kIpv6Header = 40;
constexpr int kTimeToLiveAt = 8;  // in the IPv4 header

struct alignas(cmsghdr) Control {
  std::array<std::uint8_t, kControlRoom> bytes;
};

net::Address address_of(const sockaddr_in6& storage) {
  net::Address address;
  if (storage.sin6_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &storage, sizeof v4);
    std::memcpy(address.bytes.data(), &v4.sin_addr, sizeof v4.sin_addr);
    return address;
  }
  address.family = net::Family::v6;
  address.scope = storage.sin6_scope_id;
  std::memcpy(address.bytes.data(), &storage.sin6_addr, sizeof storage.sin6_addr);
  return address;
}

/// \return its size.
socklen_t fill(sockaddr_in6& storage, const net::Address& address) {
  if (address.family == net::Family::v4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, address.bytes.data(), sizeof v4.sin_addr);
    std::memcpy(&storage, &v4, sizeof v4);
    return sizeof v4;
  }
  storage = {};
  storage.sin6_family = AF_INET6;
  storage.sin6_scope_id = address.scope;
  std::memcpy(&storage.sin6_addr, address.bytes.data(), sizeof storage.sin6_addr);
  return sizeof storage;
}

/// CMSG_DATA has no alignment to rely on.
template <typename Value>
std::optional<Value> read_as(const cmsghdr& item) {
  if (item.cmsg_len < CMSG_LEN(sizeof(Value))) {
    return std::nullopt;
  }
  Value value{};
  std::memcpy(&value, CMSG_DATA(&item), sizeof value);
  return value;
}

std::optional<net::WallTime> wall_time(const timespec& time) {
  if (time.tv_sec == 0 && time.tv_nsec == 0) {
    return std::nullopt;  // scm_timestamping leaves what it does not know at zero
  }
  return net::WallTime{std::chrono::seconds{time.tv_sec} + net::Nanoseconds{time.tv_nsec}};
}

std::optional<net::WallTime> read_stamp(const cmsghdr& item) {
  if (item.cmsg_type == SCM_TIMESTAMPING) {
    const auto stamps = read_as<scm_timestamping>(item);
    return stamps ? wall_time(stamps->ts[0]) : std::nullopt;
  }
  if (item.cmsg_type == SCM_TIMESTAMPNS) {
    const auto stamp = read_as<timespec>(item);
    return stamp ? wall_time(*stamp) : std::nullopt;
  }
  return std::nullopt;
}

bool is_hop_limit(const cmsghdr& item) {
  return (item.cmsg_level == IPPROTO_IP && item.cmsg_type == IP_TTL) ||
         (item.cmsg_level == IPPROTO_IPV6 && item.cmsg_type == IPV6_HOPLIMIT);
}

bool is_extended_error(const cmsghdr& item) {
  return (item.cmsg_level == IPPROTO_IP && item.cmsg_type == IP_RECVERR) ||
         (item.cmsg_level == IPPROTO_IPV6 && item.cmsg_type == IPV6_RECVERR);
}

struct Ancillary {
  std::optional<net::WallTime> stamp;
  std::uint8_t hop_limit = 0;
  std::optional<sock_extended_err> error;
  net::Address offender;
};

void read_error(const cmsghdr& item, Ancillary& result) {
  result.error = read_as<sock_extended_err>(item);
  sockaddr_in6 offender{};
  const std::size_t size = item.cmsg_len - CMSG_LEN(0);
  if (size > sizeof(sock_extended_err)) {
    std::memcpy(&offender,
                CMSG_DATA(&item) + sizeof(sock_extended_err),
                std::min(size - sizeof(sock_extended_err), sizeof offender));
    result.offender = address_of(offender);
  }
}

Ancillary read_ancillary(const msghdr& header) {
  Ancillary result;
  // CMSG_NXTHDR takes a non-const msghdr though it changes nothing.
  auto* const mutable_header = const_cast<msghdr*>(&header);
  for (const cmsghdr* item = CMSG_FIRSTHDR(&header); item != nullptr;
       item = CMSG_NXTHDR(mutable_header, const_cast<cmsghdr*>(item))) {
    if (item->cmsg_level == SOL_SOCKET) {
      if (const auto stamp = read_stamp(*item)) {
        result.stamp = stamp;
      }
    } else if (is_hop_limit(*item)) {
      result.hop_limit = static_cast<std::uint8_t>(read_as<int>(*item).value_or(0));
    } else if (is_extended_error(*item)) {
      read_error(*item, result);
    }
  }
  return result;
}

}  // namespace

struct IcmpSocket::Buffers {
  struct Direction {
    std::array<mmsghdr, kBatch> headers{};
    std::array<iovec, kBatch> pieces{};
    std::array<sockaddr_in6, kBatch> addresses{};
    std::array<Control, kBatch> controls{};
  };

  Buffers();
  void prepare_read();
  void attach_dscp(std::size_t index, const DueEcho& echo);

  Direction in;
  Direction out;
  std::size_t loaded = 0;
  std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(kBatch * kPacketRoom);
  std::vector<Received> packets;
  std::vector<QueuedError> errors;
};

IcmpSocket::Buffers::Buffers() {
  packets.reserve(kBatch);
  errors.reserve(kBatch);
  for (std::size_t index = 0; index < kBatch; ++index) {
    for (Direction* direction : {&in, &out}) {
      msghdr& header = direction->headers[index].msg_hdr;
      header.msg_iov = &direction->pieces[index];
      header.msg_iovlen = 1;
      header.msg_name = &direction->addresses[index];
    }
    in.pieces[index] = {.iov_base = bytes.data() + index * kPacketRoom, .iov_len = kPacketRoom};
    in.headers[index].msg_hdr.msg_control = in.controls[index].bytes.data();
  }
}

void IcmpSocket::Buffers::prepare_read() {
  for (mmsghdr& message : in.headers) {
    message.msg_hdr.msg_namelen = sizeof(sockaddr_in6);
    message.msg_hdr.msg_controllen = kControlRoom;
  }
}

void IcmpSocket::Buffers::attach_dscp(std::size_t index, const DueEcho& echo) {
  msghdr& header = out.headers[index].msg_hdr;
  if (echo.dscp == 0) {
    header.msg_control = nullptr;
    header.msg_controllen = 0;
    return;
  }
  const bool v4 = echo.address.family == net::Family::v4;
  const int traffic_class = echo.dscp << 2;  // RFC 2474: the upper six bits
  header.msg_control = out.controls[index].bytes.data();
  header.msg_controllen = CMSG_SPACE(sizeof traffic_class);
  cmsghdr* const item = CMSG_FIRSTHDR(&header);
  item->cmsg_level = v4 ? IPPROTO_IP : IPPROTO_IPV6;
  item->cmsg_type = v4 ? IP_TOS : IPV6_TCLASS;
  item->cmsg_len = CMSG_LEN(sizeof traffic_class);
  std::memcpy(CMSG_DATA(item), &traffic_class, sizeof traffic_class);
}

IcmpSocket::Opened IcmpSocket::open(net::Family family, const SocketOptions& options) {
  MadeSocket made = make_socket(family, options);
  if (made.fd < 0) {
    return {.socket = nullptr, .failure = std::move(made.failure)};
  }
  std::unique_ptr<IcmpSocket> socket{new IcmpSocket{made.fd, family, made.info.kind}};
  socket->identifier_ = made.identifier;
  socket->info_ = made.info;
  return {.socket = std::move(socket), .failure = {}};
}

IcmpSocket::IcmpSocket(int fd, net::Family family, SocketKind kind)
    : fd_(fd), buffers_(std::make_unique<Buffers>()) {
  info_.family = family;
  info_.kind = kind;
}

IcmpSocket::~IcmpSocket() {
  ::close(fd_);
}

IcmpSocket::Memory IcmpSocket::memory() const {
  std::array<std::uint32_t, SK_MEMINFO_VARS> values{};
  socklen_t size = sizeof values;
  if (::getsockopt(fd_, SOL_SOCKET, SO_MEMINFO, values.data(), &size) != 0) {
    return {};  // before Linux 4.12; drops stay unseen there
  }
  return {.queued = values[SK_MEMINFO_RMEM_ALLOC],
          .limit = values[SK_MEMINFO_RCVBUF],
          .drops = values[SK_MEMINFO_DROPS]};
}

/// \return packets read; -1: nothing there; 0: an error that was pending and is now cleared.
int IcmpSocket::read_batch(int flags) {
  buffers_->prepare_read();
  const int count = ::recvmmsg(
      fd_, buffers_->in.headers.data(), kBatch, flags | static_cast<int>(MSG_DONTWAIT), nullptr);
  if (count >= 0) {
    return count;
  }
  // Any other errno is what an ICMP error left on the socket (IP_RECVERR): reading has cleared it.
  return errno == EAGAIN ? -1 : 0;
}

IcmpSocket::Batch<IcmpSocket::Received> IcmpSocket::receive() {
  const int count = read_batch(0);
  buffers_->packets.clear();
  for (int index = 0; index < count; ++index) {
    buffers_->packets.push_back(parse_packet(static_cast<std::size_t>(index)));
  }
  return {.items = buffers_->packets, .drained = count < 0};
}

IcmpSocket::Received IcmpSocket::parse_packet(std::size_t index) const {
  const mmsghdr& message = buffers_->in.headers[index];
  const Ancillary ancillary = read_ancillary(message.msg_hdr);
  std::span<const std::uint8_t> bytes{buffers_->bytes.data() + index * kPacketRoom,
                                      message.msg_len};
  Received packet{.source = address_of(buffers_->in.addresses[index]),
                  .icmp = bytes,
                  .stamp = ancillary.stamp,
                  .hop_limit = ancillary.hop_limit,
                  .ip_length = static_cast<std::uint16_t>(bytes.size())};
  if (info_.family == net::Family::v6 || info_.kind == SocketKind::datagram) {
    const std::size_t header = info_.family == net::Family::v6 ? kIpv6Header : kIpv4Header;
    packet.ip_length = static_cast<std::uint16_t>(bytes.size() + header);
    return packet;
  }
  // raw(7): an IPv4 raw socket gets the IP header too.
  const std::size_t header = bytes.empty() ? 0 : (bytes[0] & 0x0fU) * 4U;
  if (header < kIpv4Header || header > bytes.size()) {
    packet.icmp = {};
    return packet;
  }
  packet.hop_limit = bytes[kTimeToLiveAt];
  packet.icmp = bytes.subspan(header);
  return packet;
}

IcmpSocket::Batch<IcmpSocket::QueuedError> IcmpSocket::read_errors() {
  const int count = read_batch(MSG_ERRQUEUE);
  buffers_->errors.clear();
  for (int index = 0; index < count; ++index) {
    if (auto item = parse_error(static_cast<std::size_t>(index))) {
      buffers_->errors.push_back(*item);
    }
  }
  return {.items = buffers_->errors, .drained = count < 0};
}

std::optional<IcmpSocket::QueuedError> IcmpSocket::parse_error(std::size_t index) const {
  const mmsghdr& message = buffers_->in.headers[index];
  const Ancillary ancillary = read_ancillary(message.msg_hdr);
  if (!ancillary.error) {
    return std::nullopt;
  }
  const sock_extended_err& error = *ancillary.error;
  QueuedError item;
  if (error.ee_origin == SO_EE_ORIGIN_TIMESTAMPING) {
    if (!ancillary.stamp) {
      return std::nullopt;
    }
    item.is_stamp = true;
    item.key = error.ee_data;
    item.stamp = *ancillary.stamp;
    return item;
  }
  const bool from_network =
      error.ee_origin == SO_EE_ORIGIN_ICMP || error.ee_origin == SO_EE_ORIGIN_ICMP6;
  if (!from_network || info_.kind == SocketKind::raw) {
    return std::nullopt;
  }
  item.icmp.reporter = ancillary.offender;
  item.icmp.destination = address_of(buffers_->in.addresses[index]);
  item.icmp.type = error.ee_type;
  item.icmp.code = error.ee_code;
  item.icmp.quoted = {buffers_->bytes.data() + index * kPacketRoom, message.msg_len};
  return item;
}

void IcmpSocket::load(std::span<const DueEcho* const> echoes) {
  assert(echoes.size() <= kBatch);
  buffers_->loaded = echoes.size();
  for (std::size_t index = 0; index < echoes.size(); ++index) {
    const DueEcho& echo = *echoes[index];
    // sendmsg(2) does not write to what it sends; iovec serves both directions.
    buffers_->out.pieces[index] = {.iov_base = const_cast<std::uint8_t*>(echo.packet.data()),
                                   .iov_len = echo.packet.size()};
    buffers_->out.headers[index].msg_hdr.msg_namelen =
        fill(buffers_->out.addresses[index], echo.address);
    buffers_->attach_dscp(index, echo);
  }
}

IcmpSocket::Pushed IcmpSocket::push(std::size_t from) {
  const auto rest = static_cast<unsigned>(buffers_->loaded - from);
  const int count = ::sendmmsg(fd_, &buffers_->out.headers[from], rest, MSG_DONTWAIT);
  if (count < 0) {
    return {.count = 0, .error = errno};
  }
  return {.count = static_cast<std::size_t>(count), .error = 0};
}

void IcmpSocket::clear_error() {
  int error = 0;
  socklen_t size = sizeof error;
  // Asking is what clears it; the answer is somebody else's.
  (void)::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
}

void IcmpSocket::restart_keys() {
  if (info_.kernel_send_timestamps) {
    restart_send_keys(fd_);
  }
}

}  // namespace pantau::icmp
