// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/socket_setup.hpp"

#include <linux/icmp.h>
#include <linux/net_tstamp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>

#include "probes/icmp/socket_filter.hpp"

namespace pantau::icmp {

namespace {

constexpr unsigned kStamps = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_TX_SOFTWARE |
                             SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_OPT_TSONLY;
constexpr unsigned kNumberedStamps = kStamps | SOF_TIMESTAMPING_OPT_ID;
/// Room for many batches: a slow device must not turn a batch into EAGAIN.
constexpr int kSendBuffer = 4 << 20;

template <typename Value>
bool set(int fd, int level, int option, const Value& value) {
  return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

bool is_v4(net::Family family) {
  return family == net::Family::v4;
}

std::string text_of(int error) {
  return std::system_category().message(error);
}

/// CAP_NET_ADMIN may pass net.core.[rw]mem_max, others get what that allows.
void set_buffer(int fd, int force_option, int option, int bytes) {
  if (!set(fd, SOL_SOCKET, force_option, bytes)) {
    // Refused as well: what was granted is read back and reported.
    (void)set(fd, SOL_SOCKET, option, bytes);
  }
}

std::uint64_t granted_buffer(int fd) {
  int bytes = 0;
  socklen_t size = sizeof bytes;
  return ::getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, &size) == 0
             ? static_cast<std::uint64_t>(bytes)
             : 0;
}

void ask_for_stamps(int fd, SocketInfo& info) {
  info.kernel_send_timestamps = set(fd, SOL_SOCKET, SO_TIMESTAMPING, kNumberedStamps);
  info.kernel_timestamps = info.kernel_send_timestamps || set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
}

/// IP_RECVERR not only brings ICMP errors to datagram sockets: without it the kernel hides ENOBUFS
/// of a full queue discipline from raw ones (raw_sendmsg in net/ipv4/raw.c), and such an echo would
/// count as lost.
void set_family_options(int fd, net::Family family, SocketKind kind) {
  // Each has a kernel default that works; none is worth giving up the socket for.
  if (is_v4(family)) {
    (void)set(fd, IPPROTO_IP, IP_RECVERR, 1);
    if (kind == SocketKind::datagram) {
      (void)set(fd, IPPROTO_IP, IP_RECVTTL, 1);  // a raw socket sees the header itself
    }
    (void)set(
        fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO);  // no id to choose: a tenth of the cost
    return;
  }
  (void)set(fd, IPPROTO_IPV6, IPV6_RECVERR, 1);
  (void)set(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
  (void)set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DO);
  (void)set(fd, IPPROTO_IPV6, IPV6_DONTFRAG, 1);
}

bool filter_types(int fd, net::Family family) {
  if (is_v4(family)) {
    const icmp_filter filter{.data = ~((1U << ICMP_ECHOREPLY) | (1U << ICMP_DEST_UNREACH) |
                                       (1U << ICMP_SOURCE_QUENCH) | (1U << ICMP_TIME_EXCEEDED) |
                                       (1U << ICMP_PARAMETERPROB))};
    return set(fd, SOL_RAW, ICMP_FILTER, filter);
  }
  icmp6_filter filter{};
  ICMP6_FILTER_SETBLOCKALL(&filter);
  for (const int type : {ICMP6_ECHO_REPLY,
                         ICMP6_DST_UNREACH,
                         ICMP6_PACKET_TOO_BIG,
                         ICMP6_TIME_EXCEEDED,
                         ICMP6_PARAM_PROB}) {
    ICMP6_FILTER_SETPASS(type, &filter);
  }
  return set(fd, IPPROTO_ICMPV6, ICMP6_FILTER, filter);
}

/// What came between socket(2) and the filter is foreign.
void throw_away_queued(int fd) {
  std::array<std::uint8_t, 1> byte{};
  for (int packets = 0; packets < 100'000; ++packets) {
    if (::recv(fd, byte.data(), byte.size(), MSG_DONTWAIT) < 0) {
      return;
    }
  }
}

int open_kind(net::Family family, int type) {
  const int protocol =
      is_v4(family) ? static_cast<int>(IPPROTO_ICMP) : static_cast<int>(IPPROTO_ICMPV6);
  return ::socket(
      is_v4(family) ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
}

/// The identifier of a datagram socket is its port, and the kernel chooses it.
std::optional<std::uint16_t> bind_any(int fd, net::Family family) {
  sockaddr_in6 address{};  // the port stands at the same place in sockaddr_in
  address.sin6_family = is_v4(family) ? AF_INET : AF_INET6;
  socklen_t size = is_v4(family) ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd, generic, size) != 0 || ::getsockname(fd, generic, &size) != 0) {
    return std::nullopt;
  }
  return ntohs(address.sin6_port);
}

struct Attempt {
  int fd = -1;
  int error = 0;
  std::uint16_t identifier = 0;
};

Attempt give_up(int fd) {
  const int error = errno;
  ::close(fd);
  return {.fd = -1, .error = error, .identifier = 0};
}

Attempt try_datagram(net::Family family) {
  const int fd = open_kind(family, SOCK_DGRAM);
  if (fd < 0) {
    return {.fd = -1, .error = errno, .identifier = 0};
  }
  const auto identifier = bind_any(fd, family);
  return identifier ? Attempt{.fd = fd, .error = 0, .identifier = *identifier} : give_up(fd);
}

Attempt try_raw(net::Family family, std::uint16_t identifier) {
  const int fd = open_kind(family, SOCK_RAW);
  if (fd < 0) {
    return {.fd = -1, .error = errno, .identifier = 0};
  }
  if (!filter_types(fd, family)) {
    return give_up(fd);
  }
  if (const int error = attach_filter(fd, build_filter(family, identifier)); error != 0) {
    errno = error;
    return give_up(fd);
  }
  throw_away_queued(fd);
  return {.fd = fd, .error = 0, .identifier = identifier};
}

std::string describe(net::Family family, bool tried_datagram, int datagram_error, int raw_error) {
  const std::string name = is_v4(family) ? "IPv4" : "IPv6";
  if (raw_error == EAFNOSUPPORT) {
    return name + " is not available on this machine";
  }
  std::string text = "cannot open an ICMP socket for " + name + ": raw: " + text_of(raw_error) +
                     " (needs the capability CAP_NET_RAW, as pantau.service has it)";
  if (tried_datagram) {
    text += "; datagram: " + text_of(datagram_error) +
            " (needs a group of this process within sysctl net.ipv4.ping_group_range)";
  }
  return text;
}

}  // namespace

