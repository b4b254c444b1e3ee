// SPDX-License-Identifier: Apache-2.0
#include "config/address_text.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace pantau::config {

namespace {

std::optional<std::uint32_t> parse_v4(std::string_view text) {
  in_addr address{};
  if (::inet_pton(AF_INET, std::string{text}.c_str(), &address) != 1) {
    return std::nullopt;
  }
  return ntohl(address.s_addr);
}

std::optional<std::array<std::uint8_t, 16>> parse_v6(std::string_view text) {
  std::array<std::uint8_t, 16> bytes{};
  const std::string without_zone{text.substr(0, text.find('%'))};
  if (::inet_pton(AF_INET6, without_zone.c_str(), bytes.data()) != 1) {
    return std::nullopt;
  }
  return bytes;
}

std::optional<std::string> v4_problem(std::uint32_t address) {
  if (address == 0 || address >= 0xE0000000U) {
    return "is not the address of one host (it is unspecified, multicast or broadcast)";
  }
  return std::nullopt;
}

std::optional<std::string> v6_problem(const std::array<std::uint8_t, 16>& bytes) {
  if (bytes[0] == 0xFF || std::all_of(bytes.begin(), bytes.end(), [](auto b) { return b == 0; })) {
    return "is not the address of one host (it is unspecified or multicast)";
  }
  return std::nullopt;
}

bool is_label(std::string_view label) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), allowed);
}

bool is_host_name(std::string_view text) {
  if (text.ends_with('.')) {
    text.remove_suffix(1);
  }
  if (text.empty() || text.size() > 253) {
    return false;
  }
  while (true) {
    const auto dot = text.find('.');
    if (!is_label(text.substr(0, dot))) {
      return false;
    }
    if (dot == std::string_view::npos) {
      // A last label of digits would be a mistyped IPv4 address (RFC 3696, section 2).
      return !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    }
    text.remove_prefix(dot + 1);
  }
}

bool is_host(std::string_view text) {
  return parse_v4(text) || parse_v6(text) || is_host_name(text);
}

constexpr std::uint16_t kSnmpPort = 161;

/// The part behind the host's colon; nothing unless it is 1 to 65535.
std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, port);
  return error == std::errc{} && end == last && port != 0 ? std::optional{port} : std::nullopt;
}

struct HostAndPort {
  std::string_view host;
  std::optional<std::string_view> port;  ///< as written
};

/// Several colons without brackets are an IPv6 address, which has no port.
HostAndPort split_port(std::string_view text) {
  if (text.starts_with('[')) {
    const auto bracket = text.find(']');
    if (bracket == std::string_view::npos) {
      return {text, std::nullopt};
    }
    const auto host = text.substr(1, bracket - 1);
    const auto rest = text.substr(bracket + 1);
    if (is_ipv6_literal(host) && rest.empty()) {
      return {host, std::nullopt};
    }
    if (is_ipv6_literal(host) && rest.front() == ':') {
      return {host, rest.substr(1)};
    }
    return {text, std::nullopt};
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon != text.rfind(':')) {
    return {text, std::nullopt};
  }
  return {text.substr(0, colon), text.substr(colon + 1)};
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "::1") {
    return true;
  }
  const auto v4 = parse_v4(host);
  return v4 && (*v4 >> 24U) == 127;
}

}  // namespace

std::optional<std::string> host_problem(std::string_view text) {
  if (const auto v4 = parse_v4(text)) {
    return v4_problem(*v4);
  }
  if (const auto v6 = parse_v6(text)) {
    return v6_problem(*v6);
  }
  if (!is_host_name(text)) {
    return "is neither an address nor a host name: write one as \"198.18.6.1\", \"2001:db8::1\" or "
           "\"router.example.org\", without port or mask";
  }
  return std::nullopt;
}

std::variant<Agent, std::string> parse_agent(std::string_view text) {
  const auto [host, digits] = split_port(text);
  if (!is_host(host)) {
    return "is neither an address nor a host name: write one as \"198.18.6.2\", "
           "\"198.18.6.2:1161\", \"[2001:db8::1]:1161\" or \"router.example.org\", without mask";
  }
  if (const auto problem = host_problem(host)) {
    return *problem;
  }
  const auto port = digits ? parse_port(*digits) : std::optional{kSnmpPort};
  if (!port) {
    return "has no port behind its colon: write 1 to 65535, or leave it out for 161";
  }
  return Agent{std::string{host}, *port};
}

std::string agent_text(const std::string& host, std::uint16_t port) {
  if (port == kSnmpPort) {
    return host;
  }
  return is_ipv6_literal(host) ? fmt::format("[{}]:{}", host, port)
                               : fmt::format("{}:{}", host, port);
}

bool is_ipv6_literal(std::string_view text) {
  return parse_v6(text).has_value();
}

std::optional<Listen> parse_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) {
    host = host.substr(1, host.size() - 2);
  }
  const bool literal =
      bracketed ? parse_v6(host).has_value() : parse_v4(host).has_value() || host == "localhost";
  Listen result{std::string{host}, 0, is_loopback(host)};
  const auto* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, result.port);
  if (!literal || digits.empty() || digits.front() == '-' || error != std::errc{} || end != last ||
      result.port > 65535) {
    return std::nullopt;
  }
  return result;
}

}  // namespace pantau::config
