// SPDX-License-Identifier: Apache-2.0
// A damaged book is followed by one that keeps what nobody can measure again.
#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/journal/database.hpp"
#include "daemon/journal/editor.hpp"
#include "daemon/journal/reader.hpp"
#include "tests/daemon/journal/older_book.hpp"
#include "tests/daemon/journal/rollout_samples.hpp"
#include "tests/daemon/journal/watched_disk.hpp"

namespace pantau::journal {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint64_t kPage = 1024;  // of every new book

std::vector<std::string> told(const std::vector<availability::JudgedMonth>& months) {
  std::vector<std::string> texts;
  texts.reserve(months.size());
  for (const availability::JudgedMonth& month : months) {
    texts.push_back(fmt::format("{} {} {} {} {}",
                                month.month,
                                month.link,
                                month.terms ? month.terms->id : "-",
                                static_cast<int>(month.judgement),
                                month.account.down));
  }
  return texts;
}

class Salvaging : public ::testing::Test {
 protected:
  Salvaging() {
    const auto store = open_store(folder_.path());
    const auto plan = plan_of(20);
    for (std::int64_t minute = 0; minute < 30; ++minute) {
      EXPECT_EQ(store->write(minute_batch(plan, minute), {}), std::nullopt);
    }
    std::vector<config::InventoryItem> items;
    for (const config::Site& site : plan->sites) {
      months_.push_back(judged_month("l" + site.id.substr(1), "2026-10", full_terms()));
      items.push_back({"site", site.id, {{"district", "jila"}, {"phase", "tahap-1"}}});
    }
    EXPECT_EQ(store->write_judged(months_), std::nullopt);
    EXPECT_EQ(store->write_inventory(at(0), items), std::nullopt);
    EXPECT_EQ(store->write_acceptance(passed_), std::nullopt);
    EXPECT_EQ(store->write_baseline(frozen("awal", at(0))), std::nullopt);
    EXPECT_EQ(store->write_configuration(at(0), "[daemon]"), std::nullopt);
    store->close();
    book::Window window;
    window.start = at(0);
    window.end = at(3600);
    window.reason = "kabel";
    window.user = "engineer";
    window.links = {"l000"};
    static_cast<void>(Editor{folder_.path()}.add(window));
  }

