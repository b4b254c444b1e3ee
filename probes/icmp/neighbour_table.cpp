// SPDX-License-Identifier: Apache-2.0
#include "probes/icmp/neighbour_table.hpp"

#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>

namespace pantau::icmp {

namespace {

/// The kernel's dumps come in parts of at most 32 KiB (netlink(7)).
constexpr std::size_t kPart = 32U << 10U;
constexpr int kPartsAtATime = 16;
constexpr net::Nanoseconds kDeviceFlagsKept{std::chrono::seconds{60}};
constexpr unsigned kResolvedStates =
    NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT | NUD_NOARP;

using Bytes = std::span<const std::uint8_t>;

int open_netlink() {
  return ::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
}

template <typename Value>
bool read_value(Bytes bytes, Value& value) {
  if (bytes.size() < sizeof value) {
    return false;
  }
  std::memcpy(&value, bytes.data(), sizeof value);
  return true;
}

/// Calls `each(header, payload)` for every whole message.
template <typename Each>
void for_each_message(Bytes bytes, Each each) {
  nlmsghdr header{};
  while (read_value(bytes, header) && header.nlmsg_len >= NLMSG_HDRLEN &&
         header.nlmsg_len <= bytes.size()) {
    each(header, bytes.subspan(NLMSG_HDRLEN, header.nlmsg_len - NLMSG_HDRLEN));
    bytes = bytes.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), bytes.size()));
  }
}

template <typename Each>
void for_each_attribute(Bytes bytes, Each each) {
  rtattr header{};
  while (read_value(bytes, header) && header.rta_len >= RTA_LENGTH(0) &&
         header.rta_len <= bytes.size()) {
    each(header.rta_type, bytes.subspan(RTA_LENGTH(0), header.rta_len - RTA_LENGTH(0)));
    bytes = bytes.subspan(std::min<std::size_t>(RTA_ALIGN(header.rta_len), bytes.size()));
  }
}

struct Route {
  bool unicast = false;
  bool by_gateway = false;
  std::uint32_t device = 0;
};

std::optional<Route> parse_route(Bytes answer, std::uint32_t sequence) {
  std::optional<Route> route;
  for_each_message(answer, [&](const nlmsghdr& header, Bytes payload) {
    if (header.nlmsg_seq != sequence) {
      return;  // the late answer to an earlier question
    }
    rtmsg message{};
    if (header.nlmsg_type == NLMSG_ERROR) {
      route = Route{};  // no route: the send will say why
    } else if (header.nlmsg_type == RTM_NEWROUTE && read_value(payload, message)) {
      route = Route{.unicast = message.rtm_type == RTN_UNICAST, .by_gateway = false, .device = 0};
      for_each_attribute(payload.subspan(NLMSG_ALIGN(sizeof message)),
                         [&](unsigned short type, Bytes value) {
                           if (type == RTA_GATEWAY || type == RTA_VIA) {
                             route->by_gateway = true;
                           } else if (type == RTA_OIF) {
                             (void)read_value(value, route->device);  // 0 stays when it is short
                           }
                         });
    }
  });
  return route;
}

struct RouteQuestion {
  nlmsghdr header{};
  rtmsg message{};
  std::array<std::uint8_t, 64> attributes{};
};

void append(RouteQuestion& question, unsigned short type, Bytes value) {
  const std::size_t at = question.header.nlmsg_len - NLMSG_LENGTH(sizeof(rtmsg));
  const rtattr header{.rta_len = static_cast<unsigned short>(RTA_LENGTH(value.size())),
                      .rta_type = type};
  std::memcpy(question.attributes.data() + at, &header, sizeof header);
  std::memcpy(question.attributes.data() + at + RTA_LENGTH(0), value.data(), value.size());
  question.header.nlmsg_len += static_cast<std::uint32_t>(RTA_SPACE(value.size()));
}

RouteQuestion ask_route(const net::Address& address, std::uint32_t sequence) {
  const bool v4 = address.family == net::Family::v4;
  const std::size_t size = v4 ? 4 : 16;
  RouteQuestion question;
  question.header.nlmsg_len = NLMSG_LENGTH(sizeof(rtmsg));
  question.header.nlmsg_type = RTM_GETROUTE;
  question.header.nlmsg_flags = NLM_F_REQUEST;
  question.header.nlmsg_seq = sequence;
  question.message.rtm_family = v4 ? AF_INET : AF_INET6;
  question.message.rtm_dst_len = static_cast<unsigned char>(size * 8);
  append(question, RTA_DST, Bytes{address.bytes}.first(size));
  if (address.scope != 0) {
    std::array<std::uint8_t, sizeof address.scope> scope{};
    std::memcpy(scope.data(), &address.scope, sizeof address.scope);
    append(question, RTA_OIF, scope);
  }
  return question;
}

