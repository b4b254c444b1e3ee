// SPDX-License-Identifier: Apache-2.0
/// \file
/// Stands between SQLite and the files: every write, truncation and sync asks a function first.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace pantau::journal {

struct DiskEvent {
  enum class Kind : std::uint8_t { write, truncate, sync };
  Kind kind = Kind::write;
  std::string file;  ///< name without its folder
  std::int64_t offset = 0;  ///< of a truncation: the new size
  std::vector<unsigned char> bytes;
};

/// While it lives, SQLite's files are under watch. One at a time.
class WatchedDisk {
 public:
  /// 0 lets it happen; an SQLite result code is what SQLite gets instead.
  using Ask = std::function<int(const DiskEvent&)>;

  explicit WatchedDisk(Ask ask);
  ~WatchedDisk();
  WatchedDisk(const WatchedDisk&) = delete;
  WatchedDisk& operator=(const WatchedDisk&) = delete;
  WatchedDisk(WatchedDisk&&) = delete;
  WatchedDisk& operator=(WatchedDisk&&) = delete;
};

}  // namespace pantau::journal