  /// The table's first page, which holds or leads to all of it, is overwritten.
  void damage(const std::string& table) const {
    std::int64_t page = 0;
    {
      Database database{folder_.book(), OpenMode::read_only};
      page = database.integer("SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'");
    }
    ASSERT_GT(page, 1);
    std::fstream file{folder_.book(), std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(static_cast<std::streamoff>((static_cast<std::uint64_t>(page) - 1) * kPage));
    const std::string rubbish(kPage, '\xee');
    file.write(rubbish.data(), static_cast<std::streamsize>(rubbish.size()));
  }

  [[nodiscard]] OpenOutcome open() const {
    Store store{folder_.path()};
    OpenOutcome outcome = store.open();
    EXPECT_TRUE(outcome.moved_aside);
    EXPECT_TRUE(store.is_open()) << outcome.trouble.value_or("?");
    store.close();
    EXPECT_EQ(integrity(folder_.book()), "ok");
    return outcome;
  }

  void expect_all_history(const StateFolder& folder) const {
    const Reader reader{folder.path()};
    EXPECT_EQ(told(reader.judged_months(at(-86400))), told(months_));
    EXPECT_EQ(reader.acceptance("s000", at(0)), passed_);
    EXPECT_EQ(reader.baselines(), std::vector{frozen("awal", at(0))});
    EXPECT_EQ(reader.inventory_changes("", "").size(), 20U);
    ASSERT_EQ(reader.windows().size(), 1U);
    EXPECT_EQ(reader.windows()[0].reason, "kabel");
  }

  StateFolder folder_;
  std::vector<availability::JudgedMonth> months_;
  rollout::Acceptance passed_ = verdict("s000", rollout::AcceptanceState::passed, at(0));
};

TEST_F(Salvaging, KeepsAllThatIsHistoryWhenMinutesAreDamaged) {
  damage("minutes");
  const OpenOutcome outcome = open();
  ASSERT_TRUE(outcome.salvage);
  EXPECT_THAT(outcome.salvage->kept,
              ElementsAre("judged_months 20",
                          "acceptance_tests 1",
                          "baselines 1",
                          "inventory_changes 20",
                          "announced_work 1",
                          "configurations 1"));
  EXPECT_THAT(outcome.salvage->lost, IsEmpty());
  expect_all_history(folder_);
  EXPECT_TRUE(Reader{folder_.path()}.minutes("l003", at(0), at(86400)).empty());
}

TEST_F(Salvaging, KeepsNoVerdictWithoutItsEvidence) {
  damage("acceptance_criteria");
  const OpenOutcome outcome = open();
  ASSERT_TRUE(outcome.salvage);
  EXPECT_THAT(outcome.salvage->lost, ElementsAre("acceptance_tests"));
  const Reader reader{folder_.path()};
  EXPECT_EQ(reader.acceptance("s000", at(0)), std::nullopt);
  EXPECT_EQ(told(reader.judged_months(at(-86400))), told(months_));
}

TEST_F(Salvaging, KeepsNoMonthWithoutItsTerms) {
  damage("contract_terms");
  const OpenOutcome outcome = open();
  ASSERT_TRUE(outcome.salvage);
  EXPECT_THAT(outcome.salvage->lost, ElementsAre("judged_months"));
  EXPECT_TRUE(Reader{folder_.path()}.judged_months(at(-86400)).empty());
  Database database{folder_.book(), OpenMode::read_only};
  EXPECT_EQ(database.integer("SELECT count(*) FROM links"), 0);  // nor what was read before
}

TEST_F(Salvaging, SaysThatAllIsLostOfAFileThatIsNoBook) {
  fs::resize_file(folder_.book(), 0);
  const OpenOutcome outcome = open();
  ASSERT_TRUE(outcome.salvage);
  EXPECT_THAT(outcome.salvage->kept, IsEmpty());
  EXPECT_EQ(outcome.salvage->lost.size(), 6U);
}

TEST_F(Salvaging, LeavesTheDamagedFileAsItIs) {
  damage("minutes");
  const auto bytes = [](const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return std::string{std::istreambuf_iterator<char>{file}, {}};
  };
  const std::string before = bytes(folder_.book());
  const OpenOutcome outcome = open();
  EXPECT_TRUE(bytes(*outcome.moved_aside) == before);
}

/// A disk that is full at any moment, and a power cut after it: the next start goes on.
TEST_F(Salvaging, IsDoneOnceThereIsRoomWhereverTheDiskWasFull) {
  damage("minutes");
  int faults = 0;
  for (bool happened = true; happened; ++faults) {
    SCOPED_TRACE(fmt::format("the disk is full from access {} on", faults));
    const StateFolder other;
    fs::create_directories(other.path());
    fs::copy_file(folder_.book(), other.book());
    happened = false;
    int count = 0;
    {
      Store store{other.path()};
      const WatchedDisk disk{[&](const DiskEvent&) {
        happened = happened || count++ == faults;
        return happened ? SQLITE_FULL : SQLITE_OK;
      }};
      static_cast<void>(store.open());
      store.close();
    }
    open_store(other.path())->close();
    EXPECT_EQ(integrity(other.book()), "ok");
    expect_all_history(other);
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(faults, 20);  // else the test saw no disk
}

TEST_F(Salvaging, IsNotDoneAgain) {
  damage("minutes");
  static_cast<void>(open());
  Store store{folder_.path()};
  const OpenOutcome outcome = store.open();
  EXPECT_FALSE(outcome.salvage);
  EXPECT_FALSE(outcome.begun);
}

TEST_F(Salvaging, SaysThatAllIsLostWhenTheDamagedFileIsTakenAway) {
  damage("minutes");
  fs::remove(*open().moved_aside);
  run_sql(folder_.book(), "INSERT INTO meta VALUES('salvage_owed', 1)");
  Store store{folder_.path()};
  const OpenOutcome outcome = store.open();
  ASSERT_TRUE(outcome.salvage);
  EXPECT_EQ(outcome.salvage->lost.size(), 6U);
  EXPECT_TRUE(store.is_open());
}

TEST_F(Salvaging, GoesOnFromWhatItKept) {
  damage("minutes");
  static_cast<void>(open());
  const auto store = open_store(folder_.path());
  EXPECT_EQ(store->write_judged(months_), std::nullopt);
  EXPECT_EQ(store->write_acceptance(passed_), std::nullopt);
  EXPECT_EQ(store->write_baseline(frozen("awal", at(0))), std::nullopt);
  EXPECT_EQ(store->write(minute_batch(plan_of(20), 31), {}), std::nullopt);
  store->close();
  const Reader reader{folder_.path()};
  EXPECT_EQ(told(reader.judged_months(at(-86400))), told(months_));
  EXPECT_EQ(reader.baselines().size(), 1U);
  EXPECT_EQ(reader.minutes("l003", at(0), at(86400)).size(), 1U);
}

TEST(SalvagingAnOlderBook, KeepsWhatItHas) {
  const StateFolder folder;
  write_version_1(folder);
  run_sql(folder.book(), "UPDATE meta SET value = 7 WHERE key = 'schema_version'");
  Store store{folder.path()};
  const OpenOutcome outcome = store.open();
  ASSERT_TRUE(outcome.salvage);
  EXPECT_THAT(outcome.salvage->kept, ElementsAre("announced_work 1", "configurations 1"));
}

}  // namespace
}  // namespace pantau::journal