std::optional<Neighbour> parse_neighbour(Bytes payload) {
  ndmsg message{};
  if (!read_value(payload, message)) {
    return std::nullopt;
  }
  Neighbour neighbour;
  neighbour.resolved = (message.ndm_state & kResolvedStates) != 0;
  neighbour.address.family = message.ndm_family == AF_INET ? net::Family::v4 : net::Family::v6;
  const std::size_t size = message.ndm_family == AF_INET ? 4 : 16;
  bool found = false;
  for_each_attribute(payload.subspan(NLMSG_ALIGN(sizeof message)),
                     [&](unsigned short type, Bytes value) {
                       if (type == NDA_DST && value.size() == size) {
                         std::copy(value.begin(), value.end(), neighbour.address.bytes.begin());
                         found = true;
                       }
                     });
  const bool link_local = size == 16 && neighbour.address.bytes[0] == 0xfe &&
                          (neighbour.address.bytes[1] & 0xc0U) == 0x80;
  neighbour.address.scope = link_local ? static_cast<std::uint32_t>(message.ndm_ifindex) : 0;
  return found ? std::optional{neighbour} : std::nullopt;
}

}  // namespace

NeighbourTable::NeighbourTable()
    : route_fd_(open_netlink()), dump_fd_(open_netlink()), buffer_(kPart) {}

NeighbourTable::~NeighbourTable() {
  for (const int fd : {route_fd_, dump_fd_}) {
    if (fd >= 0) {
      ::close(fd);
    }
  }
}

std::optional<bool> NeighbourTable::is_on_link(const net::Address& address, net::SteadyTime now) {
  const RouteQuestion question = ask_route(address, ++sequence_);
  if (::send(route_fd_, &question, question.header.nlmsg_len, MSG_DONTWAIT) < 0) {
    return std::nullopt;
  }
  for (int parts = 0; parts < kPartsAtATime; ++parts) {
    const ssize_t size = ::recv(route_fd_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (size < 0) {
      return std::nullopt;
    }
    const auto route = parse_route(Bytes{buffer_}.first(static_cast<std::size_t>(size)), sequence_);
    if (route) {
      return route->unicast && !route->by_gateway && device_resolves(route->device, now);
    }
  }
  return std::nullopt;
}

bool NeighbourTable::device_resolves(std::uint32_t index, net::SteadyTime now) {
  const auto known = devices_.find(index);
  if (known != devices_.end() && now - known->second.read < kDeviceFlagsKept) {
    return known->second.resolves;
  }
  ifreq request{};
  const bool found = ::if_indextoname(index, request.ifr_name) != nullptr &&
                     ::ioctl(route_fd_, SIOCGIFFLAGS, &request) == 0;
  constexpr int kNeverResolves = IFF_LOOPBACK | IFF_NOARP | IFF_POINTOPOINT;
  const bool resolves = found && (request.ifr_flags & kNeverResolves) == 0;
  devices_[index] = {.resolves = resolves, .read = now};
  return resolves;
}

void NeighbourTable::request() {
  struct {
    nlmsghdr header{};
    ndmsg message{};
  } question;

  question.header.nlmsg_len = NLMSG_LENGTH(sizeof question.message);
  question.header.nlmsg_type = RTM_GETNEIGH;
  question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  dump_sequence_ = ++sequence_;
  question.header.nlmsg_seq = dump_sequence_;
  question.message.ndm_family = AF_UNSPEC;
  table_.clear();
  busy_ = ::send(dump_fd_, &question, sizeof question, MSG_DONTWAIT) >= 0;
}

const std::vector<Neighbour>* NeighbourTable::poll() {
  for (int parts = 0; busy_ && parts < kPartsAtATime; ++parts) {
    const ssize_t size = ::recv(dump_fd_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (size < 0) {
      busy_ = errno == EAGAIN;  // a dump that broke off is asked for again
      return nullptr;
    }
    for_each_message(Bytes{buffer_}.first(static_cast<std::size_t>(size)),
                     [&](const nlmsghdr& header, Bytes payload) {
                       if (header.nlmsg_seq != dump_sequence_) {
                         return;
                       }
                       if (header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR) {
                         busy_ = false;
                       } else if (header.nlmsg_type == RTM_NEWNEIGH) {
                         if (const auto neighbour = parse_neighbour(payload)) {
                           table_.push_back(*neighbour);
                         }
                       }
                     });
    if (!busy_) {
      return &table_;
    }
  }
  return nullptr;
}

}  // namespace pantau::icmp
