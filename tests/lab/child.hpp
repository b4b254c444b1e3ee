// SPDX-License-Identifier: Apache-2.0
/// \file
/// The command that runs inside the county, and whatever it leaves behind.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace pantau::lab {

class Child {
 public:
  /// Starts the command with the signal mask empty; it is killed when this process dies. Orphans of
  /// it become ours. Throws std::system_error.
  void start(const std::vector<std::string>& command);

  /// Buries all who died; true when the command itself is among them or was before.
  bool reap();

  /// As a shell has it: exit status, or 128 + signal. Nothing while it runs.
  [[nodiscard]] std::optional<int> status() const { return status_; }

  /// Asks all descendants to end, waits a little, then kills them.
  void end();

 private:
  pid_t pid_ = -1;
  std::optional<int> status_;
};

}  // namespace pantau::lab
