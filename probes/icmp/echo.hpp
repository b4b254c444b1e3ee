// SPDX-License-Identifier: Apache-2.0
/// \file
/// What can be said about one ICMP echo: its verdict, the reasons, and the events that an engine
/// hands on. Values only; names follow the metric contract.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "probes/net/address.hpp"
#include "probes/net/clock.hpp"

namespace pantau::icmp {

/// Chosen by the owner of the engine: small, dense, reused only after `remove`.
using TargetId = std::uint32_t;

/// Why this machine did not send an echo. In the order of
/// `pantau_icmp_send_failures_total{reason}`.
enum class UnsentReason : std::uint8_t {
  no_route,
  no_buffer,
  filtered,
  no_permission,
  too_big,
  no_address,
  neighbour_limit,
  other
};
inline constexpr std::array<std::string_view, 8> kUnsentReasonNames{"no_route",
                                                                    "no_buffer",
                                                                    "filtered",
                                                                    "no_permission",
                                                                    "too_big",
                                                                    "no_address",
                                                                    "neighbour_limit",
                                                                    "other"};

/// Why the fate of a sent echo stayed hidden from us. `pantau_icmp_void_total{reason}`; `address`
/// and `removed` and `stopped` are exported as "reload" (the operator's doing).
enum class VoidReason : std::uint8_t { overflow, suspend, reload };
inline constexpr std::array<std::string_view, 3> kVoidReasonNames{"overflow", "suspend", "reload"};

/// An ICMP error that quoted our echo. `pantau_icmp_errors_total{reason}`.
enum class IcmpErrorReason : std::uint8_t {
  net_unreachable,
  host_unreachable,
  port_unreachable,
  admin_prohibited,
  ttl_exceeded,
  packet_too_big,
  other
};
inline constexpr std::array<std::string_view, 7> kIcmpErrorReasonNames{"net_unreachable",
                                                                       "host_unreachable",
                                                                       "port_unreachable",
                                                                       "admin_prohibited",
                                                                       "ttl_exceeded",
                                                                       "packet_too_big",
                                                                       "other"};

/// Why a received packet belongs to no echo of ours. `pantau_icmp_unmatched_total{reason}`.
enum class UnmatchedReason : std::uint8_t {
  source,
  identifier,
  cookie,
  length,
  checksum,
  type,
  expired
};
inline constexpr std::array<std::string_view, 7> kUnmatchedReasonNames{
    "source", "identifier", "cookie", "length", "checksum", "type", "expired"};

/// How one link is probed (semantics.md 4).
struct EchoSettings {
  net::Nanoseconds interval{std::chrono::seconds{1}};  ///< 0.1 to 60 s
  net::Nanoseconds timeout{std::chrono::seconds{3}};  ///< 0.05 to 30 s
  net::Nanoseconds late_window{std::chrono::seconds{10}};  ///< after the timeout; 0 to 60 s
  std::uint16_t payload_size = 56;  ///< bytes after the ICMP header, 16 to 1472
  std::uint8_t dscp = 0;  ///< 0 to 63

  friend bool operator==(const EchoSettings&, const EchoSettings&) = default;
};

/// Something happened to an echo. Every echo that came due gets exactly one *verdict* event
/// (`answered`, `lost`, `unsent`, `voided`), and `number` counts them per target from 0 without
/// gaps, so a reader can put verdicts back into the order of sending. The other kinds only add to
/// it.
struct EchoEvent {
  enum class Kind : std::uint8_t {
    answered,  ///< valid reply with a round trip of at most `timeout`; `rtt`, `hop_limit` are set
    lost,  ///< socket drained past the deadline, no such reply
    unsent,  ///< `reason` is an UnsentReason
    voided,  ///< `reason` is a VoidReason
    late,  ///< first valid reply after the timeout, within late_window; the echo stays lost
    duplicate,  ///< a second (third, ...) valid reply
    reordered,  ///< beside `answered`: older than an echo already answered
    corrupt,  ///< reply of ours but for checksum, length or payload bytes
    icmp_error,  ///< `reason` is an IcmpErrorReason; does not end the wait
    sent  ///< handed to the kernel; `sent` is the user time. Needed for byte counters and runs
  };
  Kind kind = Kind::lost;
  std::uint8_t reason = 0;
  std::uint8_t hop_limit = 0;  ///< TTL or hop limit of the reply; 0 = not told by the kernel
  std::uint16_t bytes = 0;  ///< IP length of the packet concerned (sent, answered, late, duplicate,
                            ///< corrupt, icmp_error)
  TargetId target = 0;
  std::uint32_t number = 0;  ///< per target, from 0, one for every echo that came due
  net::SteadyTime sent{};  ///< when it was (or would have been) sent
  net::Nanoseconds rtt{0};  ///< answered, late, duplicate
  net::Address from{};  ///< icmp_error: who reported it
};

}  // namespace pantau::icmp
