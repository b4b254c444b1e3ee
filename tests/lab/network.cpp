// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/network.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <system_error>

namespace pantau::lab {
namespace {

// 72,000 packets were in flight when one process played 200,000 sites; the default holds 500.
constexpr std::uint32_t kQueueLength = 100'000;
constexpr const char* kNetmask = "255.254.0.0";
constexpr std::uint32_t kIpv6PrefixBits = 48;

/// linux/ipv6.h has it, but not beside netinet/in.h.
struct Ipv6InterfaceRequest {
  in6_addr address;
  std::uint32_t prefix_bits;
  int interface;
};

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class ControlSocket {
 public:
  explicit ControlSocket(int family) : socket_(::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    if (socket_ < 0) {
      fail("socket");
    }
  }

  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;
  ControlSocket(ControlSocket&&) = delete;
  ControlSocket& operator=(ControlSocket&&) = delete;

  ~ControlSocket() { ::close(socket_); }

  void request(unsigned long what, void* argument, const char* name) const {
    if (::ioctl(socket_, what, argument) < 0) {
      fail(name);
    }
  }

 private:
  int socket_;
};

ifreq request_for(const char* device) {
  ifreq request{};
  std::strncpy(request.ifr_name, device, IFNAMSIZ - 1);
  return request;
}

void bring_up(const ControlSocket& control, const char* device) {
  ifreq request = request_for(device);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  control.request(SIOCSIFFLAGS, &request, "SIOCSIFFLAGS");
}

void set_ipv4(const ControlSocket& control, unsigned long what, const char* address) {
  ifreq request = request_for(kDevice);
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  inet_pton(AF_INET, address, &ipv4.sin_addr);
  std::memcpy(&request.ifr_addr, &ipv4, sizeof ipv4);
  control.request(what, &request, "address of the device");
}

/// Over rtnetlink: the ioctl asks for privilege in the first user namespace.
void set_queue_length() {
  struct {
    nlmsghdr head;
    ifinfomsg link;
    rtattr attribute;
    std::uint32_t length;
  } message{};

  message.head.nlmsg_len = sizeof message;
  message.head.nlmsg_type = RTM_NEWLINK;
  message.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  message.link.ifi_family = AF_UNSPEC;
  message.link.ifi_index = static_cast<int>(if_nametoindex(kDevice));
  message.attribute.rta_type = IFLA_TXQLEN;
  message.attribute.rta_len = RTA_LENGTH(sizeof message.length);
  message.length = kQueueLength;
  const int socket = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

  struct {
    nlmsghdr head;
    nlmsgerr result;
    std::array<char, 256> echoed;
  } answer{};

  const bool exchanged = socket >= 0 && ::send(socket, &message, sizeof message, 0) > 0 &&
                         ::recv(socket, &answer, sizeof answer, 0) > 0;
  const int error = exchanged ? -answer.result.error : errno;
  ::close(socket);
  if (error != 0) {
    throw std::system_error(error, std::generic_category(), "queue length of the device");
  }
}

void set_ipv6() {
  const ControlSocket control(AF_INET6);
  Ipv6InterfaceRequest request{};
  inet_pton(AF_INET6, kGatewayIpv6, &request.address);
  request.prefix_bits = kIpv6PrefixBits;
  request.interface = static_cast<int>(if_nametoindex(kDevice));
  control.request(SIOCSIFADDR, &request, "IPv6 address of the device");
}

int open_device() {
  const int device = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (device < 0) {
    fail("/dev/net/tun");
  }
  ifreq request = request_for(kDevice);
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  if (::ioctl(device, TUNSETIFF, &request) < 0) {
    const int error = errno;
    ::close(device);
    throw std::system_error(error, std::generic_category(), "TUNSETIFF");
  }
  return device;
}

void write_file(const std::string& file, const std::string& text) {
  const int opened = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (opened < 0) {
    fail(file);
  }
  const ssize_t written = ::write(opened, text.data(), text.size());
  const int error = errno;
  ::close(opened);
  if (written != static_cast<ssize_t>(text.size())) {
    throw std::system_error(error, std::generic_category(), file);
  }
}

}  // namespace

void enter_namespace(bool user) {
  const auto uid = ::geteuid();
  const auto gid = ::getegid();
  if (::unshare(CLONE_NEWNET | (user ? CLONE_NEWUSER : 0)) < 0) {
    fail("new network namespace");
  }
  if (user) {
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", fmt::format("0 {} 1", uid));
    write_file("/proc/self/gid_map", fmt::format("0 {} 1", gid));
  }
}

NamedNamespace::NamedNamespace(const std::string& name) : path_("/run/netns/" + name) {
  std::filesystem::create_directories(path_.parent_path());
  const int file = ::open(path_.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
  if (file < 0) {
    fail(path_.string());
  }
  ::close(file);
  if (::mount("/proc/self/ns/net", path_.c_str(), "none", MS_BIND, nullptr) < 0) {
    const int error = errno;
    ::unlink(path_.c_str());
    throw std::system_error(error, std::generic_category(), "mount " + path_.string());
  }
}

NamedNamespace::~NamedNamespace() {
  ::umount2(path_.c_str(), MNT_DETACH);
  ::unlink(path_.c_str());
}

int open_network() {
  const int device = open_device();
  const ControlSocket control(AF_INET);
  bring_up(control, "lo");
  set_queue_length();
  set_ipv4(control, SIOCSIFADDR, kGatewayIpv4);
  set_ipv4(control, SIOCSIFNETMASK, kNetmask);
  bring_up(control, kDevice);
  set_ipv6();
  // Forged replies must reach the prober even where the reverse path would say no.
  set_sysctl("net/ipv4/conf/all/rp_filter", "0");
  set_sysctl(fmt::format("net/ipv4/conf/{}/rp_filter", kDevice), "0");
  return device;
}

void set_sysctl(const std::string& name, const std::string& value) {
  write_file("/proc/sys/" + name, value);
}

}  // namespace pantau::lab
