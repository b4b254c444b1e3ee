// SPDX-License-Identifier: Apache-2.0
/// \file
/// The command that runs inside the county, and whatever it leaves behind.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pantau::lab {

struct Spawn {
  std::vector<std::string> command;
  std::filesystem::path log;  ///< standard output and error; empty: ours
  bool as_nobody = false;
};

/// Starts a program with the signal mask empty; it is killed when this process dies. Throws
/// std::system_error.
[[nodiscard]] pid_t spawn(const Spawn& what);

/// False in a user namespace that maps root alone.
[[nodiscard]] bool can_become_nobody();

class Child {
 public:
  /// Starts the command with the signal mask empty; it is killed when this process dies. Orphans of
  /// it become ours. Throws std::system_error.
  void start(const std::vector<std::string>& command);

  /// Buries all who died and tells of each; true when the command itself is among them or was.
  bool reap(const std::function<void(pid_t)>& died = {});

  /// As a shell has it: exit status, or 128 + signal. Nothing while it runs.
  [[nodiscard]] std::optional<int> status() const { return status_; }

  /// Asks all descendants to end, waits a little, then kills them.
  void end();

 private:
  pid_t pid_ = -1;
  std::optional<int> status_;
};

}  // namespace pantau::lab
