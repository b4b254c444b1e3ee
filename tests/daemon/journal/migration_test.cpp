// SPDX-License-Identifier: Apache-2.0
// A book of an older version, as that version wrote it.
#include <fmt/format.h>

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "daemon/journal/database.hpp"
#include "daemon/journal/editor.hpp"
#include "daemon/journal/reader.hpp"
#include "daemon/journal/schema.hpp"
#include "tests/daemon/journal/older_book.hpp"

namespace pantau::journal {
namespace {

namespace fs = std::filesystem;

TEST(OlderBook, HasEverythingAfterItWasBroughtUpToDate) {
  const StateFolder folder;
  write_version_1(folder);
  const auto store = open_store(folder.path());
  EXPECT_EQ(store->outages({}), std::vector{corrected_outage()});
  ASSERT_EQ(store->windows().size(), 1U);
  EXPECT_EQ(store->windows()[0].links, std::vector<std::string>{"l000"});
  EXPECT_EQ(store->minutes("l001", at(0), at(180)).size(), 3U);

  const book::Memory memory = store->memory();
  EXPECT_EQ(memory.mark, at(180));
  ASSERT_EQ(memory.links.size(), 2U);
  EXPECT_EQ(memory.links[0].outages_opened, 4U);
  EXPECT_EQ(memory.links[1].settled_until, at(175));
  EXPECT_EQ(memory.sites[1].state, book::LinkState::down);
  EXPECT_EQ(memory.restarts.size(), 1U);
  EXPECT_EQ(memory.power.size(), 1U);
  ASSERT_EQ(memory.devices.size(), 1U);
  EXPECT_EQ(memory.devices[0].month_bytes.size(), 1U);
  const auto entries = store->link_entries(at(0));
  EXPECT_EQ(entries[0].history.spans.size(), 3U);
  EXPECT_EQ(entries[0].sla.up, 180);
}

TEST(OlderBook, LosesNoRowOfAnyTable) {
  const StateFolder folder;
  write_version_1(folder);
  open_store(folder.path())->close();
  Database copy{folder.file("journal.sqlite3.v1"), OpenMode::read_only};
  Database now{folder.book(), OpenMode::read_only};
  Statement tables = copy.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')");
  int checked = 0;
  for (Rows rows = tables.query(); rows.next(); ++checked) {
    const std::string table = rows.text(0);
    const std::string count = fmt::format("SELECT count(*) FROM {}", table);
    EXPECT_EQ(now.integer(count), copy.integer(count)) << table;
    EXPECT_GT(copy.integer(count), 0) << table << " says nothing";
  }
  EXPECT_GT(checked, 25);
}

TEST(OlderBook, EndsUpLikeANewOne) {
  const StateFolder older;
  write_version_1(older);
  open_store(older.path())->close();
  const StateFolder fresh;
  open_store(fresh.path())->close();
  EXPECT_EQ(schema_of(older.book()), schema_of(fresh.book()));
  EXPECT_EQ(integrity(older.book()), "ok");
}

TEST(OlderBook, LiesBesideTheNewOneAsItWas) {
  const StateFolder folder;
  write_version_1(folder);
  const std::string before = schema_of(folder.book());
  fs::permissions(folder.book(), fs::perms::owner_read | fs::perms::owner_write);
  open_store(folder.path())->close();
  const fs::path copy = folder.file("journal.sqlite3.v1");
  EXPECT_EQ(schema_of(copy), before);
  EXPECT_EQ(fs::status(copy).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  Database database{copy, OpenMode::read_only};
  EXPECT_EQ(read_version(database), 1);
  EXPECT_EQ(database.text("PRAGMA integrity_check"), "ok");
}

TEST(OlderBook, IsLeftAloneByCommandsThatSayWhatToDo) {
  const StateFolder folder;
  write_version_1(folder);
  const auto said = [](const auto& work) -> std::string {
    try {
      work();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return {};
  };
  const std::string fix = "start the daemon once";
  EXPECT_NE(said([&] { Reader{folder.path()}; }).find(fix), std::string::npos);
  EXPECT_NE(said([&] { Editor{folder.path()}; }).find(fix), std::string::npos);
  EXPECT_FALSE(fs::exists(folder.file("journal.sqlite3.v1")));
}

/// A large book is checked table by table, and tables of version 2 are not there yet.
TEST(OlderBook, IsBroughtUpToDateWhenItIsLarge) {
  const StateFolder folder;
  write_version_1(folder, "INSERT INTO configurations VALUES(2, 0, printf('%.*c', 40000000, 'x'))");
  Store store{folder.path()};
  const OpenOutcome outcome = store.open();
  EXPECT_FALSE(outcome.moved_aside) << *outcome.moved_aside;
  ASSERT_TRUE(store.is_open()) << outcome.trouble.value_or("?");
  EXPECT_EQ(store.outages({}).size(), 1U);
  store.close();
  ASSERT_GT(fs::file_size(folder.book()), 32U << 20);
  EXPECT_FALSE(Store{folder.path()}.open().moved_aside);  // and as a large book of version 2
}

}  // namespace
}  // namespace pantau::journal
