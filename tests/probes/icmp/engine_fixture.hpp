// SPDX-License-Identifier: Apache-2.0
/// \file
/// An EchoEngine with a clock of its own and a peer that answers as it is told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "probes/icmp/engine.hpp"
#include "probes/icmp/packet.hpp"

namespace pantau::icmp::testing {

using Bytes = std::vector<std::uint8_t>;
using Kind = EchoEvent::Kind;

[[nodiscard]] EngineIdentity test_identity();
[[nodiscard]] net::Address address_of(const char* text);
/// Bytes from hexadecimal digits with any spaces between them.
[[nodiscard]] Bytes hex(std::string_view text);

/// An echo as it went out, kept beyond the life of the engine's span.
struct SentEcho {
  TargetId target = 0;
  std::uint32_t number = 0;
  net::Address address;
  Bytes packet;
  net::SteadyTime at;
  net::SteadyTime due;
};

/// What the target would answer: the same bytes with the type of a reply and a right checksum.
[[nodiscard]] Bytes reply_to(const SentEcho& echo);
/// Puts the checksum right again after a change (IPv4).
void fix_checksum(Bytes& icmp);
/// The IP header (with `options` bytes of options, IPv4 alone) and the first `quoted` bytes of
/// `echo`.
[[nodiscard]] Bytes quote_of(const SentEcho& echo, std::size_t quoted, std::size_t options = 0);
/// An ICMP error around `quote`.
[[nodiscard]] Bytes error_about(net::Family family,
                                std::uint8_t type,
                                std::uint8_t code,
                                const Bytes& quote);

class EngineFixture {
 public:
  explicit EngineFixture(const EngineIdentity& identity = test_identity());

  net::SteadyTime now{std::chrono::hours{1000}};
  EchoEngine engine;

  void add(TargetId target, const char* address, const EchoSettings& settings = {});
  /// Advances to the next wakeup until a tick sends something; all of it is marked as sent.
  std::vector<SentEcho> send();
  /// As send(), with the one echo that is expected.
  SentEcho send_one();
  /// take_due and mark_sent at `now`.
  std::vector<SentEcho> send_due(std::size_t limit = 1000);

  void receive(const net::Address& source, const Bytes& icmp, net::SteadyTime at);
  /// A reply to `echo` that the kernel received `rtt` after it was sent. The clock stays.
  void reply(const SentEcho& echo, net::Nanoseconds rtt);
  void reply(const SentEcho& echo, net::Nanoseconds rtt, const Bytes& icmp);
  /// Everything received before `at` has been read; rounded up to the grid of the engine.
  void expire_at(net::SteadyTime at);

  /// Events since the last call but for `sent`, which `all_events` has too.
  std::vector<EchoEvent> events();
  std::vector<EchoEvent> all_events();
  /// The kinds of events().
  std::vector<Kind> kinds();
  [[nodiscard]] std::uint64_t unmatched(UnmatchedReason reason) const;
  [[nodiscard]] std::uint64_t all_unmatched() const;
};

}  // namespace pantau::icmp::testing
