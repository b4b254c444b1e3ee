// SPDX-License-Identifier: Apache-2.0
/// \file
/// SNMP on the probe thread, put together: runner, book of devices and their host names. Every
/// function is called on the probe thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "config/load.hpp"
#include "daemon/app/log.hpp"
#include "daemon/devices/device_book.hpp"
#include "probes/net/resolver.hpp"
#include "probes/snmp/snmp_runner.hpp"

namespace pantau::app {

class DevicePolling {
 public:
  /// Told what polling cost the link that a device is reached through.
  using OnTraffic = std::function<void(const std::string& link, const snmp::Traffic& more)>;

  DevicePolling(boost::asio::io_context& io, Log& log, OnTraffic on_traffic);
  ~DevicePolling();
  DevicePolling(const DevicePolling&) = delete;
  DevicePolling& operator=(const DevicePolling&) = delete;
  DevicePolling(DevicePolling&&) = delete;
  DevicePolling& operator=(DevicePolling&&) = delete;

  /// \return what is wrong when no UDP socket can be opened at all.
  [[nodiscard]] std::optional<std::string> open();
  void start();
  void stop();

  /// Puts a plan into force: unchanged devices go on undisturbed.
  void apply(std::shared_ptr<const config::Plan> plan, net::Now now);
  /// To be called a few times a second: what there is to log.
  void advance();
  /// Brings requests and bytes of polls that still run into the book.
  void refresh();

  [[nodiscard]] const devices::DeviceBook& book() const { return book_; }

  /// For what is to be restored before start() and taken from time to time.
  [[nodiscard]] devices::DeviceBook& book() { return book_; }

 private:
  void carry_out(const devices::DeviceChange& change);
  void add(snmp::DeviceId id, const config::Device& device);
  void set_address(snmp::DeviceId id, const std::string& text);
  void on_result(const snmp::PollResult& result);
  void on_address(snmp::DeviceId id, const net::Address& address);
  void on_resolve_failure(snmp::DeviceId id, const std::string& text);
  void count_traffic(snmp::DeviceId id);

  Log& log_;
  OnTraffic on_traffic_;
  devices::DeviceBook book_;
  snmp::SnmpRunner runner_;
  net::Resolver resolver_;
  std::shared_ptr<const config::Plan> plan_;
  std::unordered_map<snmp::DeviceId, snmp::Traffic> counted_;  ///< devices that are polled
  std::unordered_set<snmp::DeviceId> failing_names_;  ///< whose failure is already in the log
};

}  // namespace pantau::app
