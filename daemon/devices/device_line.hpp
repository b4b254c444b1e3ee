// SPDX-License-Identifier: Apache-2.0
/// \file
/// One device over its polls.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/inventory.hpp"
#include "daemon/devices/agent_clock.hpp"
#include "daemon/devices/device_book.hpp"
#include "daemon/devices/device_values.hpp"
#include "daemon/devices/month_bytes.hpp"

namespace pantau::devices {

class DeviceLine {
 public:
  using Notices = std::vector<DeviceNotice>;

  /// Where what a poll tells is put.
  struct Told {
    Notices notices;
    std::vector<book::PowerReading> power;
    std::vector<book::DeviceRestart> restarts;
  };

  void record(const snmp::PollResult& result, const std::string& zone, Told& told);
  void record_numbers(const snmp::PollNumbers& numbers);

  /// As configured from now on; values are shown with its links and thresholds.
  void set_device(const config::Device& device);
  /// Another agent, or none any more: values and whether it answers are gone, counters and restarts
  /// go on.
  void begin_anew();

  [[nodiscard]] DeviceNumbers numbers(net::Now now) const;
  /// Absent without a reading of that interface's bytes.
  [[nodiscard]] std::optional<std::uint64_t> carried(const std::string& interface,
                                                     Month month) const;

  void restore(const book::DeviceMark& mark);
  [[nodiscard]] book::DeviceMark mark() const;

 private:
  enum class Condition : std::uint8_t { unknown, fine, incomplete, refused, silent };

  void note_condition(const snmp::PollResult& result, Notices& notices);
  void note_missing(const snmp::PollResult& result, Notices& notices);
  void note(DeviceNotice::Kind kind, std::string text, Notices& notices) const;
  void note_restart(net::WallTime seen, Told& told) const;
  void note_power(const std::vector<snmp::Sample>& samples, net::Now now, Told& told) const;
  bool read_clock(const snmp::PollResult& result, const std::vector<snmp::Sample>& samples);
  void read_interfaces(const snmp::PollResult& result,
                       const std::vector<snmp::Sample>& samples,
                       bool restarted,
                       const std::string& zone,
                       Notices& notices);
  void follow_profile(const snmp::PollResult& result);
  void forget_agent();
  [[nodiscard]] std::shared_ptr<const DeviceValues> make_values(const SampleShelf& shelf) const;
  [[nodiscard]] net::BootTime oldest_shown(net::BootTime now) const;

  config::Device device_;
  DeviceNumbers numbers_;  ///< without `values`
  snmp::PollNumbers counted_;  ///< as the engine said last
  AgentClock clock_;
  InterfaceLines interfaces_;
  std::map<std::string, MonthBytes> months_;  ///< by interface
  std::optional<Month> month_;  ///< counted in last
  SampleShelf shelf_;
  std::shared_ptr<const DeviceValues> values_;
  net::WallTime read_{};
  std::string profile_;
  std::set<std::string> missing_;
  Condition condition_ = Condition::unknown;
  net::SteadyTime refusal_noted_{};
};

}  // namespace pantau::devices
