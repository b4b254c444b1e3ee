// SPDX-License-Identifier: Apache-2.0
/// \file
/// A network namespace of our own with a TUN device in it. Functions throw std::system_error.
#pragma once

#include <filesystem>
#include <string>

namespace pantau::lab {

/// 198.18.0.0/15 (RFC 2544) and 2001:2::/48 (RFC 5180) are routed into the device; the gateway
/// itself has their last addresses.
inline constexpr const char* kDevice = "county0";
inline constexpr const char* kGatewayIpv4 = "198.19.255.254";
inline constexpr const char* kGatewayIpv6 = "2001:2::ffff:ffff:ffff:fffe";

/// Moves this process into a new network namespace, with `user` also into a new user namespace in
/// which it is root (no privilege needed where the kernel allows that).
void enter_namespace(bool user);

/// Lets `ip netns exec NAME` find the namespace, as `ip netns add NAME` does.
class NamedNamespace {
 public:
  explicit NamedNamespace(const std::string& name);
  NamedNamespace(const NamedNamespace&) = delete;
  NamedNamespace& operator=(const NamedNamespace&) = delete;
  NamedNamespace(NamedNamespace&&) = delete;
  NamedNamespace& operator=(NamedNamespace&&) = delete;
  ~NamedNamespace();

 private:
  std::filesystem::path path_;
};

/// Brings up lo and the device. Returns the device, non-blocking; the caller closes it.
[[nodiscard]] int open_network();

/// Writes below /proc/sys of the namespace, such as "net/ipv4/ping_group_range".
void set_sysctl(const std::string& name, const std::string& value);

}  // namespace pantau::lab
