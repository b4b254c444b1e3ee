// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pantau::config {

/// What is wrong with the address of one host: an IPv4 or IPv6 literal or a host name (RFC 1123,
/// and underscores, which device names have). Nothing when it may be probed.
[[nodiscard]] std::optional<std::string> host_problem(std::string_view text);

/// An IPv6 literal costs 20 bytes more a packet. Names are taken for IPv4 before they are resolved.
[[nodiscard]] bool is_ipv6_literal(std::string_view text);

/// "host:port" or "[v6]:port" with a literal address or "localhost".
struct Listen {
  std::string host;
  int port = 0;
  bool loopback = false;
};

[[nodiscard]] std::optional<Listen> parse_listen(std::string_view text);

}  // namespace pantau::config