MadeSocket make_socket(net::Family family, const SocketOptions& options) {
  MadeSocket made;
  made.info.family = family;
  Attempt datagram;
  if (!options.force_raw) {
    datagram = try_datagram(family);
  }
  Attempt chosen = datagram;
  made.info.kind = SocketKind::datagram;
  if (chosen.fd < 0) {
    chosen = try_raw(family, options.raw_identifier);
    made.info.kind = SocketKind::raw;
  }
  if (chosen.fd < 0) {
    made.failure = describe(family, !options.force_raw, datagram.error, chosen.error);
    return made;
  }
  made.fd = chosen.fd;
  made.identifier = chosen.identifier;
  const auto wanted =
      std::min<std::uint64_t>(options.receive_buffer, std::numeric_limits<int>::max() / 2);
  // The kernel doubles the figure to count its own overhead; the option speaks of what it charges.
  set_buffer(made.fd, SO_RCVBUFFORCE, SO_RCVBUF, static_cast<int>(wanted / 2));
  set_buffer(made.fd, SO_SNDBUFFORCE, SO_SNDBUF, kSendBuffer);
  set_family_options(made.fd, family, made.info.kind);
  ask_for_stamps(made.fd, made.info);
  made.info.receive_buffer = granted_buffer(made.fd);
  return made;
}

void restart_send_keys(int fd) {
  // Turning OPT_ID on anew sets the counter to 0 (sock_set_timestamping in net/core/sock.c). Both
  // were accepted when the socket was made; should they fail, stamps are of no echo and the user
  // time counts.
  (void)set(fd, SOL_SOCKET, SO_TIMESTAMPING, kStamps);
  (void)set(fd, SOL_SOCKET, SO_TIMESTAMPING, kNumberedStamps);
}

}  // namespace pantau::icmp
