// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/service_manager.hpp"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>

#include "probes/net/clock.hpp"

namespace pantau::app {

namespace {

void notify(const std::string& state) {
  // An error means only that nobody listens: the daemon works the same without a service manager.
  (void)::sd_notify(0, state.c_str());
}

}  // namespace

void ServiceManager::ready(const std::string& status) {
  notify(fmt::format("READY=1\nSTATUS={}", status));
}

void ServiceManager::reloading() {
  const auto steady = net::read_clocks().steady.time_since_epoch();
  notify(fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                     std::chrono::duration_cast<std::chrono::microseconds>(steady).count()));
}

void ServiceManager::stopping() {
  notify("STOPPING=1\nSTATUS=stopping");
}

void ServiceManager::extend_timeout(std::chrono::microseconds time) {
  notify(fmt::format("EXTEND_TIMEOUT_USEC={}", time.count()));
}

void ServiceManager::status(const std::string& text) {
  notify("STATUS=" + text);
}

void ServiceManager::watchdog() {
  notify("WATCHDOG=1");
}

std::optional<std::chrono::microseconds> ServiceManager::watchdog_interval() {
  std::uint64_t microseconds = 0;
  if (::sd_watchdog_enabled(0, &microseconds) <= 0) {
    return std::nullopt;
  }
  return std::chrono::microseconds{static_cast<std::int64_t>(microseconds)};
}

}  // namespace pantau::app
