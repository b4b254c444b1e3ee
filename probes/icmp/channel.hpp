// SPDX-License-Identifier: Apache-2.0
/// \file
/// One address family: its socket, what of its sends still waits for a stamp, and what of its
/// packets got lost. Carries between socket and engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "probes/icmp/drop_watch.hpp"
#include "probes/icmp/engine.hpp"
#include "probes/icmp/icmp_socket.hpp"
#include "probes/icmp/send_keys.hpp"
#include "probes/icmp/stamp.hpp"

namespace pantau::icmp {

/// Why a send failed with this errno.
[[nodiscard]] UnsentReason unsent_reason(int error);

class Channel {
 public:
  /// `engine` and `stamps` outlive the channel.
  Channel(std::unique_ptr<IcmpSocket> socket,
          EchoEngine& engine,
          StampConverter& stamps,
          LagHistogram& scheduler_lag);

  [[nodiscard]] const IcmpSocket& socket() const { return *socket_; }

  /// Tells the engine when the socket dropped packets since the last call.
  DropWatch::Drops check_drops(net::SteadyTime now);

  /// Reads stamps, errors and packets until nothing is left. \return false: there was more than a
  /// tick should read, so nothing may be judged yet.
  bool drain(net::SteadyTime now);

  /// Sends at most kBatch echoes, marks each in the engine and reads their stamps. \return how many
  /// went out.
  std::size_t send(std::span<const DueEcho* const> echoes);

 private:
  bool drain_errors();
  bool drain_packets();
  void take_stamp(const IcmpSocket::QueuedError& item, net::SteadyTime now);
  void take_packet(const IcmpSocket::Received& packet, net::SteadyTime now);
  void mark_sent(const DueEcho& echo, net::SteadyTime at);
  void after_failure(net::SteadyTime now);
  net::SteadyTime read_clocks();

  std::unique_ptr<IcmpSocket> socket_;
  EchoEngine& engine_;
  StampConverter& stamps_;
  LagHistogram& scheduler_lag_;
  SendKeys keys_;
  DropWatch drops_;
  net::SteadyTime drop_check_;
  net::SteadyTime drain_began_;  ///< of the last drain but the present one: no packet left is older
  net::SteadyTime this_drain_;
};

}  // namespace pantau::icmp
