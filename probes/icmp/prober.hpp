// SPDX-License-Identifier: Apache-2.0
/// \file
/// One turn of probing: read what came, judge, send what is due. Knows sockets but no waiting:
/// IcmpRunner decides when a turn is.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "probes/icmp/channel.hpp"
#include "probes/icmp/engine.hpp"
#include "probes/icmp/neighbour_watch.hpp"
#include "probes/icmp/runner_numbers.hpp"
#include "probes/icmp/send_pacer.hpp"
#include "probes/icmp/stamp.hpp"

namespace pantau::icmp {

struct ProberOptions {
  SocketOptions sockets;
  bool want_v4 = true;
  bool want_v6 = true;
  std::size_t neighbour_limit = 256;
};

class Prober {
 public:
  /// Opens what can be opened. `failure()` tells when that is nothing.
  explicit Prober(const ProberOptions& options);

  [[nodiscard]] const std::optional<std::string>& failure() const { return failure_; }

  [[nodiscard]] EchoEngine& engine() { return *engine_; }

  [[nodiscard]] std::vector<int> descriptors() const;
  [[nodiscard]] RunnerNumbers numbers() const;

  /// `late`: how far behind its deadline the turn begins; 0 for one that a packet asked for.
  /// \return how many echoes were sent.
  std::size_t turn(const net::Now& now, net::Nanoseconds late);

  /// A timer's wakeup less its deadline.
  void observe_loop_lag(net::Nanoseconds late) { numbers_.event_loop_lag.observe(late); }

  /// Everything in flight becomes `voided{reload}`.
  void end(const net::Now& now);

  /// What happened since the last call; `events` is overwritten.
  void take_events(std::vector<EchoEvent>& events);

 private:
  void open(net::Family family, const SocketOptions& options);
  void notice_suspend(const net::Now& now);
  [[nodiscard]] bool read_all(const net::Now& now);
  std::size_t send_due(net::Nanoseconds late);
  std::size_t send_batch(std::span<const DueEcho> due, net::SteadyTime now);
  void count(const EchoEvent& event);
  [[nodiscard]] Channel* channel(net::Family family) const;

  std::vector<std::unique_ptr<IcmpSocket>> opened_;
  std::optional<std::string> failure_;
  std::unique_ptr<EchoEngine> engine_;
  StampConverter stamps_;
  RunnerNumbers numbers_;
  std::array<std::unique_ptr<Channel>, 2> channels_;  ///< by Family
  NeighbourWatch neighbours_;
  SendPacer pacer_;
  std::optional<net::Nanoseconds> boot_ahead_;  ///< CLOCK_BOOTTIME less CLOCK_MONOTONIC
  std::array<std::vector<const DueEcho*>, 2> outgoing_;
};

}  // namespace pantau::icmp
