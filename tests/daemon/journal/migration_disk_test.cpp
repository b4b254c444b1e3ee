// SPDX-License-Identifier: Apache-2.0
// A book of an older version on a disk that has no room for the newer one.
#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/journal/database.hpp"
#include "daemon/journal/schema.hpp"
#include "tests/daemon/journal/older_book.hpp"
#include "tests/daemon/journal/watched_disk.hpp"

namespace pantau::journal {
namespace {

namespace fs = std::filesystem;

/// More than a copy takes in one go.
constexpr const char* kSixMegabytes =
    "INSERT INTO configurations VALUES(2, 0, printf('%.*c', 6000000, 'x'))";

void expect_as_it_was(const StateFolder& folder) {
  const StateFolder other;
  write_version_1(other);
  EXPECT_EQ(schema_of(folder.book()), schema_of(other.book()));
  EXPECT_EQ(integrity(folder.book()), "ok");
  Database database{folder.book(), OpenMode::read_only};
  EXPECT_EQ(read_version(database), 1);
  EXPECT_EQ(database.integer("SELECT count(*) FROM corrections"), 1);
  for (const char* rest : {"journal.sqlite3.v1", "journal.sqlite3.v1.part"}) {
    EXPECT_FALSE(fs::exists(folder.file(rest))) << rest << " fills the disk for nothing";
  }
}

/// What the book says while it cannot be written.
void expect_readable(const Store& store) {
  ASSERT_TRUE(store.can_be_read());
  EXPECT_FALSE(store.is_open());
  EXPECT_EQ(store.outages({}), std::vector{corrected_outage()});
  EXPECT_EQ(store.memory().links.size(), 2U);
  EXPECT_TRUE(store.judged_months(at(0)).empty());
  EXPECT_TRUE(store.acceptances().empty());
  EXPECT_TRUE(store.begun_tests().empty());
  EXPECT_FALSE(store.baseline());
  EXPECT_TRUE(store.can_be_read());
}

bool is_of_copy(const DiskEvent& event) {
  return event.file.starts_with("journal.sqlite3.v1");
}

TEST(OlderBookOnAFullDisk, StaysAsItIsWhereverTheCopyStops) {
  int faults = 0;
  for (bool happened = true; happened; ++faults) {
    SCOPED_TRACE(fmt::format("the disk is full at access {} of the copy", faults));
    const StateFolder folder;
    write_version_1(folder);
    happened = false;
    int count = 0;
    Store store{folder.path()};
    {
      const WatchedDisk disk{[&](const DiskEvent& event) {
        happened = happened || (is_of_copy(event) && count++ == faults);
        return happened ? SQLITE_FULL : SQLITE_OK;
      }};
      const OpenOutcome outcome = store.open();
      EXPECT_FALSE(outcome.moved_aside);
      EXPECT_FALSE(outcome.refusal);
      EXPECT_EQ(outcome.trouble.has_value(), happened);
      if (happened) {
        expect_readable(store);
      }
      store.close();
    }
    if (happened) {
      expect_as_it_was(folder);
    }
    EXPECT_EQ(open_store(folder.path())->outages({}), std::vector{corrected_outage()});
    ASSERT_FALSE(::testing::Test::HasFailure());
  }
  EXPECT_GT(faults, 20);  // else the test saw no disk
}

TEST(OlderBookOnAFullDisk, IsOldOrNewWhereverAnythingStops) {
  int faults = 0;
  for (bool happened = true; happened; ++faults) {
    SCOPED_TRACE(fmt::format("the disk is full from access {} on", faults));
    const StateFolder folder;
    write_version_1(folder);
    happened = false;
    int count = 0;
    {
      Store store{folder.path()};
      const WatchedDisk disk{[&](const DiskEvent&) {
        happened = happened || count++ == faults;
        return happened ? SQLITE_FULL : SQLITE_OK;
      }};
      EXPECT_FALSE(store.open().moved_aside);
      store.close();
    }
    EXPECT_EQ(integrity(folder.book()), "ok");
    const auto store = open_store(folder.path());
    EXPECT_EQ(store->outages({}), std::vector{corrected_outage()});
    EXPECT_EQ(schema_of(folder.file("journal.sqlite3.v1")).find("baselines"), std::string::npos);
    ASSERT_FALSE(::testing::Test::HasFailure());
  }
  EXPECT_GT(faults, 30);
}

/// The book is made longer than its disk; SQLite goes by the size in its header.
TEST(OlderBookOnAFullDisk, IsNotTouchedWhenThereIsNoRoomForACopy) {
  const StateFolder folder;
  write_version_1(folder);
  fs::resize_file(folder.book(), fs::space(folder.path()).capacity);
  std::vector<Upgrade::Stage> told;
  Store store{folder.path(), [&told](const Upgrade& upgrade) { told.push_back(upgrade.stage); }};
  const OpenOutcome outcome = store.open();
  ASSERT_TRUE(outcome.trouble);
  EXPECT_NE(outcome.trouble->find("make room there"), std::string::npos) << *outcome.trouble;
  EXPECT_NE(outcome.trouble->find(folder.path().string() + ","), std::string::npos);
  EXPECT_TRUE(told.empty());
  expect_readable(store);
  store.close();
  expect_as_it_was(folder);
  constexpr std::uintmax_t kSmall = 1 << 20;
  fs::resize_file(folder.book(), kSmall);  // room was made
  EXPECT_FALSE(store.open().trouble);
  EXPECT_TRUE(store.is_open());
  EXPECT_EQ(told.back(), Upgrade::Stage::done);
}

TEST(OlderBook, SaysThatItGoesOnWhileItIsCopied) {
  const StateFolder folder;
  write_version_1(folder, kSixMegabytes);
  std::vector<Upgrade> told;
  Store store{folder.path(), [&told](const Upgrade& upgrade) { told.push_back(upgrade); }};
  EXPECT_FALSE(store.open().trouble);
  ASSERT_EQ(told.size(), 3U);
  EXPECT_EQ(told[0].stage, Upgrade::Stage::begun);
  EXPECT_EQ(told[0].from, 1);
  EXPECT_EQ(told[0].to, kSchemaVersion);
  EXPECT_GT(told[0].bytes, 6'000'000U);
  EXPECT_EQ(told[1].stage, Upgrade::Stage::goes_on);
  EXPECT_EQ(told[2].stage, Upgrade::Stage::done);
  EXPECT_EQ(told[2].copy, folder.file("journal.sqlite3.v1"));
  store.close();
  EXPECT_EQ(store.open().trouble, std::nullopt);
  EXPECT_EQ(told.size(), 3U);  // once is enough
}

}  // namespace
}  // namespace pantau::journal
