// SPDX-License-Identifier: Apache-2.0
/// \file
/// The probe thread's parts put together: ICMP runner, resolver and LinkBook, and SNMP beside them.
/// Every function is called on the probe thread only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "config/load.hpp"
#include "daemon/app/device_polling.hpp"
#include "daemon/app/log.hpp"
#include "daemon/app/state_log.hpp"
#include "daemon/links/link_book.hpp"
#include "probes/icmp/runner.hpp"
#include "probes/net/resolver.hpp"

namespace pantau::app {

class ProbeThread {
 public:
  ProbeThread(boost::asio::io_context& io, icmp::RunnerOptions options, Log& log);
  ~ProbeThread();
  ProbeThread(const ProbeThread&) = delete;
  ProbeThread& operator=(const ProbeThread&) = delete;
  ProbeThread(ProbeThread&&) = delete;
  ProbeThread& operator=(ProbeThread&&) = delete;

  /// \return what is wrong when no ICMP socket, or no UDP socket for SNMP, can be opened at all.
  [[nodiscard]] std::optional<std::string> open();
  void start();
  /// Continues where the book of record ends: links before the first apply(), devices after it.
  void restore_links(book::Memory memory);
  void restore_devices(const std::vector<book::DeviceMark>& marks);
  /// Ends the runners and the resolvers; the io_context then runs out of their work.
  void stop();

  /// Puts a plan into force: unchanged links go on undisturbed.
  void apply(std::shared_ptr<const config::Plan> plan);

  /// To be called a few times a second: minutes, sight, states, and what there is to log.
  void advance(net::Now now);

  /// What is to be written down now; to be called until there is nothing.
  [[nodiscard]] std::optional<book::Batch> take_batch(net::Now now);
  /// The last one, at a stop.
  [[nodiscard]] book::Batch finish(net::Now now);
  void set_windows(std::vector<book::Window> entered);
  void correct(std::uint64_t outage, const book::Correction& correction);
  [[nodiscard]] std::optional<links::Why> why(const std::string& link, net::Now now) const;

  /// The process stood still: nothing was watched meanwhile.
  void record_blind_time(net::Now since, net::Now now);

  [[nodiscard]] links::Snapshot snapshot(net::Now now);
  /// One line for the service manager: links by state, and whether we can see.
  [[nodiscard]] std::string status_line() const;
  /// Steady time of the runner's last completed tick.
  [[nodiscard]] net::SteadyTime last_tick() const;

 private:
  void hand_over_power(net::Now now);
  void carry_out(const links::TargetChange& change, net::Now now);
  void set_address(icmp::TargetId target, const std::string& text, net::Now now);
  void on_address(icmp::TargetId target, const net::Address& address);
  void on_resolve_failure(icmp::TargetId target, const std::string& text);

  Log& log_;
  StateLog state_log_;
  links::LinkBook book_;
  icmp::IcmpRunner runner_;
  net::Resolver resolver_;
  DevicePolling devices_;
  std::unordered_set<icmp::TargetId> failing_names_;  ///< whose failure is already in the log
};

}  // namespace pantau::app
