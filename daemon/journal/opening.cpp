// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/opening.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <span>
#include <system_error>

#include "daemon/journal/schema.hpp"

namespace pantau::journal {

namespace {

namespace fs = std::filesystem;

/// Up to this size every page is looked at: some 0.2 s (6.6 s a gigabyte, measured). Of a larger
/// book the minutes are left out: they are most of it, and nothing is decided by them. A million
/// spans take 0.1 s.
constexpr std::uint64_t kCheckedWholeBytes = 32 << 20;
constexpr std::array kCheckedTables{
    "meta",        "links",         "sites",           "link_spans",     "site_spans",
    "link_books",  "site_books",    "link_apart",      "site_apart",     "link_marks",
    "link_sla",    "outages",       "segments",        "evidence",       "corrections",
    "windows",     "window_names",  "device_restarts", "power_readings", "devices",
    "month_bytes", "configurations"};
/// Since version 2: to ask for a table that is not there is an error.
constexpr std::array kCheckedSince2{"contract_terms",
                                    "judged_months",
                                    "acceptances",
                                    "acceptance_links",
                                    "acceptance_criteria",
                                    "baselines",
                                    "baseline_stages",
                                    "baseline_sites",
                                    "baseline_dates",
                                    "inventory_items",
                                    "inventory_changes"};

/// synchronous=FULL syncs the log at each commit. A checkpoint after about 8 MB of log: pages that
/// change every minute are then written into the book itself about once an hour.
constexpr const char* kWriter =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000;"
    "PRAGMA journal_size_limit = 16777216; PRAGMA cell_size_check = ON;"
    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;";

void expect_ok(const std::string& result) {
  if (result != "ok") {
    throw DatabaseError{SQLITE_CORRUPT, result};
  }
}

void check_tables(Database& database, std::span<const char* const> tables) {
  for (const char* table : tables) {
    expect_ok(database.text(fmt::format("PRAGMA quick_check({})", table)));
  }
}

void check_pages(Database& database, const fs::path& book) {
  if (fs::file_size(book) <= kCheckedWholeBytes) {
    expect_ok(database.text("PRAGMA quick_check(1)"));
    return;
  }
  check_tables(database, kCheckedTables);
  if (read_version(database) >= 2) {
    check_tables(database, kCheckedSince2);
  }
}

void check_version(Database& database, const fs::path& book, bool older_is_fine) {
  const std::int64_t version = read_version(database);
  if (version > kSchemaVersion) {
    throw Refusal{
        fmt::format("{} was written by a newer pantau (version {} of the book, this one "
                    "knows {}): install that pantau again, or move the file away",
                    book.string(),
                    version,
                    kSchemaVersion)};
  }
  if (version < kSchemaVersion && !older_is_fine) {
    throw Refusal{
        fmt::format("{} was written by an older pantau: start the daemon once, it brings "
                    "the book up to date",
                    book.string())};
  }
}

std::unique_ptr<Database> open_for_reading(const BookFiles& files, bool older_is_fine) {
  const bool log = fs::exists(files.wal);
  auto database =
      std::make_unique<Database>(files.book, log ? OpenMode::read_only : OpenMode::immutable);
  check_version(*database, files.book, older_is_fine);
  return database;
}

}  // namespace

DatabaseError as_damage(const DatabaseError& error) {
  const bool damage = (error.code() & 0xff) == SQLITE_ERROR;
  return damage ? DatabaseError{SQLITE_CORRUPT, error.what()} : error;
}

std::unique_ptr<Database> open_checked(const BookFiles& files, const TellUpgrade& tell) {
  if (const std::string complaint = header_complaint(files.book); !complaint.empty()) {
    throw DatabaseError{SQLITE_NOTADB, complaint};
  }
  try {
    auto database = std::make_unique<Database>(files.book, OpenMode::read_write);
    database->execute(kWriter);
    check_version(*database, files.book, true);
    check_pages(*database, files.book);
    if (read_version(*database) < kSchemaVersion) {
      migrate(*database, files.book, migrations(), kSchemaVersion, tell);
    }
    expect_tables(*database);
    return database;
  } catch (const DatabaseError& error) {
    throw as_damage(error);
  }
}

std::unique_ptr<Database> open_to_edit(const BookFiles& files) {
  auto database = std::make_unique<Database>(files.book, OpenMode::read_write);
  database->execute("PRAGMA synchronous = FULL");
  check_version(*database, files.book, false);
  return database;
}

std::unique_ptr<Database> open_to_read(const BookFiles& files) {
  return open_for_reading(files, false);
}

std::unique_ptr<Database> open_whatever_version(const BookFiles& files) {
  return open_for_reading(files, true);
}

}  // namespace pantau::journal
