// SPDX-License-Identifier: Apache-2.0
/// \file
/// How an older book becomes a newer one.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

#include "daemon/journal/database.hpp"

namespace pantau::journal {

/// From version `from` to `from + 1`.
struct Migration {
  std::int64_t from = 0;
  const char* sql = nullptr;
};

/// An older book is being brought up to date, which takes as long as copying it: seconds a
/// gigabyte on a fast disk (5 s, measured), many minutes on a memory card.
struct Upgrade {
  enum class Stage : std::uint8_t { begun, goes_on, done };

  Stage stage = Stage::begun;
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::uint64_t bytes = 0;  ///< of the older book
  std::filesystem::path copy;  ///< of the older book; stays beside the newer one
  std::chrono::milliseconds elapsed{0};
};

/// Called on the thread that opens the book; `goes_on` after each few megabytes that are on the
/// disk, so that nobody takes a long copy for a daemon that hangs.
using TellUpgrade = std::function<void(const Upgrade&)>;

/// One transaction, after a copy `<file>.v<N>` was made. Throws DatabaseError when a step is
/// missing or the disk has no room for the copy; the book is then as it was.
void migrate(Database& database,
             const std::filesystem::path& file,
             std::span<const Migration> steps,
             std::int64_t target,
             const TellUpgrade& tell = {});

}  // namespace pantau::journal
