// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/salvage.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <optional>

namespace pantau::journal {

namespace {

constexpr std::size_t kMostTables = 4;
constexpr const char* kOwed = "salvage_owed";
constexpr const char* kDone = "salvage_done";  // bits of the parts that were taken

/// The first table is the one whose rows are counted.
struct Part {
  const char* name;
  std::array<const char*, kMostTables> tables;
};

constexpr std::array kParts{
    Part{"judged_months", {"judged_months", "contract_terms", "links", "sites"}},
    Part{"acceptance_tests", {"acceptances", "acceptance_links", "acceptance_criteria"}},
    Part{"baselines", {"baselines", "baseline_stages", "baseline_sites", "baseline_dates"}},
    Part{"inventory_changes", {"inventory_changes", "inventory_items"}},
    Part{"announced_work", {"windows", "window_names"}},
    Part{"configurations", {"configurations"}}};

/// The damaged book beside the new one, for reading alone.
class Beside {
 public:
  Beside(Database& book, const std::filesystem::path& damaged) : book_(book) {
    book_.attach_to_read(damaged, "damaged");
  }

  ~Beside() {
    try {
      book_.execute("DETACH damaged");
    } catch (const DatabaseError&) {  // goes when the book is closed
    }
  }

  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  Beside(Beside&&) = delete;
  Beside& operator=(Beside&&) = delete;

 private:
  Database& book_;
};

void take(Database& book, const char* table) {
  const std::string check = book.text(fmt::format("PRAGMA damaged.quick_check({})", table));
  if (check != "ok") {
    throw DatabaseError{SQLITE_CORRUPT, check};
  }
  book.execute(fmt::format("INSERT INTO main.{0} SELECT * FROM damaged.{0}", table).c_str());
}

std::int64_t noted(Database& book, const char* key) {
  return book.integer(
      fmt::format("SELECT coalesce(max(value), 0) FROM meta WHERE key = '{}'", key));
}

void note(Database& book, const char* key, std::int64_t value) {
  book.execute(fmt::format("INSERT OR REPLACE INTO meta VALUES('{}', {})", key, value).c_str());
}

/// \return false when something of it cannot be read.
bool take(Database& book, const Part& part, std::int64_t done) {
  Transaction transaction{book};
  try {
    for (const char* table : part.tables) {
      if (table != nullptr) {
        take(book, table);
      }
    }
  } catch (const DatabaseError& error) {
    if (error.passes()) {
      throw;  // the new book's disk is full: nothing is known of the old one
    }
    return false;
  }
  note(book, kDone, done);
  transaction.commit();
  return true;
}

void take_parts(Database& book, Salvage& salvage) {
  for (std::size_t at = 0; at < kParts.size(); ++at) {
    const Part& part = kParts.at(at);
    const std::int64_t done = noted(book, kDone);
    const std::int64_t bit = std::int64_t{1} << at;
    if ((done & bit) == 0 && !take(book, part, done | bit)) {
      salvage.lost.emplace_back(part.name);
      continue;
    }
    const std::int64_t count =
        book.integer(fmt::format("SELECT count(*) FROM main.{}", part.tables[0]));
    if (count > 0) {
      salvage.kept.push_back(fmt::format("{} {}", part.name, count));
    }
  }
}

void settle(Database& book) {
  book.execute(fmt::format("DELETE FROM meta WHERE key IN ('{}', '{}')", kOwed, kDone).c_str());
}

}  // namespace

void owe_salvage(Database& book, std::uint64_t number) {
  note(book, kOwed, static_cast<std::int64_t>(number));
}

std::optional<std::uint64_t> owed_salvage(Database& book) {
  const std::int64_t number = noted(book, kOwed);
  return number > 0 ? std::optional{static_cast<std::uint64_t>(number)} : std::nullopt;
}

Salvage salvage(Database& book, const std::filesystem::path& damaged) {
  std::optional<Beside> beside;
  Salvage found;
  try {
    beside.emplace(book, damaged);
  } catch (const DatabaseError& error) {
    if (error.passes()) {
      throw;
    }
    for (const Part& part : kParts) {
      found.lost.emplace_back(part.name);
    }
  }
  if (beside) {
    take_parts(book, found);
  }
  settle(book);
  return found;
}

}  // namespace pantau::journal
