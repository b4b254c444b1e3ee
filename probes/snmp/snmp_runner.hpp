// SPDX-License-Identifier: Apache-2.0
/// \file
/// The thin half of SNMP: owns one UDP socket a family, waits for datagrams and for the engine's
/// next time, and carries between PollEngine and Sessions. On the probe thread; never blocks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "probes/snmp/poll_engine.hpp"

namespace boost::asio {
class io_context;
}

namespace pantau::snmp {

struct SnmpRunnerOptions {
  std::uint64_t receive_buffer = 4U << 20U;  ///< bytes asked for (SO_RCVBUFFORCE, else SO_RCVBUF)
  std::uint64_t seed = 0;  ///< spreads the devices; 0: random
};

/// Everything that is to be known of a device before it can be asked.
struct DeviceTarget {
  PollSettings settings;
  Credentials credentials;
  std::uint16_t port = 161;
};

class SnmpRunner {
 public:
  /// Called on the probe thread for each poll that ended. May add, change and remove devices.
  using Sink = std::function<void(const PollResult& result)>;

  SnmpRunner(boost::asio::io_context& io, SnmpRunnerOptions options, Sink sink);
  ~SnmpRunner();
  SnmpRunner(const SnmpRunner&) = delete;
  SnmpRunner& operator=(const SnmpRunner&) = delete;
  SnmpRunner(SnmpRunner&&) = delete;
  SnmpRunner& operator=(SnmpRunner&&) = delete;

  /// Opens the sockets. \return what is wrong when neither family has one.
  [[nodiscard]] std::optional<std::string> open();
  void start();
  void stop();

  void add(DeviceId device, const DeviceTarget& target, bool at_once = false);
  void change(DeviceId device, const DeviceTarget& target);
  void set_address(DeviceId device, const std::optional<net::Address>& address);
  void remove(DeviceId device);

  [[nodiscard]] const PollNumbers& numbers(DeviceId device) const;
  [[nodiscard]] Traffic traffic(DeviceId device) const;
  [[nodiscard]] std::uint64_t unmatched() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace pantau::snmp
