// SPDX-License-Identifier: Apache-2.0
/// \file
/// The pure half of the prober: decides when to send which echo, and what every received packet
/// means. No socket, no clock, no thread: `now` and packets come in, echoes to send and events go
/// out.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "probes/icmp/echo.hpp"
#include "probes/net/address.hpp"
#include "probes/net/clock.hpp"

namespace pantau::icmp {

/// Sends happen on this grid, so that many links share one wakeup (a wakeup costs ten times an
/// echo).
inline constexpr net::Nanoseconds kTick{std::chrono::milliseconds{10}};

/// Fixed at start: what our packets carry to be told from all others.
struct EngineIdentity {
  std::uint16_t identifier_v4 = 0;  ///< ICMP identifier as it goes on the wire (host order)
  std::uint16_t identifier_v6 = 0;
  std::array<std::uint8_t, 16> cookie_key{};  ///< SipHash-2-4 key from getrandom(2)
  bool checksum_visible_v4 = true;  ///< false on datagram sockets: the kernel has checked it
  bool checksum_visible_v6 = false;  ///< the kernel checks it on every kind of socket (RFC 3542)
  std::uint32_t first_number = 0;  ///< of every target's echoes; tests start near the wrap
};

/// One echo that is due. `packet` is valid until the next call of `take_due`.
struct DueEcho {
  TargetId target;
  std::uint32_t number;
  net::Address address;
  std::uint8_t dscp;
  std::span<const std::uint8_t> packet;  ///< ICMP header and payload, checksum filled in (v4)
  net::SteadyTime due;  ///< the first slot not served before: send time less it is the lag
};

/// One datagram as the runner read it: from the ICMP header on, the IP header already taken off.
struct ReceivedPacket {
  net::Address source;
  std::span<const std::uint8_t> icmp;  ///< exactly the bytes received
  net::SteadyTime at;  ///< kernel receive time, converted; else when it was read
  std::uint8_t hop_limit = 0;
  std::uint16_t ip_length = 0;
};

/// An ICMP error as the error queue of a datagram socket (IP_RECVERR) reports it, already taken
/// apart.
struct QuotedError {
  net::Address reporter;  ///< SO_EE_OFFENDER
  net::Address destination;  ///< of our packet
  std::uint8_t type = 0;  ///< of the error
  std::uint8_t code = 0;
  std::uint16_t ip_length = 0;  ///< 0 = not known
  std::span<const std::uint8_t>
      quoted;  ///< our packet from its ICMP header on, as far as it was quoted
  net::SteadyTime at;
};

class EchoEngine {
 public:
  explicit EchoEngine(const EngineIdentity& identity);
  ~EchoEngine();
  EchoEngine(const EchoEngine&) = delete;
  EchoEngine& operator=(const EchoEngine&) = delete;
  EchoEngine(EchoEngine&&) = delete;
  EchoEngine& operator=(EchoEngine&&) = delete;

  /// A new target. Its phase is chosen so that all targets spread evenly over their interval.
  /// Without an address every echo is `unsent{no_address}` until `set_address`.
  void add(TargetId target,
           const EchoSettings& settings,
           std::optional<net::Address> address,
           net::SteadyTime now);
  /// New values apply to echoes sent after; the phase is kept when the interval is unchanged.
  void change_settings(TargetId target, const EchoSettings& settings, net::SteadyTime now);
  /// Echoes in flight become `voided{reload}`; nullopt: no address known.
  void set_address(TargetId target, std::optional<net::Address> address, net::SteadyTime now);
  /// Sends no more; echoes in flight are decided as ever. Until change_settings with another
  /// interval.
  void pause(TargetId target);
  /// Echoes in flight become `voided{reload}`. The id may be used again afterwards.
  void remove(TargetId target, net::SteadyTime now);

  /// What is due at `now`, at most `limit` echoes (call again while it returns `limit`). A target
  /// that is several intervals late sends once; the missed ones only count in `skipped_slots()`.
  [[nodiscard]] std::span<const DueEcho> take_due(net::SteadyTime now, std::size_t limit);
  /// Must follow for each echo of take_due: handed to the kernel at `at`, or not sent.
  void mark_sent(TargetId target, std::uint32_t number, net::SteadyTime at);
  void mark_unsent(TargetId target, std::uint32_t number, UnsentReason reason, net::SteadyTime at);
  /// The kernel's own send time (converted), when it is known; without it the time of mark_sent
  /// counts.
  void stamp_sent(TargetId target, std::uint32_t number, net::SteadyTime at);

  /// Replies and ICMP errors. Of an echo whose timeout has passed it may come before or after
  /// `expire`: the `late` event always follows the `lost` one.
  void receive(const ReceivedPacket& packet);
  void receive_error(const QuotedError& error);

  /// The socket of `family` dropped packets some time between `since` and `until`: every echo of
  /// that family that could have been answered then (sent before `until`, deadline after `since`,
  /// not answered) becomes `voided{overflow}`, also those whose deadline is still to come unless
  /// answered later: they stay open for a reply but end as void instead of lost.
  void socket_dropped(net::Family family, net::SteadyTime since, net::SteadyTime until);
  /// All echoes in flight become `voided{reason}` at once (suspend, stop).
  void void_all(VoidReason reason, net::SteadyTime now);

  /// Declares lost what is undecided past its deadline. `drained` is a time for which it is certain
  /// that every reply received by the kernel before it has been given to `receive`: nothing whose
  /// deadline is later is touched.
  void expire(net::SteadyTime drained);

  /// When `take_due` or `expire` has something to do next, on the grid of kTick; nullopt: no
  /// targets.
  [[nodiscard]] std::optional<net::SteadyTime> next_wakeup() const;

  /// Events since the last call, in the order they were decided. The vector is swapped, not copied.
  void take_events(std::vector<EchoEvent>& events);

  /// Packets that changed no link, by reason.
  [[nodiscard]] const std::array<std::uint64_t, kUnmatchedReasonNames.size()>& unmatched() const;
  [[nodiscard]] std::uint64_t skipped_slots() const;
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::icmp
