// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace pantau::config {

/// What is wrong with the address of one host: an IPv4 or IPv6 literal or a host name (RFC 1123,
/// and underscores, which device names have). Nothing when it may be probed.
[[nodiscard]] std::optional<std::string> host_problem(std::string_view text);

/// An IPv6 literal costs 20 bytes more a packet. Names are taken for IPv4 before they are resolved.
[[nodiscard]] bool is_ipv6_literal(std::string_view text);

/// An SNMP agent: a host, and where it listens.
struct Agent {
  std::string host;
  std::uint16_t port = 161;
};

/// "host", "host:port", "v6" or "[v6]:port"; else what is wrong with it, as host_problem() says it.
[[nodiscard]] std::variant<Agent, std::string> parse_agent(std::string_view text);

/// As parse_agent() reads it; without the port when that is 161.
[[nodiscard]] std::string agent_text(const std::string& host, std::uint16_t port);

/// "host:port" or "[v6]:port" with a literal address or "localhost".
struct Listen {
  std::string host;
  int port = 0;
  bool loopback = false;
};

[[nodiscard]] std::optional<Listen> parse_listen(std::string_view text);

}  // namespace pantau::config
