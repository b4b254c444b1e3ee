// SPDX-License-Identifier: Apache-2.0
/// \file
/// Debian's snmpd (unpacked to build/tools by tests/run) on a free port of 127.0.0.1, with users of
/// version 3.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pantau::snmp::testing {

class SnmpdProcess {
 public:
  /// `users`: lines of snmpd.conf ("createUser ...", "rouser ...").
  explicit SnmpdProcess(const std::vector<std::string>& users = {});
  ~SnmpdProcess();
  SnmpdProcess(const SnmpdProcess&) = delete;
  SnmpdProcess& operator=(const SnmpdProcess&) = delete;
  SnmpdProcess(SnmpdProcess&&) = delete;
  SnmpdProcess& operator=(SnmpdProcess&&) = delete;

  /// Whether there is an snmpd to start at all.
  [[nodiscard]] static bool available();

  [[nodiscard]] std::uint16_t port() const { return port_; }

  /// Ends it and starts it again on the same port: snmpEngineBoots rises.
  void restart();

 private:
  void start();
  void stop();

  std::filesystem::path folder_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

}  // namespace pantau::snmp::testing
