// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/journal/older_book.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "daemon/journal/database.hpp"
#include "daemon/journal/schema.hpp"

namespace pantau::journal {

void write_version_1(const StateFolder& folder, const std::string& more) {
  std::filesystem::create_directories(folder.path());
  std::ifstream file{PANTAU_TEST_DATA "/journal/version-1.sql"};
  const std::string sql{std::istreambuf_iterator<char>{file}, {}};
  ASSERT_FALSE(sql.empty());
  Database database{folder.book(), OpenMode::create};
  database.execute(sql.c_str());
  database.execute(more.c_str());
  ASSERT_EQ(read_version(database), 1);
}

std::string schema_of(const std::filesystem::path& book) {
  Database database{book, OpenMode::read_only};
  return database.text(
      "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_schema "
      "WHERE sql IS NOT NULL ORDER BY type, name)");
}

book::Outage corrected_outage() {
  book::Outage outage = full_outage(1);
  outage.corrections = {{.time = at(900),
                         .user = "engineer",
                         .cause = book::Cause::fuel_out,
                         .note = "genset kosong",
                         .document = "BA-7",
                         .reported = at(300),
                         .ticket = "T-12"}};
  return outage;
}

}  // namespace pantau::journal
