// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/editor.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "daemon/journal/baseline_rows.hpp"
#include "daemon/journal/book_files.hpp"
#include "daemon/journal/complaints.hpp"
#include "daemon/journal/database.hpp"
#include "daemon/journal/lock_file.hpp"
#include "daemon/journal/opening.hpp"
#include "daemon/journal/outage_rows.hpp"
#include "daemon/journal/window_rows.hpp"

namespace pantau::journal {

namespace {

/// A daemon that starts at this moment holds the lock and makes the book itself.
void create_unless_there(const BookFiles& files) {
  constexpr std::chrono::milliseconds kPause{50};
  constexpr int kTries = 100;  // 5 s in all
  prepare_folder(files.folder);
  LockFile lock;
  for (int i = 0; i < kTries && !book_exists(files); ++i) {
    const LockFile::Outcome outcome = lock.take(files.lock);
    if (outcome.taken && !book_exists(files)) {
      create_book(files);
      return;
    }
    if (outcome.error != 0) {
      throw std::system_error{outcome.error, std::generic_category(), files.lock.string()};
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace

struct Editor::State {
  explicit State(const std::filesystem::path& state_dir) : files(state_dir) {}

  BookFiles files;
  std::unique_ptr<Database> database;
};

Editor::Editor(const std::filesystem::path& state_dir)
    : state_(std::make_unique<State>(state_dir)) {
  const BookFiles& files = state_->files;
  state_->database = told_in_words(files, [&files] {
    try {
      create_unless_there(files);
    } catch (const std::system_error& error) {
      // The folder is closed to others: they cannot even see whether there is a book.
      if (error.code() == std::errc::permission_denied) {
        throw std::runtime_error{forbidden_text(files, R_OK | W_OK)};
      }
      throw;
    }
    expect_book(files, R_OK | W_OK);
    return open_to_edit(files);
  });
}

Editor::~Editor() = default;

void Editor::correct(std::uint64_t outage, const book::Correction& correction) {
  told_in_words(state_->files, [&] {
    Transaction transaction{*state_->database};
    {
      Statement find = state_->database->prepare("SELECT 1 FROM outages WHERE id = ?");
      Rows rows = find.query(outage);
      if (!rows.next()) {
        throw std::runtime_error{fmt::format("there is no outage {} in the book", outage)};
      }
    }
    add_correction(*state_->database, outage, correction);
    transaction.commit();
  });
}

std::uint64_t Editor::add(const book::Window& window) {
  return told_in_words(state_->files, [&] {
    Transaction transaction{*state_->database};
    const std::uint64_t id = add_window(*state_->database, window);
    transaction.commit();
    return id;
  });
}

void Editor::freeze(const rollout::Baseline& baseline) {
  told_in_words(state_->files, [&] {
    Transaction transaction{*state_->database};
    if (!add_baseline(*state_->database, baseline)) {
      throw std::runtime_error{
          fmt::format("there is a baseline {} in the book already: take another name, what is "
                      "frozen stays as it is",
                      baseline.name)};
    }
    transaction.commit();
  });
}

void Editor::end(std::uint64_t window, book::Second time, const std::string& user) {
  told_in_words(state_->files, [&] {
    Transaction transaction{*state_->database};
    if (!end_window(*state_->database, window, time, user)) {
      throw std::runtime_error{
          fmt::format("there is no window {} in the book, or it is over already", window)};
    }
    transaction.commit();
  });
}

}  // namespace pantau::journal
