// SPDX-License-Identifier: Apache-2.0
#include "probes/net/address.hpp"

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <cstring>

namespace pantau::net {

namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<Address> parse_v6(const std::string& text) {
  const auto percent = text.find('%');
  Address address{.family = Family::v6};
  if (::inet_pton(AF_INET6, text.substr(0, percent).c_str(), address.bytes.data()) != 1) {
    return std::nullopt;
  }
  if (percent != std::string::npos) {
    address.scope = ::if_nametoindex(text.substr(percent + 1).c_str());
    if (address.scope == 0) {
      return std::nullopt;
    }
    return address;
  }
  if (std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes.begin())) {
    Address mapped{.family = Family::v4};
    std::copy_n(address.bytes.begin() + kMappedPrefix.size(), 4, mapped.bytes.begin());
    return mapped;
  }
  return address;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  const std::string terminated{text};
  if (terminated.find('\0') != std::string::npos) {
    return std::nullopt;
  }
  Address address;
  if (::inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) {
    return address;
  }
  return parse_v6(terminated);
}

std::string to_string(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = address.family == Family::v4 ? AF_INET : AF_INET6;
  // Cannot fail: the family is known and the buffer has the size that inet_ntop(3) asks for.
  (void)::inet_ntop(family, address.bytes.data(), text.data(), text.size());
  std::string result{text.data()};
  if (address.scope != 0) {
    std::array<char, IF_NAMESIZE> name{};
    result += '%';
    result += ::if_indextoname(address.scope, name.data()) != nullptr
                  ? std::string{name.data()}
                  : std::to_string(address.scope);
  }
  return result;
}

}  // namespace pantau::net

std::size_t std::hash<pantau::net::Address>::operator()(
    const pantau::net::Address& address) const noexcept {
  // FNV-1a: the keys are the operator's own addresses, nobody can choose them to collide.
  std::size_t mixed = 0xcbf29ce484222325U ^ address.scope;
  for (const std::uint8_t byte : address.bytes) {
    mixed = (mixed ^ byte) * 0x100000001b3U;
  }
  return mixed;
}
