// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/ip.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "tests/lab/random.hpp"

namespace pantau::lab {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::string_view kCount = " count ";

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

/// False when the sum leaves the address space.
bool add(Ip& address, std::uint64_t amount) {
  std::uint64_t carry = amount;
  for (std::size_t i = address.bytes.size(); i-- > 0 && carry > 0;) {
    carry += address.bytes[i];
    address.bytes[i] = static_cast<std::uint8_t>(carry & 0xffU);
    carry >>= 8U;
  }
  return carry == 0;
}

IpRange prefix_range(const Ip& address, std::uint64_t prefix_bits) {
  IpRange range{address, address};
  for (std::size_t i = 0; i < range.first.bytes.size(); ++i) {
    const std::uint64_t kept =
        std::min<std::uint64_t>(8, prefix_bits - std::min(prefix_bits, 8 * i));
    const auto host_mask = static_cast<std::uint8_t>(0xffU >> kept);
    range.first.bytes[i] = static_cast<std::uint8_t>(address.bytes[i] & ~host_mask);
    range.last.bytes[i] = static_cast<std::uint8_t>(address.bytes[i] | host_mask);
  }
  return range;
}

}  // namespace

bool Ip::is_v4() const {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin());
}

std::span<const std::uint8_t> Ip::wire() const {
  return is_v4() ? std::span(bytes).subspan(kMappedPrefix.size()) : std::span(bytes);
}

Ip ip_from_wire(std::span<const std::uint8_t> wire) {
  Ip address;
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes.begin());
  std::copy(
      wire.begin(), wire.end(), address.bytes.end() - static_cast<std::ptrdiff_t>(wire.size()));
  return address;
}

std::optional<Ip> parse_ip(std::string_view text) {
  const std::string terminated(text);
  std::array<std::uint8_t, 16> raw{};
  if (inet_pton(AF_INET, terminated.c_str(), raw.data()) == 1) {
    return ip_from_wire(std::span(raw).first(4));
  }
  if (inet_pton(AF_INET6, terminated.c_str(), raw.data()) == 1) {
    return Ip{raw};
  }
  return std::nullopt;
}

std::string to_string(const Ip& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = address.is_v4() ? AF_INET : AF_INET6;
  return inet_ntop(family, address.wire().data(), text.data(), text.size()) != nullptr ? text.data()
                                                                                       : "?";
}

std::optional<IpRange> parse_range(std::string_view text) {
  std::optional<std::uint64_t> count;
  if (const auto at = text.find(kCount); at != std::string_view::npos) {
    count = parse_number(text.substr(at + kCount.size()));
    if (!count || *count == 0) {
      return std::nullopt;
    }
    text = text.substr(0, at);
  }
  const auto slash = text.find('/');
  const auto address = parse_ip(text.substr(0, slash));
  if (!address || (slash == std::string_view::npos && count)) {
    return std::nullopt;
  }
  if (slash == std::string_view::npos) {
    return IpRange{*address, *address};
  }
  const auto written_bits = parse_number(text.substr(slash + 1));
  const std::uint64_t most_bits = address->is_v4() ? 32 : 128;
  if (!written_bits || *written_bits > most_bits) {
    return std::nullopt;
  }
  IpRange range = prefix_range(*address, *written_bits + (128 - most_bits));
  if (count) {
    Ip last = *address;
    if (!add(last, *count - 1) || last > range.last) {
      return std::nullopt;
    }
    range = {*address, last};
  }
  return range;
}

}  // namespace pantau::lab

std::size_t std::hash<pantau::lab::Ip>::operator()(const pantau::lab::Ip& address) const noexcept {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, address.bytes.data(), sizeof high);
  std::memcpy(&low, address.bytes.data() + sizeof high, sizeof low);
  return pantau::lab::mix(high ^ pantau::lab::mix(low));
}
