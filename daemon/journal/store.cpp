// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/store.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <exception>
#include <functional>
#include <system_error>

#include "daemon/journal/batch_writer.hpp"
#include "daemon/journal/book_files.hpp"
#include "daemon/journal/database.hpp"
#include "daemon/journal/history_rows.hpp"
#include "daemon/journal/lock_file.hpp"
#include "daemon/journal/memory_rows.hpp"
#include "daemon/journal/opening.hpp"
#include "daemon/journal/thinning.hpp"
#include "daemon/journal/values.hpp"
#include "daemon/journal/window_rows.hpp"

namespace pantau::journal {

namespace {

struct FileId {
  dev_t device = 0;
  ino_t number = 0;

  friend bool operator==(const FileId&, const FileId&) = default;
};

std::optional<FileId> id_of(const std::filesystem::path& file) {
  struct stat status {};

  if (::stat(file.c_str(), &status) != 0) {
    return std::nullopt;
  }
  return FileId{status.st_dev, status.st_ino};
}

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code none;
  const std::uintmax_t size = std::filesystem::file_size(file, none);
  return none ? 0 : size;
}

std::int64_t newest_correction(Database& database) {
  return database.integer("SELECT max(id) FROM corrections");
}

}  // namespace

struct Store::State {
  explicit State(const std::filesystem::path& state_dir) : files(state_dir) {}

  BookFiles files;
  LockFile lock;
  std::unique_ptr<Database> database;
  std::unique_ptr<BatchWriter> writer;  ///< null: the book can be read at most
  std::optional<FileId> file;  ///< what was opened
  bool damaged = false;  ///< a write met it: no check is needed to move the book aside
  bool was_open = false;
  std::int64_t data_version = 0;
  std::int64_t last_correction = 0;
  std::vector<book::Window> windows;

