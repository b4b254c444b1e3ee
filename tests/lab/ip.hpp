// SPDX-License-Identifier: Apache-2.0
/// \file
/// Addresses of the simulated county. The county judges the probes, so it shares no code with them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pantau::lab {

/// IPv4 is kept as ::ffff:a.b.c.d, so that both families order and hash alike.
struct Ip {
  std::array<std::uint8_t, 16> bytes{};

  [[nodiscard]] bool is_v4() const;
  /// Four or sixteen bytes, as they stand on the wire.
  [[nodiscard]] std::span<const std::uint8_t> wire() const;

  friend bool operator==(const Ip&, const Ip&) = default;

  friend auto operator<=>(const Ip& a, const Ip& b) { return a.bytes <=> b.bytes; }
};

/// `wire` has four or sixteen bytes.
[[nodiscard]] Ip ip_from_wire(std::span<const std::uint8_t> wire);
[[nodiscard]] std::optional<Ip> parse_ip(std::string_view text);
[[nodiscard]] std::string to_string(const Ip& address);

/// `first` to `last`, both included.
struct IpRange {
  Ip first;
  Ip last;

  [[nodiscard]] bool contains(const Ip& address) const {
    return first <= address && address <= last;
  }

  [[nodiscard]] bool is_single() const { return first == last; }
};

/// Reads "198.18.6.1", "198.18.0.0/16" (all of it) or "198.18.0.1/16 count 10000" (that many from
/// the address written, which must fit into the prefix).
[[nodiscard]] std::optional<IpRange> parse_range(std::string_view text);

}  // namespace pantau::lab

template <>
struct std::hash<pantau::lab::Ip> {
  std::size_t operator()(const pantau::lab::Ip& address) const noexcept;
};
