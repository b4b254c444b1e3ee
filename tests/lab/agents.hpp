// SPDX-License-Identifier: Apache-2.0
/// \file
/// The real programs that answer for devices: started on loopback ports of the namespace, restarted
/// and given other values as the timetable says, all killed at the end.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/lab/county_config.hpp"

namespace pantau::lab {

class Agents {
 public:
  /// Makes a folder for configurations and state. Throws std::system_error.
  explicit Agents(const CountyConfig& config);
  Agents(const Agents&) = delete;
  Agents& operator=(const Agents&) = delete;
  Agents(Agents&&) = delete;
  Agents& operator=(Agents&&) = delete;
  ~Agents();

  /// Starts all and waits until each has its port. Throws std::runtime_error that holds the log of
  /// the one that does not come up.
  void start_all();

  [[nodiscard]] std::uint16_t port(std::size_t agent) const { return running_[agent].port; }

  /// Restarts and changes of values that are due, and those that came up. Returns when to call it
  /// again at the latest.
  nanoseconds follow_timetable(nanoseconds since_start);

  /// It was reaped.
  void died(pid_t pid);

  /// True while it is being restarted.
  [[nodiscard]] bool is_absent(std::size_t agent) const {
    return running_[agent].phase != Phase::up;
  }

 private:
  enum class Phase : std::uint8_t { stopped, starting, up };

  struct Running {
    pid_t pid = -1;
    std::uint16_t port = 0;
    Phase phase = Phase::stopped;
    bool wanted = true;
  };

  struct Value {
    std::size_t agent = 0;
    std::string name;
    double normal = 0;
    std::string written;
  };

  void prepare(std::size_t agent) const;
  void start(std::size_t agent);
  void cut(std::size_t agent);
  [[nodiscard]] std::vector<std::string> command_of(std::size_t agent) const;
  [[nodiscard]] std::filesystem::path folder_of(std::size_t agent) const;
  void write_values(nanoseconds since_start);
  void write_value(Value& value, double number) const;
  void notice_listening();

  const CountyConfig& config_;
  std::filesystem::path folder_;
  bool drops_ = false;
  std::vector<Running> running_;  ///< beside config_.agents
  std::vector<bool> was_active_;  ///< beside config_.agent_events
  std::vector<Value> values_;
};

}  // namespace pantau::lab
