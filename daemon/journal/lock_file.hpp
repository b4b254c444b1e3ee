// SPDX-License-Identifier: Apache-2.0
/// \file
/// One daemon a state folder: flock(2), so that the kernel lets go when the daemon dies.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace pantau::journal {

class LockFile {
 public:
  LockFile() = default;
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;
  LockFile(LockFile&&) = delete;
  LockFile& operator=(LockFile&&) = delete;

  struct Outcome {
    bool taken = false;
    std::optional<int> holder;  ///< another process has it: its id, 0 when not known
    int error = 0;  ///< errno, when neither
  };

  /// Takes it, or finds that it still has it (the file may have been deleted meanwhile).
  [[nodiscard]] Outcome take(const std::filesystem::path& file);
  void release();

 private:
  [[nodiscard]] bool is_still(const std::filesystem::path& file) const;

  int descriptor_ = -1;
};

}  // namespace pantau::journal
