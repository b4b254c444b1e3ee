// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/store_state.hpp"

#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <system_error>

#include "daemon/journal/opening.hpp"
#include "daemon/journal/window_rows.hpp"

namespace pantau::journal {

namespace {

std::optional<FileId> id_of(const std::filesystem::path& file) {
  struct stat status {};

  if (::stat(file.c_str(), &status) != 0) {
    return std::nullopt;
  }
  return FileId{status.st_dev, status.st_ino};
}

}  // namespace

void Store::State::take_lock() {
  const LockFile::Outcome outcome = lock.take(files.lock);
  if (outcome.holder) {
    const std::string who =
        *outcome.holder > 0 ? fmt::format("process {}", *outcome.holder) : "another process";
    throw Refusal{
        fmt::format("{} already keeps the book in {}: stop it, or give this one a [daemon] "
                    "state_dir of its own",
                    who,
                    files.folder.string())};
  }
  if (!outcome.taken) {
    throw std::system_error{outcome.error, std::generic_category(), files.lock.string()};
  }
}

void Store::State::open_or_begin(OpenOutcome& outcome) {
  open_somehow(outcome);
  take_over(outcome);
}

/// At most one book is moved aside at a time: if the new one is damaged as well, the disk is.
void Store::State::open_somehow(OpenOutcome& outcome) {
  if (!book_exists(files)) {
    begin(outcome, newest_aside(files));  // a full disk may have come between moving and beginning
    return;
  }
  if (!damaged) {
    try {
      open_writer();
      return;
    } catch (const DatabaseError& error) {
      if (!error.corrupt()) {
        throw;
      }
    }
  }
  begin(outcome, set_aside(outcome));
}

void Store::State::open_writer() {
  let_go(true);
  database = open_checked(files, tell);
  try {
    writer = std::make_unique<BatchWriter>(*database);
  } catch (const DatabaseError& error) {  // a table is not as it should be
    throw as_damage(error);
  }
  file = id_of(files.book);
}

void Store::State::begin(OpenOutcome& outcome, std::optional<std::uint64_t> after) {
  create_book(files, after);
  outcome.begun = true;
  last_correction = 0;
  last_baseline = 0;
  windows.clear();
  open_writer();
}

std::uint64_t Store::State::set_aside(OpenOutcome& outcome) {
  let_go(false);
  const std::uint64_t number = move_aside(files);
  outcome.moved_aside = aside(files, number).string();
  damaged = false;
  return number;
}

/// Also after a power cut or a full disk ended an earlier try: nothing was written since.
void Store::State::take_over(OpenOutcome& outcome) {
  if (const auto number = owed_salvage(*database)) {
    outcome.salvage = salvage(*database, aside(files, *number));
    outcome.begun = true;
  }
}

/// A book on a read-only disk still says what was, and so does an older one that waits for room.
void Store::State::read_at_least() {
  if (was_open || database) {
    return;
  }
  try {
    if (book_exists(files)) {
      database = open_whatever_version(files);
    }
  } catch (const std::exception&) {  // the trouble that is told says enough
    database.reset();
  }
}

void Store::State::look(bool first_time) {
  data_version = database->integer("PRAGMA data_version");
  if (first_time) {
    last_correction = database->integer("SELECT max(id) FROM corrections");
    last_baseline = database->integer("SELECT max(id) FROM baselines");
    windows = load_windows(*database);
  }
}

void Store::State::let_go(bool in_order) {
  writer.reset();
  if (database && !in_order) {
    database->leave_files_alone();
  }
  database.reset();
  file.reset();
}

/// SQLite goes on writing into a file that has lost its name.
void Store::State::expect_same_file() const {
  if (id_of(files.book) != file) {
    throw std::runtime_error{
        fmt::format("{} was taken away or replaced while the daemon ran", files.book.string())};
  }
}

std::optional<std::string> Store::State::attempt(const std::function<void()>& write) {
  if (!writer) {
    return "the book is not open";
  }
  bool in_order = false;
  std::string why;
  try {
    expect_same_file();
    Transaction transaction{*database};
    write();
    transaction.commit();
    return std::nullopt;
  } catch (const DatabaseError& error) {
    in_order = error.passes();
    damaged = error.corrupt();
    why = error.what();
  } catch (const std::exception& error) {
    why = error.what();
  }
  writer->forget();
  if (!in_order) {
    // After a failed sync nobody knows what the disk has: a new descriptor, and all again.
    let_go(false);
  }
  return why;
}

}  // namespace pantau::journal
