// SPDX-License-Identifier: Apache-2.0
/// \file
/// Classic BPF programs for raw ICMP sockets: the kernel drops foreign packets before they cost us
/// anything (performance.md 1.5: without it every reply on the host is read and thrown away, about
/// 2 us each).
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <vector>

#include "probes/net/address.hpp"

namespace pantau::icmp {

/// Accepts an echo reply with `identifier` (host order), and an ICMP error (v4 types 3 4 11 12, v6
/// 1 2 3 4) whose quoted packet is an echo request with `identifier`. IPv4 sockets see the packet
/// from the IP header (raw(7)), IPv6 sockets from the ICMPv6 header (RFC 3542 section 3).
[[nodiscard]] std::vector<sock_filter> build_filter(net::Family family, std::uint16_t identifier);

/// Attaches the program to `socket`. Returns 0 or errno.
[[nodiscard]] int attach_filter(int socket, const std::vector<sock_filter>& program);

}  // namespace pantau::icmp
