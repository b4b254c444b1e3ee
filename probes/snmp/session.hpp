// SPDX-License-Identifier: Apache-2.0
/// \file
/// SNMP v1, v2c and v3 by net-snmp, without a socket: requests in, datagrams out, and back. The
/// only part that knows net-snmp. No wait, no file, no environment; net-snmp's state is global, so
/// one thread only.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "probes/snmp/message.hpp"

namespace pantau::snmp {

/// All sessions of the process. A datagram reaches net-snmp only after its source, size, version
/// and request id were found among those that wait.
class Sessions {
 public:
  /// \return false when it could not be sent.
  using Send = std::function<bool(const Endpoint& to, std::span<const std::byte> datagram)>;

  explicit Sessions(Send send);
  ~Sessions();
  Sessions(const Sessions&) = delete;
  Sessions& operator=(const Sessions&) = delete;
  Sessions(Sessions&&) = delete;
  Sessions& operator=(Sessions&&) = delete;

  /// Opens (or replaces) what speaks to `device`. A version-3 device starts without a known engine
  /// unless its endpoint and user are unchanged.
  void open(DeviceId device, const Endpoint& endpoint, const Credentials& credentials);
  void close(DeviceId device);

  /// Sends one attempt. A new step forgets the attempts of the one before; an answer to any attempt
  /// of the present step counts. What fails at once comes through `take_answers`.
  void send(const Request& request, net::SteadyTime now);
  /// Nothing is awaited from this device any more.
  void forget(DeviceId device);

  /// A datagram that arrived. One that belongs to no request is counted in `unmatched`, and so is
  /// what follows 256 KiB that were no answer to one attempt.
  void receive(const Endpoint& from, std::span<const std::byte> datagram, net::SteadyTime now);

  /// What came of requests since the last call, in order of arrival.
  [[nodiscard]] std::vector<Answer> take_answers();

  [[nodiscard]] Traffic traffic(DeviceId device) const;
  [[nodiscard]] std::uint64_t unmatched() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::snmp
