// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a Store holds: files, lock, connection; and how every read and write of it goes.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/book/window.hpp"
#include "daemon/journal/batch_writer.hpp"
#include "daemon/journal/book_files.hpp"
#include "daemon/journal/database.hpp"
#include "daemon/journal/lock_file.hpp"
#include "daemon/journal/migration.hpp"
#include "daemon/journal/schema.hpp"
#include "daemon/journal/store.hpp"

namespace pantau::journal {

struct FileId {
  dev_t device = 0;
  ino_t number = 0;

  friend bool operator==(const FileId&, const FileId&) = default;
};

struct Store::State {
  State(const std::filesystem::path& state_dir, TellUpgrade tell_upgrade)
      : files(state_dir), tell(std::move(tell_upgrade)) {}

  BookFiles files;
  TellUpgrade tell;
  LockFile lock;
  std::unique_ptr<Database> database;
  std::unique_ptr<BatchWriter> writer;  ///< null: the book can be read at most
  std::optional<FileId> file;  ///< what was opened
  bool damaged = false;  ///< a write met it: no check is needed to move the book aside
  bool was_open = false;
  std::int64_t data_version = 0;
  std::int64_t last_correction = 0;
  std::int64_t last_baseline = 0;
  std::vector<book::Window> windows;

  void take_lock();
  void open_or_begin(OpenOutcome& outcome);
  void open_writer();
  void read_at_least();
  void open_somehow(OpenOutcome& outcome);
  void begin(OpenOutcome& outcome, std::optional<std::uint64_t> after);
  [[nodiscard]] std::uint64_t set_aside(OpenOutcome& outcome);
  void take_over(OpenOutcome& outcome);
  void look(bool first_time);
  void let_go(bool in_order);
  void expect_same_file() const;
  std::optional<std::string> attempt(const std::function<void()>& write);
  template <typename Read>
  auto read(Read what) -> decltype(what(*database));
  /// Nothing of a book that has no such tables yet.
  template <typename Read>
  auto read_rollout(Read what) -> decltype(what(*database));
};

template <typename Read>
auto Store::State::read(Read what) -> decltype(what(*database)) {
  if (!database) {
    return {};
  }
  try {
    return what(*database);
  } catch (const DatabaseError& error) {
    damaged = damaged || error.corrupt();
    if (!error.passes()) {
      let_go(false);
    }
    throw;
  }
}

template <typename Read>
auto Store::State::read_rollout(Read what) -> decltype(what(*database)) {
  return read([&what](Database& book) -> decltype(what(book)) {
    constexpr std::int64_t kSince = 2;
    return read_version(book) < kSince ? decltype(what(book)){} : what(book);
  });
}

}  // namespace pantau::journal
