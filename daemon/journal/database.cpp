// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>
#include <system_error>

namespace pantau::journal {

namespace {

/// How long the daemon's transaction is waited for, and an editor's by the daemon.
constexpr int kBusyTimeoutMs = 5000;

/// 4 MB of pages of 1024 bytes: less than a second on a slow memory card.
constexpr int kCopiedPages = 4096;

constexpr int primary(int code) {
  return code & 0xff;
}

std::string describe(sqlite3* connection, int code) {
  const int number = connection != nullptr ? sqlite3_system_errno(connection) : 0;
  std::string reason = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  if (number == 0 || (primary(code) != SQLITE_IOERR && primary(code) != SQLITE_CANTOPEN)) {
    return reason;
  }
  return fmt::format("{} ({})", reason, std::generic_category().message(number));
}

[[noreturn]] void fail(sqlite3* connection, int code) {
  const int extended = connection != nullptr ? sqlite3_extended_errcode(connection) : code;
  throw DatabaseError{extended, describe(connection, extended)};
}

/// SQLite's URI form: needed for `immutable`, and it must not read a meaning into a path.
std::string uri_of(const std::filesystem::path& file, OpenMode mode) {
  if (mode == OpenMode::memory) {
    return "file::memory:";
  }
  // The folder may well be reached through a symbolic link (systemd's DynamicUser does so).
  const std::filesystem::path real =
      std::filesystem::canonical(file.parent_path()) / file.filename();
  std::string uri = "file:";
  for (const char c : real.string()) {
    if (c == '?' || c == '#' || c == '%') {
      uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    } else {
      uri += c;
    }
  }
  return mode == OpenMode::immutable ? uri + "?immutable=1" : uri;
}

int flags_of(OpenMode mode) {
  constexpr int kAlways =
      SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE;
  switch (mode) {
    case OpenMode::create:
    case OpenMode::memory:
      return kAlways | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case OpenMode::read_write:
      return kAlways | SQLITE_OPEN_READWRITE;
    case OpenMode::read_only:
    case OpenMode::immutable:
      break;
  }
  return kAlways | SQLITE_OPEN_READONLY;
}

}  // namespace

bool DatabaseError::corrupt() const {
  return primary(code_) == SQLITE_CORRUPT || primary(code_) == SQLITE_NOTADB;
}

bool DatabaseError::passes() const {
  return primary(code_) == SQLITE_FULL || primary(code_) == SQLITE_BUSY;
}

bool DatabaseError::forbidden() const {
  return primary(code_) == SQLITE_CANTOPEN || primary(code_) == SQLITE_READONLY ||
         primary(code_) == SQLITE_PERM || primary(code_) == SQLITE_AUTH;
}

Rows::~Rows() {
  sqlite3_reset(statement_);  // repeats the error that next() threw
}

bool Rows::next() {
  const int code = sqlite3_step(statement_);
  if (code != SQLITE_ROW && code != SQLITE_DONE) {
    fail(sqlite3_db_handle(statement_), code);
  }
  return code == SQLITE_ROW;
}

std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::optional<std::int64_t> Rows::maybe_integer(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) {
    return std::nullopt;
  }
  return integer(column);
}

std::optional<double> Rows::maybe_real(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) {
    return std::nullopt;
  }
  return sqlite3_column_double(statement_, column);
}

std::string Rows::text(int column) const {
  const auto* text = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return text == nullptr ? std::string{} : std::string(text, static_cast<std::size_t>(size));
}

Statement::Statement(sqlite3* connection, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  statement_.reset(statement);
  if (code != SQLITE_OK) {
    fail(connection, code);
  }
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Statement::bind(int index, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), index, value);
}

void Statement::bind(int index, double value) {
  sqlite3_bind_double(statement_.get(), index, value);
}

void Statement::bind(int index, std::string_view value) {
  const char* text = value.data() == nullptr ? "" : value.data();
  const int code = sqlite3_bind_text(
      statement_.get(), index, text, static_cast<int>(value.size()), SQLITE_STATIC);
  if (code != SQLITE_OK) {
    fail(sqlite3_db_handle(statement_.get()), code);
  }
}

void Statement::bind_null(int index) {
  sqlite3_bind_null(statement_.get(), index);
}

Database::Database(const std::filesystem::path& file, OpenMode mode) {
  sqlite3* connection = nullptr;
  const int code =
      sqlite3_open_v2(uri_of(file, mode).c_str(), &connection, flags_of(mode), nullptr);
  connection_.reset(connection);
  if (code != SQLITE_OK) {
    fail(connection, code);
  }
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, kBusyTimeoutMs);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
}

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

void Database::execute(const char* sql) {
  const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    fail(connection_.get(), code);
  }
}

Statement Database::prepare(std::string_view sql) {
  return Statement{connection_.get(), sql};
}

std::int64_t Database::integer(std::string_view sql) {
  Statement statement = prepare(sql);
  Rows rows = statement.query();
  return rows.next() ? rows.integer(0) : 0;
}

std::string Database::text(std::string_view sql) {
  Statement statement = prepare(sql);
  Rows rows = statement.query();
  return rows.next() ? rows.text(0) : std::string{};
}

void Database::copy_to(const std::filesystem::path& file, const std::function<void()>& between) {
  Database copy{file, OpenMode::create};
  sqlite3* target = copy.connection_.get();
  const std::unique_ptr<sqlite3_backup, decltype(&sqlite3_backup_finish)> backup{
      sqlite3_backup_init(target, "main", connection_.get(), "main"), sqlite3_backup_finish};
  if (!backup) {
    fail(target, sqlite3_errcode(target));
  }
  int code = sqlite3_backup_step(backup.get(), kCopiedPages);
  while (code == SQLITE_OK) {
    between();
    code = sqlite3_backup_step(backup.get(), kCopiedPages);
  }
  if (code != SQLITE_DONE) {  // what finish() returns says nothing of a book that is locked
    fail(nullptr, code);
  }
}

void Database::attach_to_read(const std::filesystem::path& file, std::string_view name) {
  const std::string uri = uri_of(file, OpenMode::read_only) + "?mode=ro";
  prepare(fmt::format("ATTACH ? AS {}", name)).run(uri);
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

std::int64_t Database::last_insert_id() const {
  return sqlite3_last_insert_rowid(connection_.get());
}

void Database::leave_files_alone() {
  sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!database_.in_transaction()) {
    return;
  }
  try {
    database_.execute("ROLLBACK");
  } catch (const DatabaseError&) {  // SQLite has rolled back by itself, or will when it is closed
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
}

}  // namespace pantau::journal
