// SPDX-License-Identifier: Apache-2.0
// Fault 34: what lies in the place of the book is damaged, empty, huge, newer, or something else.
#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/journal/database.hpp"
#include "daemon/journal/reader.hpp"
#include "daemon/journal/schema.hpp"
#include "tests/daemon/journal/journal_fixture.hpp"
#include "tests/daemon/journal/rollout_samples.hpp"

namespace pantau::journal {
namespace {

namespace fs = std::filesystem;

std::vector<char> bytes_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void write_bytes(const fs::path& path, const std::vector<char>& bytes) {
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// A closed book with a few rows in every table that matters.
void write_small_book(const StateFolder& folder) {
  const auto store = open_store(folder.path());
  const auto plan = plan_of(20);
  for (std::int64_t minute = 0; minute < 30; ++minute) {
    book::Batch batch = minute_batch(plan, minute);
    batch.outages = {full_outage(static_cast<std::uint64_t>(minute) + 1)};
    ASSERT_EQ(store->write(batch, {}), std::nullopt);
  }
  ASSERT_EQ(store->write_configuration(at(0), std::string(20000, 'x')), std::nullopt);
  std::vector<availability::JudgedMonth> months;
  std::vector<config::InventoryItem> items;
  for (const config::Site& site : plan->sites) {
    months.push_back(judged_month("l" + site.id.substr(1), "2026-10", full_terms()));
    items.push_back({"site", site.id, {{"district", "jila"}, {"phase", "tahap-1"}}});
    ASSERT_EQ(store->write_acceptance(verdict(site.id, rollout::AcceptanceState::passed, at(0))),
              std::nullopt);
  }
  ASSERT_EQ(store->write_judged(months), std::nullopt);
  ASSERT_EQ(store->write_inventory(at(0), items), std::nullopt);
  ASSERT_EQ(store->write_baseline(frozen("awal", at(0))), std::nullopt);
  store->close();
}

/// Opens, reads everything, writes. A book that turns out to be damaged only then is moved aside by
/// the next open().
void use(const fs::path& folder) {
  const auto plan = plan_of(20);
  std::optional<std::string> why;
  for (int tries = 0; tries < 3; ++tries) {
    Store store{folder};
    OpenOutcome outcome = store.open();
    ASSERT_FALSE(outcome.refusal) << *outcome.refusal;
    for (int writes = 0; writes < 3; ++writes) {
      try {
        static_cast<void>(store.memory());
        static_cast<void>(store.link_entries(at(0)));
        static_cast<void>(store.site_entries(at(0)));
        static_cast<void>(store.outages({}));
        static_cast<void>(store.oldest());
        static_cast<void>(store.judged_months(at(-86400)));
        static_cast<void>(store.acceptances());
        static_cast<void>(store.begun_tests());
        static_cast<void>(store.baseline());
        static_cast<void>(store.minutes("l003", at(0), at(86400)));
        static_cast<void>(store.link_history("l003", at(0), at(86400)));
      } catch (const std::runtime_error&) {
      }
      if (!store.is_open()) {
        outcome = store.open();
        ASSERT_FALSE(outcome.refusal) << *outcome.refusal;
      }
      why = store.write(minute_batch(plan, 100 + writes), {});
      if (!why) {
        why = store.write_judged({judged_month("l003", "2026-11", bare_terms())});
      }
      if (!why) {
        why = store.write_inventory(at(9), {{"site", "s003", {{"phase", "tahap-2"}}}});
      }
      if (!why) {
        return;
      }
    }
  }
  FAIL() << "the book could not be written after all: " << *why;
}

void flip_a_bit_and_use(const std::vector<char>& whole, std::size_t place, int bit) {
  SCOPED_TRACE(fmt::format("bit {} of byte {}", bit, place));
  const StateFolder folder;
  fs::create_directories(folder.path());
  std::vector<char> bytes = whole;
  bytes[place] = static_cast<char>(static_cast<unsigned char>(bytes[place]) ^ (1U << bit));
  write_bytes(folder.book(), bytes);
  try {  // a command must not fall over it either
    const Reader reader{folder.path()};
    static_cast<void>(reader.outages({}));
    static_cast<void>(reader.judged_months(at(0)));
    static_cast<void>(reader.acceptance("s003", at(0)));
    static_cast<void>(reader.baselines());
    static_cast<void>(reader.inventory_changes("", ""));
    static_cast<void>(reader.last_up("s003"));
  } catch (const std::runtime_error&) {
  }
  use(folder.path());
}

TEST(DamagedBook, IsServedOrMovedAsideWhateverBitIsFlipped) {
  const StateFolder folder;
  write_small_book(folder);
  const std::vector<char> whole = bytes_of(folder.book());
  constexpr std::size_t kHeader = 100;
  constexpr std::size_t kPage = 1024;
  for (std::size_t place = 0; place < kHeader; ++place) {
    flip_a_bit_and_use(whole, place, static_cast<int>(place % 8));
    ASSERT_FALSE(HasFailure());
  }
  ASSERT_GT(whole.size() / kPage, 20U);
  for (std::size_t page = 0; page < whole.size(); page += kPage) {
    for (const std::size_t offset : {0U, 3U, 9U, 700U, 1000U}) {
      flip_a_bit_and_use(whole, page + offset, static_cast<int>((page / kPage + offset) % 8));
      ASSERT_FALSE(HasFailure());
    }
  }
}

TEST(DamagedBook, IsMovedAsideWithItsLogAndANewOneIsBegun) {
  const StateFolder folder;
  write_small_book(folder);
  std::vector<char> bytes = bytes_of(folder.book());
  std::fill(bytes.begin() + 4096, bytes.begin() + 8192, 'x');
  write_bytes(folder.book(), bytes);
  write_bytes(folder.file("journal.sqlite3-wal"), {'w'});

  Store store{folder.path()};
  const OpenOutcome outcome = store.open();
  EXPECT_EQ(outcome.moved_aside, folder.file("journal.sqlite3.corrupt-1"));
  EXPECT_TRUE(outcome.begun);
  EXPECT_TRUE(store.is_open());
  EXPECT_EQ(bytes_of(folder.file("journal.sqlite3.corrupt-1")), bytes);
  EXPECT_TRUE(store.memory().links.empty());
}

TEST(DamagedBook, KeepsThreeOfThoseMovedAside) {
  const StateFolder folder;
  for (int i = 1; i <= 5; ++i) {
    open_store(folder.path())->close();
    write_bytes(folder.book(), std::vector<char>(5000, static_cast<char>('a' + i)));
  }
  open_store(folder.path())->close();
  for (int i = 1; i <= 5; ++i) {
    EXPECT_EQ(fs::exists(folder.file(fmt::format("journal.sqlite3.corrupt-{}", i))), i > 2) << i;
  }
}

TEST(DamagedBook, IsMovedAsideWhenEmpty) {
  const StateFolder folder;
  fs::create_directories(folder.path());
  write_bytes(folder.book(), {});
  Store store{folder.path()};
  EXPECT_TRUE(store.open().moved_aside);
  EXPECT_TRUE(store.is_open());
}

TEST(DamagedBook, IsMovedAsideWhenItIsAGibibyteOfNothing) {
  const StateFolder folder;
  fs::create_directories(folder.path());
  write_bytes(folder.book(), {});
  fs::resize_file(folder.book(), 1ULL << 30);
  Store store{folder.path()};
  EXPECT_TRUE(store.open().moved_aside);
  EXPECT_TRUE(store.is_open());
}

TEST(DamagedBook, IsMovedAsideWhenItBelongsToAnotherProgram) {
  const StateFolder folder;
  fs::create_directories(folder.path());
  Database{folder.book(), OpenMode::create}.execute("CREATE TABLE t(x); INSERT INTO t VALUES(1)");
  Store store{folder.path()};
  EXPECT_TRUE(store.open().moved_aside);
}

TEST(DamagedBook, IsMovedAsideWhenATableIsMissing) {
  const StateFolder folder;
  write_small_book(folder);
  run_sql(folder.book(), "DROP TABLE segments");
  Store store{folder.path()};
  EXPECT_TRUE(store.open().moved_aside);
  EXPECT_TRUE(store.is_open());
}

/// SQLite finds nothing wrong with it, and a statement that is needed once a month would fail.
TEST(DamagedBook, IsMovedAsideWhenAColumnHasAnotherName) {
  for (const char* table : {"contract_terms RENAME COLUMN restitution TO restitutioo",
                            "hours RENAME COLUMN max_us TO mix_us",
                            "baselines RENAME COLUMN user TO usar"}) {
    const StateFolder folder;
    write_small_book(folder);
    run_sql(folder.book(), fmt::format("ALTER TABLE {}", table));
    Store store{folder.path()};
    EXPECT_TRUE(store.open().moved_aside) << table;
    EXPECT_TRUE(store.is_open());
  }
}

TEST(DamagedBook, IsMovedAsideWhenAWriteMeetsTheDamage) {
  const StateFolder folder;
  write_small_book(folder);
  Store store{folder.path()};
  ASSERT_FALSE(store.open().moved_aside);
  // Another's write makes SQLite read again what it has in memory; then the disk goes bad.
  run_sql(folder.book(), "INSERT INTO meta VALUES('other', 1)");
  std::vector<char> bytes = bytes_of(folder.book());
  std::fill(bytes.begin() + 4096, bytes.end(), 'x');
  write_bytes(folder.book(), bytes);
  const auto plan = plan_of(20);
  EXPECT_NE(store.write(minute_batch(plan, 50), {}), std::nullopt);
  EXPECT_FALSE(store.is_open());
  EXPECT_TRUE(store.open().moved_aside);
  EXPECT_EQ(store.write(minute_batch(plan, 50), {}), std::nullopt);
}

TEST(Book, MayHaveIndexesAndViewsOfPeople) {
  const StateFolder folder;
  write_small_book(folder);
  run_sql(folder.book(),
          "CREATE INDEX mine ON minutes(link); CREATE VIEW my_view AS SELECT 1;"
          "CREATE TABLE my_table(x)");
  Store store{folder.path()};
  EXPECT_FALSE(store.open().moved_aside);
}

TEST(Book, OfANewerVersionIsRefusedAndLeftAlone) {
  const StateFolder folder;
  write_small_book(folder);
  run_sql(folder.book(),
          "PRAGMA user_version = 99; UPDATE meta SET value = 99 WHERE key = 'schema_version'");
  const std::vector<char> before = bytes_of(folder.book());
  Store store{folder.path()};
  const OpenOutcome outcome = store.open();
  ASSERT_TRUE(outcome.refusal);
  EXPECT_NE(outcome.refusal->find("newer pantau (version 99"), std::string::npos)
      << *outcome.refusal;
  EXPECT_FALSE(store.is_open());
  EXPECT_EQ(bytes_of(folder.book()), before);
  EXPECT_THROW(Reader{folder.path()}, std::runtime_error);
}

TEST(Book, IsBroughtToANewVersionAfterACopyWasMade) {
  const StateFolder folder;
  write_small_book(folder);
  constexpr std::int64_t kNow = kSchemaVersion;
  const std::vector<Migration> steps{{kNow, "CREATE TABLE extra(x); INSERT INTO extra VALUES(7)"},
                                     {kNow + 1, "ALTER TABLE extra ADD COLUMN y"}};
  {
    Database database{folder.book(), OpenMode::read_write};
    migrate(database, folder.book(), steps, kNow + 2);
    EXPECT_EQ(read_version(database), kNow + 2);
    EXPECT_EQ(database.integer("SELECT x FROM extra WHERE y IS NULL"), 7);
  }
  Database copy{folder.file(fmt::format("journal.sqlite3.v{}", kNow)), OpenMode::read_only};
  EXPECT_EQ(read_version(copy), kNow);
  EXPECT_EQ(copy.integer("SELECT count(*) FROM outages"), 30);
}

TEST(Book, StaysAsItWasWhenAStepToANewVersionFails) {
  const StateFolder folder;
  write_small_book(folder);
  constexpr std::int64_t kNow = kSchemaVersion;
  const std::vector<Migration> steps{{kNow, "CREATE TABLE extra(x)"}, {kNow + 1, "nonsense"}};
  Database database{folder.book(), OpenMode::read_write};
  EXPECT_THROW(migrate(database, folder.book(), steps, kNow + 2), DatabaseError);
  EXPECT_EQ(read_version(database), kNow);
  EXPECT_EQ(database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'"), 0);
}

TEST(Book, IsRefusedWhenASymbolicLinkStandsInItsPlace) {
  const StateFolder folder;
  write_small_book(folder);
  fs::rename(folder.book(), folder.file("elsewhere"));
  fs::create_symlink(folder.file("elsewhere"), folder.book());
  const std::vector<char> before = bytes_of(folder.file("elsewhere"));
  Store store{folder.path()};
  const OpenOutcome outcome = store.open();
  ASSERT_TRUE(outcome.refusal);
  EXPECT_NE(outcome.refusal->find("symbolic link"), std::string::npos);
  EXPECT_EQ(bytes_of(folder.file("elsewhere")), before);
}

TEST(Book, MayLieInAFolderReachedThroughASymbolicLink) {
  const StateFolder folder;
  write_small_book(folder);
  const fs::path link = folder.path().parent_path() / "link";
  fs::create_directory_symlink(folder.path(), link);
  EXPECT_EQ(open_store(link)->outages({}).size(), 30U);
}

}  // namespace
}  // namespace pantau::journal
