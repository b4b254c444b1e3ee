// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/device_log.hpp"

#include <algorithm>
#include <string>

#include "daemon/app/state_log.hpp"

namespace pantau::app {

namespace {

void log_one(Log& log, const devices::DeviceNotice& notice) {
  using Kind = devices::DeviceNotice::Kind;
  switch (notice.kind) {
    case Kind::answering:
      log.write(
          Level::notice, "snmp_answering", {{"device", notice.device}, {"profile", notice.text}});
      return;
    case Kind::silent:
      log.write(Level::warning, "snmp_silent", {{"device", notice.device}, {"why", notice.text}});
      return;
    case Kind::incomplete:
      log.write(
          Level::warning, "snmp_incomplete", {{"device", notice.device}, {"why", notice.text}});
      return;
    case Kind::refused:
      log.write(Level::error, "snmp_refused", {{"device", notice.device}, {"why", notice.text}});
      return;
    case Kind::restarted:
      log.write(Level::warning,
                "device_restarted",
                {{"device", notice.device}, {"boot", rfc3339(notice.at)}});
      return;
    case Kind::missing_interface:
      log.write(Level::warning,
                "interface_missing",
                {{"device", notice.device}, {"interface", notice.text}});
      return;
    case Kind::counter_reset:
      log.write(
          Level::notice, "counter_reset", {{"device", notice.device}, {"interface", notice.text}});
      return;
  }
}

}  // namespace

void log_device_notices(Log& log, const std::vector<devices::DeviceNotice>& notices) {
  const std::size_t shown = std::min(notices.size(), kStateLines);
  for (std::size_t i = 0; i < shown; ++i) {
    log_one(log, notices[i]);
  }
  if (shown < notices.size()) {
    log.write(Level::warning,
              "device_notices_left_out",
              {{"count", std::to_string(notices.size() - shown)}});
  }
}

}  // namespace pantau::app
