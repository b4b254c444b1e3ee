// SPDX-License-Identifier: Apache-2.0
/// \file
/// What we tell systemd (sd_notify(3)); does nothing when we were not started by it, and never
/// waits for it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace pantau::app {

class ServiceManager {
 public:
  void ready(const std::string& status);
  /// RELOADING=1 with MONOTONIC_USEC, which systemd >= 253 requires (Type=notify-reload).
  void reloading();
  void stopping();
  /// What goes on takes longer than a start or a stop usually does: so much time from now on.
  void extend_timeout(std::chrono::microseconds time);
  void status(const std::string& text);
  void watchdog();
  /// WatchdogSec= of the unit; nullopt when there is none.
  [[nodiscard]] static std::optional<std::chrono::microseconds> watchdog_interval();

 private:
  void announce(std::string state);
  void insist();

  std::string waiting_;  ///< what did not arrive yet
};

}  // namespace pantau::app
