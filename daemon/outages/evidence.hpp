// SPDX-License-Identifier: Apache-2.0
/// \file
/// What devices said about power around the start of an outage (semantics.md 6, rule 3).
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/book/device_event.hpp"
#include "daemon/book/outage.hpp"

namespace pantau::outages {

class EvidenceShelf {
 public:
  /// A reading this old before the start still speaks.
  static constexpr book::Seconds kReading{std::chrono::minutes{15}};
  /// A restart this far from the start speaks for power.
  static constexpr book::Seconds kRestart{std::chrono::minutes{5}};
  /// The ratio rule dates an outage back by minutes; what was found at detection stays with the
  /// outage itself.
  static constexpr book::Seconds kKeepReadings{std::chrono::hours{2}};
  static constexpr book::Seconds kKeepRestarts{std::chrono::hours{24}};
  static constexpr double kLowCharge = 0.20;

  void record(const book::PowerReading& reading);
  void record(const book::DeviceRestart& restart);

  /// Last readings of the site's devices before `start` that showed low power or battery use.
  [[nodiscard]] std::vector<book::Evidence> power_before(const std::string& site,
                                                         book::Second start) const;
  /// Restarts of the site's devices from `start` - kRestart to `end` (absent: now), at least to
  /// `start` + kRestart: an agent that starts after the link answers says a boot behind the end.
  [[nodiscard]] std::vector<book::Evidence> restarts(const std::string& site,
                                                     book::Second start,
                                                     std::optional<book::Second> end) const;

 private:
  /// A PowerReading without the names.
  struct Reading {
    book::Second time{};
    bool on_battery = false;
    bool battery_low = false;
    std::optional<double> low_charge;  ///< under kLowCharge
    std::optional<double> low_volts;  ///< under the configured ones
  };

  struct Device {
    std::deque<Reading> readings;  ///< by time
    std::deque<book::Second> boots;  ///< by time
  };

  static void put_evidence(const Reading& reading,
                           const std::string& device,
                           std::vector<book::Evidence>& found);

  using Site = std::map<std::string, Device>;  ///< by device id
  std::map<std::string, Site> sites_;
};

}  // namespace pantau::outages
