// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the EchoEngine remembers, and the steps that its functions are made of. Private to
/// engine*.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "probes/icmp/address_table.hpp"
#include "probes/icmp/echo.hpp"
#include "probes/icmp/engine.hpp"
#include "probes/icmp/ledger.hpp"
#include "probes/icmp/packet.hpp"
#include "probes/icmp/phases.hpp"
#include "probes/icmp/wheel.hpp"
#include "probes/net/clock.hpp"

namespace pantau::icmp {

/// One probed link.
struct Target {
  static constexpr std::int64_t kNotArmed = INT64_MAX;

  EchoLedger ledger;
  net::SteadyTime due;  ///< next slot
  net::Nanoseconds interval{0};
  std::int64_t armed_ns = kNotArmed;  ///< what the deadline wheel waits for, lazily
  std::uint32_t timeout_us = 0;
  std::uint32_t late_window_us = 0;
  std::uint32_t generation = 0;  ///< part of the cookie: packets of the past match nothing
  std::uint32_t address = AddressTable::kNone;
  std::uint32_t next_of_address = AddressTable::kNone;
  std::uint32_t first_open = 0;  ///< every echo before it is decided
  std::uint32_t newest_answered = 0;  ///< number
  std::uint16_t payload_size = 0;
  std::uint8_t dscp = 0;
  bool active = false;
  bool has_answered = false;

  [[nodiscard]] net::Nanoseconds late_window() const {
    return std::chrono::microseconds{late_window_us};
  }

  /// The last moment at which a reply to `echo` is still of interest.
  [[nodiscard]] net::SteadyTime remembered_until(const Echo& echo) const {
    return echo.deadline() + late_window();
  }

  /// Was `echo` sent, and is a packet about it at `at` still of interest?
  [[nodiscard]] bool remembers(const Echo& echo, net::SteadyTime at) const {
    return echo.state() != Echo::State::taken && echo.state() != Echo::State::closed &&
           at <= remembered_until(echo);
  }
};

/// A reply after the timeout of an echo whose deadline has not been processed: waits for it.
struct DeferredLate {
  EchoEvent event;
  std::uint32_t generation = 0;
};

/// An echo found again through a packet from the network.
struct Found {
  TargetId id;
  Target* target;
  Echo* echo;
  std::uint32_t number;
};

struct EchoEngine::State {
  explicit State(const EngineIdentity& engine_identity) : identity(engine_identity) {}

  EngineIdentity identity;
  std::vector<Target> targets;
  Wheel sends;
  Wheel deadlines;
  AddressTable addresses;
  Phases phases;
  std::vector<EchoEvent> events;
  std::vector<DeferredLate> deferred;
  std::vector<TargetId> popped;  ///< the batch that take_due works on
  std::vector<DueEcho> due;
  std::vector<std::uint8_t> packets;  ///< of `due`, one behind the other
  net::SteadyTime drained = net::SteadyTime::min();
  std::array<std::uint64_t, kUnmatchedReasonNames.size()> unmatched{};
  std::uint64_t skipped = 0;

  // engine.cpp: targets
  [[nodiscard]] Target* find(TargetId id);
  void make_room(TargetId id);
  void apply(Target& target, const EchoSettings& settings);
  void join_address(TargetId id, const net::Address& address);
  void leave_address(TargetId id);
  /// Ends what is in flight and forgets every echo.
  void void_target(TargetId id, VoidReason reason);

  // engine_send.cpp
  [[nodiscard]] bool pop_due(std::int64_t now_tick, std::size_t limit);
  void take(TargetId id, net::SteadyTime now);
  void take_without_address(TargetId id, net::SteadyTime now);
  void take_echo(TargetId id, net::SteadyTime now, net::SteadyTime slot);
  void forget_old(Target& target);
  void arm(TargetId id, net::SteadyTime deadline, net::SteadyTime now);
  void disarm(TargetId id);

  // engine_decide.cpp
  void decide(TargetId id, net::SteadyTime at);
  void release_deferred();

  // engine_receive.cpp
  [[nodiscard]] std::optional<UnmatchedReason> on_reply(const ReceivedPacket& packet);
  [[nodiscard]] std::optional<UnmatchedReason> on_error(const ReceivedPacket& packet);
  [[nodiscard]] std::optional<UnmatchedReason> on_quote(const QuotedError& error);
  [[nodiscard]] std::optional<UnmatchedReason> on_valid_reply(const Found& found,
                                                              const ReceivedPacket& packet);
  void on_late_reply(const Found& found, const EchoEvent& reply);
  [[nodiscard]] Target* match_cookie(std::span<const std::uint8_t> icmp);
  [[nodiscard]] std::variant<Found, UnmatchedReason> find_quoted(const QuotedError& error);
  [[nodiscard]] std::variant<Found, UnmatchedReason> find_by_sequence(std::uint32_t address,
                                                                      std::uint16_t sequence,
                                                                      net::SteadyTime at);
  [[nodiscard]] bool checksum_wrong(net::Family family, std::span<const std::uint8_t> icmp) const;
  [[nodiscard]] std::uint16_t identifier(net::Family family) const;

  /// The part of an event that every kind has.
  [[nodiscard]] static EchoEvent event(EchoEvent::Kind kind,
                                       TargetId id,
                                       std::uint32_t number,
                                       net::SteadyTime sent);

  void emit(const EchoEvent& event) { events.push_back(event); }

  void count(UnmatchedReason reason) { ++unmatched[static_cast<std::size_t>(reason)]; }
};

/// Length of the whole IP packet around an ICMP message, without options or extension headers.
[[nodiscard]] std::uint16_t ip_length(net::Family family, std::size_t icmp_size);

}  // namespace pantau::icmp
