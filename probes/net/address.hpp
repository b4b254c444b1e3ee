// SPDX-License-Identifier: Apache-2.0
/// \file
/// An IPv4 or IPv6 address as a small comparable value, without Asio.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pantau::net {

enum class Family : std::uint8_t { v4, v6 };

/// IPv4 addresses stand in the first four bytes, the rest is zero. An IPv4-mapped IPv6 address
/// (::ffff:a.b.c.d) is kept as IPv4, because that is what goes on the wire.
struct Address {
  Family family = Family::v4;
  std::array<std::uint8_t, 16> bytes{};
  std::uint32_t scope = 0;  ///< interface index of a link-local IPv6 address, else 0

  friend bool operator==(const Address&, const Address&) = default;
  friend auto operator<=>(const Address&, const Address&) = default;
};

/// Reads "198.18.0.1", "2001:db8::1" or "fe80::1%eth0". No names, no shortened IPv4 ("127.1" is
/// none).
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

[[nodiscard]] std::string to_string(const Address& address);

}  // namespace pantau::net

template <>
struct std::hash<pantau::net::Address> {
  std::size_t operator()(const pantau::net::Address& address) const noexcept;
};
