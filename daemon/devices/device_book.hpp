// SPDX-License-Identifier: Apache-2.0
/// \file
/// Polls in; counters that never lie, restarts and what is exported of devices out. Pure: decided
/// by results and `now`. semantics.md 7 is its specification.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/batch.hpp"
#include "daemon/book/device_event.hpp"
#include "daemon/devices/device_numbers.hpp"
#include "probes/net/clock.hpp"
#include "probes/snmp/reading.hpp"

namespace pantau::devices {

/// What the SNMP runner must do after a new plan. `device` is the place in Plan::devices.
struct DeviceChange {
  enum class Kind : std::uint8_t { add, change, change_address, remove };
  Kind kind = Kind::add;
  snmp::DeviceId id = 0;
  std::size_t device = 0;  ///< not with `remove`
};

/// Something for the log.
struct DeviceNotice {
  enum class Kind : std::uint8_t {
    answering,  ///< the first answer, or the first after silence; `text` = profile
    silent,  ///< a poll without any answer, the first or after one with; `text` = why
    incomplete,  ///< the first incomplete poll after a complete one; `text` = why
    refused,  ///< wrong user, key or community: `text` = what the agent said; again each hour
    restarted,  ///< `at` = when it booted
    missing_interface,  ///< `text` = the configured name that the agent does not have
    counter_reset  ///< counters began anew without a restart; `text` = interface
  };
  Kind kind = Kind::answering;
  std::string device;
  std::string text;
  net::WallTime at{};
};

class DeviceBook {
 public:
  DeviceBook();
  ~DeviceBook();
  DeviceBook(const DeviceBook&) = delete;
  DeviceBook& operator=(const DeviceBook&) = delete;
  DeviceBook(DeviceBook&&) = delete;
  DeviceBook& operator=(DeviceBook&&) = delete;

  /// Devices with the same id keep counters, restarts and their number. With another address,
  /// site or profile their values are gone and clocks and counters begin anew: exported counters
  /// stand still at the first reading. One without credentials is not polled and no change.
  [[nodiscard]] std::vector<DeviceChange> apply(std::shared_ptr<const config::Plan> plan,
                                                net::Now now);

  /// A poll that ended, and the device's numbers after it.
  void record(const snmp::PollResult& result, const snmp::PollNumbers& numbers);

  /// Requests on their way count at once, not at the end of the poll.
  void record_numbers(snmp::DeviceId device, const snmp::PollNumbers& numbers);

  [[nodiscard]] std::vector<DeviceNotice> take_notices();

  /// One for each of plan->devices, in that order.
  [[nodiscard]] std::vector<DeviceNumbers> snapshot(net::Now now) const;

  /// Bytes that the interface of each link carried, both ways, in the present month of
  /// `[daemon] timezone`, in the order of plan->links; absent without a mapped interface or before
  /// its first reading.
  [[nodiscard]] std::vector<std::optional<std::uint64_t>> carried_this_month(net::Now now) const;

  /// Null when the id is not (or no longer) one of a device.
  [[nodiscard]] const config::Device* find(snmp::DeviceId device) const;

  /// Continues where the daemon left off; before the first poll.
  void restore(const book::DeviceMark& mark);
  /// What is to be kept over a restart of the daemon: of the devices for which it changed since the
  /// last call.
  [[nodiscard]] std::vector<book::DeviceMark> take_marks();
  /// What was read about power, and restarts seen, since the last call; by the wall clock.
  [[nodiscard]] std::vector<book::PowerReading> take_power();
  [[nodiscard]] std::vector<book::DeviceRestart> take_restarts();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pantau::devices
