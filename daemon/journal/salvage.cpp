// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/salvage.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <optional>

namespace pantau::journal {

namespace {

constexpr std::size_t kMostTables = 4;

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

/// \return how many; nothing when a part of it cannot be read.
std::optional<std::int64_t> take(Database& book, const Part& part) {
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
    return std::nullopt;
  }
  transaction.commit();
  return book.integer(fmt::format("SELECT count(*) FROM main.{}", part.tables[0]));
}

void take_parts(Database& book, Salvage& salvage) {
  for (const Part& part : kParts) {
    const auto count = take(book, part);
    if (!count) {
      salvage.lost.emplace_back(part.name);
    } else if (*count > 0) {
      salvage.kept.push_back(fmt::format("{} {}", part.name, *count));
    }
  }
}

}  // namespace

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
    return found;
  }
  take_parts(book, found);
  return found;
}

}  // namespace pantau::journal