  void take_lock();
  void open_or_begin(OpenOutcome& outcome);
  void open_writer();
  void read_at_least();
  void begin(OpenOutcome& outcome);
  void set_aside(OpenOutcome& outcome);
  void look(bool first_time);
  void let_go(bool in_order);
  void expect_same_file() const;
  std::optional<std::string> attempt(const std::function<void()>& write);
  template <typename Read>
  auto read(Read what) -> decltype(what(*database));
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

/// At most one book is moved aside at a time: if the new one is damaged as well, the disk is.
void Store::State::open_or_begin(OpenOutcome& outcome) {
  if (!book_exists(files)) {
    begin(outcome);
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
  set_aside(outcome);
  begin(outcome);
}

void Store::State::open_writer() {
  let_go(true);
  database = open_checked(files);
  try {
    writer = std::make_unique<BatchWriter>(*database);
  } catch (const DatabaseError& error) {  // a table is not as it should be
    throw as_damage(error);
  }
  file = id_of(files.book);
}

void Store::State::begin(OpenOutcome& outcome) {
  create_book(files);
  outcome.begun = true;
  last_correction = 0;
  windows.clear();
  open_writer();
}

void Store::State::set_aside(OpenOutcome& outcome) {
  let_go(false);
  outcome.moved_aside = move_aside(files).string();
  damaged = false;
}

/// A book on a read-only disk still says what was.
void Store::State::read_at_least() {
  if (was_open || database) {
    return;
  }
  try {
    if (book_exists(files)) {
      database = open_to_read(files);
    }
  } catch (const std::exception&) {  // the trouble that is told says enough
    database.reset();
  }
}

void Store::State::look(bool first_time) {
  data_version = database->integer("PRAGMA data_version");
  if (first_time) {
    last_correction = newest_correction(*database);
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

Store::Store(const std::filesystem::path& state_dir) : state_(std::make_unique<State>(state_dir)) {}

Store::~Store() = default;

OpenOutcome Store::open() {
  OpenOutcome outcome;
  State& state = *state_;
  try {
    state.let_go(false);
    prepare_folder(state.files.folder);
    state.take_lock();
    state.open_or_begin(outcome);
    state.look(!state.was_open || outcome.begun);
    state.was_open = true;
  } catch (const Refusal& refusal) {
    state.let_go(false);
    outcome.refusal = refusal.what();
  } catch (const std::system_error& error) {
    state.let_go(false);
    if (error.code() == std::errc::permission_denied ||
        error.code() == std::errc::operation_not_permitted) {
      outcome.refusal = fmt::format(
          "{}: the state folder must belong to the user that runs the daemon", error.what());
    } else {
      outcome.trouble = error.what();
    }
  } catch (const std::exception& error) {
    state.let_go(false);
    outcome.trouble = error.what();
  }
  if (outcome.trouble) {
    state.read_at_least();
  }
  return outcome;
}

bool Store::is_open() const {
  return state_->writer != nullptr;
}

bool Store::can_be_read() const {
  return state_->database != nullptr;
}

book::Memory Store::memory() const {
  return state_->read([this](Database& database) {
    OutageFilter open;
    open.open = true;
    open.newest_correction = state_->last_correction;
    return remember(database, load_outages(database, open));
  });
}

std::vector<availability::LedgerEntry> Store::link_entries(book::Second since) const {
  return state_->read([this, since](Database& database) {
    return load_entries(database, Subject::link, since, state_->last_correction);
  });
}

std::vector<availability::LedgerEntry> Store::site_entries(book::Second since) const {
  return state_->read([this, since](Database& database) {
    return load_entries(database, Subject::site, since, state_->last_correction);
  });
}

std::optional<std::string> Store::write(
    const book::Batch& batch,
    const std::vector<std::pair<std::string, availability::SlaSeconds>>& sla) {
  return state_->attempt([&] { state_->writer->write(batch, sla); });
}

std::optional<std::string> Store::write_configuration(book::Second time, const std::string& text) {
  return state_->attempt([&] {
    Database& database = *state_->database;
    if (database.text("SELECT text FROM configurations ORDER BY id DESC LIMIT 1") != text) {
      database.prepare("INSERT INTO configurations(time, text) VALUES(?, ?)")
          .run(stored(time), text);
    }
  });
}

std::optional<std::string> Store::thin(book::Second now, book::Seconds keep) {
  return state_->attempt([&] { thin_minutes(*state_->database, now - keep); });
}

Edits Store::edits() {
  Edits edits;
  State& state = *state_;
  if (!state.writer) {
    return edits;
  }
  try {
    const std::int64_t version = state.database->integer("PRAGMA data_version");
    if (version == state.data_version) {
      return edits;
    }
    for (EnteredCorrection& each : load_corrections(*state.database, state.last_correction)) {
      state.last_correction = each.id;
      edits.corrections.emplace_back(each.outage, std::move(each.correction));
    }
    std::vector<book::Window> windows = load_windows(*state.database);
    if (windows != state.windows) {
      state.windows = windows;
      edits.windows = std::move(windows);
    }
    state.data_version = version;
  } catch (const DatabaseError&) {  // the next write meets it as well and says so
  }
  return edits;
}

std::vector<book::Window> Store::windows() const {
  return state_->read([](Database& database) { return load_windows(database); });
}

std::vector<book::Outage> Store::outages(const book::OutageQuery& query) const {
  return state_->read(
      [&query](Database& database) { return load_outages(database, filter_of(query)); });
}

std::uint64_t Store::bytes() const {
  return size_of(state_->files.book) + size_of(state_->files.wal);
}

std::optional<book::Second> Store::oldest() const {
  return state_->read([](Database& database) {
    Statement statement = database.prepare(
        "SELECT min(oldest) FROM (SELECT min(minute) * 60 AS oldest FROM minutes UNION ALL "
        "SELECT min(hour) * 3600 FROM hours UNION ALL SELECT min(first) FROM link_books)");
    Rows rows = statement.query();
    return rows.next() ? second(rows.maybe_integer(0)) : std::nullopt;
  });
}

void Store::close() {
  if (state_->writer) {
    // What is lost by a failure here is a few seconds of when each link answered last.
    static_cast<void>(state_->attempt([this] { state_->writer->flush(); }));
  }
  state_->let_go(true);
  state_->lock.release();
}

}  // namespace pantau::journal
