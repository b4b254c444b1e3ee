// SPDX-License-Identifier: Apache-2.0
/// \file
/// SQLite as values: a connection, prepared statements, rows, a transaction. Everything throws
/// DatabaseError; the parts that others see (Store, Reader, Editor) turn it into results and texts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace pantau::journal {

class DatabaseError : public std::runtime_error {
 public:
  /// \param code  an extended result code of SQLite.
  DatabaseError(int code, const std::string& text) : std::runtime_error(text), code_(code) {}

  [[nodiscard]] int code() const { return code_; }

  /// The file is no database, or not whole: no second try will mend it.
  [[nodiscard]] bool corrupt() const;
  /// The disk is full or another process holds the book: the connection itself is in order.
  [[nodiscard]] bool passes() const;
  /// No right to open or write.
  [[nodiscard]] bool forbidden() const;

 private:
  int code_;
};

/// The rows of one execution. Its statement can be used again once it is gone.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}

  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  Rows(Rows&&) = delete;
  Rows& operator=(Rows&&) = delete;

  [[nodiscard]] bool next();
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const;
  [[nodiscard]] std::optional<double> maybe_real(int column) const;
  [[nodiscard]] std::string text(int column) const;

 private:
  sqlite3_stmt* statement_;
};

class Statement {
 public:
  Statement(sqlite3* connection, std::string_view sql);

  /// Rows of the statement with these values bound in order.
  template <typename... Values>
  [[nodiscard]] Rows query(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return Rows{statement_.get()};
  }

  /// Executes it to its end.
  template <typename... Values>
  void run(const Values&... values) {
    Rows rows = query(values...);
    while (rows.next()) {
    }
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  void bind(int index, std::int64_t value);
  void bind(int index, double value);
  void bind(int index, std::string_view value);  ///< must outlive the execution
  void bind_null(int index);

  void bind(int index, const std::string& value) { bind(index, std::string_view{value}); }

  template <typename Integer>
  requires std::is_integral_v<Integer>

  void bind(int index, Integer value) { bind(index, static_cast<std::int64_t>(value)); }

  template <typename Value>
  void bind(int index, const std::optional<Value>& value) {
    if (value) {
      bind(index, *value);
    } else {
      bind_null(index);
    }
  }

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

enum class OpenMode : std::uint8_t { read_write, create, read_only, immutable, memory };

class Database {
 public:
  /// Symbolic links are not followed from the folder on. `memory`: no file, whatever is named.
  Database(const std::filesystem::path& file, OpenMode mode);

  void execute(const char* sql);
  [[nodiscard]] Statement prepare(std::string_view sql);
  /// First column of the first row; 0 when there is none.
  [[nodiscard]] std::int64_t integer(std::string_view sql);
  [[nodiscard]] std::string text(std::string_view sql);
  /// Whole and consistent. Calls `between` after each few megabytes.
  void copy_to(const std::filesystem::path& file, const std::function<void()>& between);
  /// Another book, with its log, under `name`; nothing is written into it.
  void attach_to_read(const std::filesystem::path& file, std::string_view name);
  [[nodiscard]] bool in_transaction() const;
  [[nodiscard]] std::int64_t last_insert_id() const;
  /// After trouble: closing must not touch the files.
  void leave_files_alone();

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };

  std::unique_ptr<sqlite3, Close> connection_;
};

/// Rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction(Transaction&&) = delete;
  Transaction& operator=(Transaction&&) = delete;

  void commit();

 private:
  Database& database_;
};

}  // namespace pantau::journal
