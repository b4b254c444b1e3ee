// SPDX-License-Identifier: Apache-2.0
/// \file
/// What devices said about power around the start of an outage (semantics.md 6, rule 3).
#pragma once

#include <deque>
#include <map>
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

  void record(const book::PowerReading& reading);
  void record(const book::DeviceRestart& restart);

  /// Last readings of the site's devices before `start` that showed low power or battery use.
  [[nodiscard]] std::vector<book::Evidence> power_before(const std::string& site,
                                                         book::Second start) const;
  /// Restarts of the site's devices from `start` - kRestart to `end` (absent: now).
  [[nodiscard]] std::vector<book::Evidence> restarts(const std::string& site,
                                                     book::Second start,
                                                     std::optional<book::Second> end) const;

 private:
  std::map<std::string, std::deque<book::PowerReading>> readings_;  ///< by device
  std::map<std::string, std::deque<book::DeviceRestart>> restarts_;  ///< by device
};

}  // namespace pantau::outages
