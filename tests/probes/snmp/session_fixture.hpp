// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sessions whose datagrams end in a list, and messages made by hand.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "probes/snmp/session.hpp"

namespace pantau::snmp::testing {

using Bytes = std::vector<std::byte>;

/// BER with definite lengths, the shortest form (X.690 8.1.3).
Bytes element(std::uint8_t tag, const Bytes& content);
Bytes join(std::initializer_list<Bytes> parts);
Bytes integer(std::int64_t value, std::uint8_t tag = 0x02);
Bytes text(std::string_view value, std::uint8_t tag = 0x04);
Bytes name(const Oid& oid);
Bytes binding(const Oid& oid, const Bytes& value);

struct Reply {
  std::uint8_t version = 1;  ///< 0: v1, 1: v2c
  std::string community = "secret-word";
  std::uint8_t pdu = 0xA2;
  std::uint32_t id = 0;
  std::int64_t status = 0;
  std::int64_t index = 0;
  std::vector<Bytes> bindings;
};

Bytes message(const Reply& reply);

/// The request id (v1, v2c) or msgID of a message.
std::uint32_t id_of(const Bytes& datagram);

class SessionFixture {
 public:
  struct Sent {
    Endpoint to;
    Bytes bytes;
  };

  SessionFixture();

  Sessions& sessions() { return sessions_; }

  void ask(const Request& request) { sessions_.send(request, net::SteadyTime{}); }

  void receive(const Bytes& datagram);
  void receive(const Endpoint& from, const Bytes& datagram);

  [[nodiscard]] const std::vector<Sent>& sent() const { return sent_; }

  bool reachable = true;
  Endpoint agent;
  net::SteadyTime now{};

 private:
  std::vector<Sent> sent_;
  Sessions sessions_;
};

}  // namespace pantau::snmp::testing
