// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/resolve.hpp"

#include <netdb.h>
#include <netinet/in.h>

#include <cstring>
#include <memory>

namespace pantau::cli {

namespace {

struct Free {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

}  // namespace

std::optional<net::Address> resolve(const std::string& name, std::string& error) {
  if (const auto literal = net::parse_address(name)) {
    return literal;
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  const int result = ::getaddrinfo(name.c_str(), nullptr, &hints, &found);
  if (result != 0) {
    error = ::gai_strerror(result);
    return std::nullopt;
  }
  const std::unique_ptr<addrinfo, Free> list{found};
  net::Address address;
  if (list->ai_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, list->ai_addr, sizeof v4);
    std::memcpy(address.bytes.data(), &v4.sin_addr, sizeof v4.sin_addr);
  } else {
    sockaddr_in6 v6{};
    std::memcpy(&v6, list->ai_addr, sizeof v6);
    address.family = net::Family::v6;
    address.scope = v6.sin6_scope_id;
    std::memcpy(address.bytes.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
  }
  return address;
}

}  // namespace pantau::cli
