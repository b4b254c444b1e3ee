// SPDX-License-Identifier: Apache-2.0
/// \file
/// The files of the book in a state folder: making them, moving them aside.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace pantau::journal {

/// The daemon must not start, or a command cannot do what it was asked for; the text says the fix.
class Refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct BookFiles {
  explicit BookFiles(const std::filesystem::path& state_dir);

  std::filesystem::path folder;
  std::filesystem::path book;
  std::filesystem::path wal;
  std::filesystem::path shm;
  std::filesystem::path lock;
};

/// Makes the folder (mode 2750) when there is none. Throws Refusal or std::system_error.
void prepare_folder(const std::filesystem::path& folder);

/// Whether there is a book; throws Refusal when something else stands in its place: a symbolic
/// link, a folder, a device.
[[nodiscard]] bool book_exists(const BookFiles& files);

/// What the first bytes say before SQLite reads the file. Empty text: nothing against it.
[[nodiscard]] std::string header_complaint(const std::filesystem::path& book);

/// A new book (mode 0640), complete before it gets its name. The caller holds the lock.
/// \param after  number of the damaged book that it follows: kept in it until all was taken over.
void create_book(const BookFiles& files, std::optional<std::uint64_t> after = {});

/// Renames the book to journal.sqlite3.corrupt-N with its -wal and -shm; the newest three are kept.
/// \return N.
std::uint64_t move_aside(const BookFiles& files);

/// The last book that was moved aside and is still there.
[[nodiscard]] std::optional<std::uint64_t> newest_aside(const BookFiles& files);

/// Where the book with that number lies.
[[nodiscard]] std::filesystem::path aside(const BookFiles& files, std::uint64_t number);

/// Throws std::system_error.
void sync_folder(const std::filesystem::path& folder);

}  // namespace pantau::journal
