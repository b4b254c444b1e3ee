// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/journal_keeper.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "daemon/journal/editor.hpp"
#include "daemon/journal/reader.hpp"
#include "tests/daemon/app/keeping.hpp"
#include "tests/daemon/journal/journal_fixture.hpp"
#include "tests/daemon/journal/watched_disk.hpp"

namespace pantau::app {
namespace {

namespace fs = std::filesystem;
using journal::at;
using journal::full_outage;

TEST_F(Keeping, ShowsWhatIsDurable) {
  start();
  EXPECT_EQ(accounts_, nullptr);
  keeper_->push(minute(), now());
  ASSERT_TRUE(accounts_ && accounts_->links[0]);
  EXPECT_EQ(accounts_->links[0]->settled_until, at(60));
  EXPECT_EQ(accounts_->links[0]->state_seconds[1], 60);
  EXPECT_EQ(numbers_.oldest, at(0));
  EXPECT_TRUE(keeper_->is_done());
}

TEST_F(Keeping, GoesOnAfterARestartWhereItWas) {
  start();
  keeper_->push(minute(), now());
  keeper_->close();
  accounts_ = nullptr;
  hook();
  start();
  ASSERT_TRUE(accounts_ && accounts_->links[0]);
  EXPECT_EQ(accounts_->links[0]->state_seconds[1], 60);
  EXPECT_EQ(keeper_->take_memory().links.size(), 3U);
}

TEST_F(Keeping, StandsStillWithoutADiskAndCatchesUpAfterwards) {
  start();
  keeper_->push(minute(), now());
  take_disk_away();
  for (int i = 0; i < 30; ++i) {
    book::Batch batch = minute();
    if (i == 3) {
      batch.outages = {full_outage(1)};
    }
    keeper_->push(std::move(batch), now());
  }
  EXPECT_FALSE(numbers_.writable);
  EXPECT_GT(numbers_.write_errors, 3U);
  EXPECT_EQ(accounts_->links[0]->settled_until, at(60));
  EXPECT_EQ(told("journal_write_failed"), 1U);
  bring_disk_back();
  constexpr std::int64_t kSettled = std::int64_t{31} * 60;
  time_ += 400;
  keeper_->look(now());
  EXPECT_TRUE(keeper_->is_done());
  EXPECT_TRUE(numbers_.writable);
  EXPECT_EQ(told("journal_writes_again"), 1U);
  EXPECT_EQ(accounts_->links[0]->settled_until, at(kSettled));
  EXPECT_EQ(accounts_->links[0]->state_seconds[1], kSettled);
  EXPECT_EQ(journal::Reader{folder_.path()}.outages({}).size(), 1U);
}

TEST_F(Keeping, ShowsOutagesThatWaitForTheDisk) {
  constexpr int kDiskFull = 13;  // SQLITE_FULL
  bool full = false;
  const journal::WatchedDisk disk{
      [&full](const journal::DiskEvent&) { return full ? kDiskFull : 0; }};
  start();
  book::Batch batch = minute();
  book::Outage open = full_outage(1);
  open.end.reset();
  batch.outages = {open, full_outage(2)};
  keeper_->push(std::move(batch), now());
  const book::Correction said{.time = at(9),
                              .user = "engineer",
                              .cause = book::Cause::security,
                              .note = "",
                              .document = "",
                              .reported = {},
                              .ticket = ""};
  journal::Editor{folder_.path()}.correct(1, said);
  batch = minute();
  batch.outages = {full_outage(1), full_outage(3)};
  full = true;
  keeper_->push(std::move(batch), now());
  EXPECT_FALSE(keeper_->is_done());
  const auto list = std::get<std::vector<book::Outage>>(keeper_->outages({}));
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0].end, full_outage(1).end);
  EXPECT_EQ(list[0].corrections, std::vector{said});
  full = false;
  keeper_->insist(now());
  EXPECT_TRUE(keeper_->is_done());
  EXPECT_EQ(std::get<std::vector<book::Outage>>(keeper_->outages({})), list);
  keeper_->close();
  keeper_.reset();
}

TEST_F(Keeping, TellsWhatOthersEntered) {
  start();
  book::Batch batch = minute();
  batch.outages = {full_outage(1)};
  keeper_->push(std::move(batch), now());
  journal::Editor editor{folder_.path()};
  editor.correct(1, {});
  book::Window window;
  window.links = {"l000"};
  window.start = at(0);
  window.end = at(100);
  static_cast<void>(editor.add(window));
  keeper_->look(now());
  keeper_->look(now());
  EXPECT_EQ(corrected_, std::vector<std::uint64_t>{1});
  ASSERT_TRUE(windows_);
  EXPECT_EQ(windows_->size(), 1U);
}

TEST_F(Keeping, TellsANewBookHowEverythingStands) {
  start();
  book::Batch batch = minute();
  book::Outage open = full_outage(5);
  open.end.reset();
  batch.outages = {open, full_outage(4)};
  batch.link_spans.push_back({0, {at(30), book::LinkState::down}});
  keeper_->push(std::move(batch), now());
  fs::remove_all(folder_.path());
  keeper_->push(minute(), now());
  time_ += 5;
  keeper_->look(now());
  ASSERT_TRUE(keeper_->is_done()) << out_.str();
  keeper_->close();

  const auto store = journal::open_store(folder_.path());
  const book::Memory memory = store->memory();
  ASSERT_EQ(memory.links.size(), 3U);
  EXPECT_EQ(memory.links[0].state, book::LinkState::down);
  EXPECT_EQ(memory.links[0].first, at(0));
  EXPECT_EQ(memory.links[0].settled_until, at(120));
  ASSERT_TRUE(memory.links[0].open);
  EXPECT_EQ(memory.links[0].open->id, 5U);
  EXPECT_EQ(memory.links[1].state, book::LinkState::up);
  EXPECT_EQ(store->outages({}).size(), 1U);  // the closed one is gone with its book
}

TEST_F(Keeping, GivesNoNumberTwiceWhenTheBookCannotBeRead) {
  fs::create_directories(folder_.file("journal.lock"));  // no lock can be had
  ASSERT_EQ(keeper_->open(folder_.path(), now()), std::nullopt);
  EXPECT_EQ(keeper_->take_memory().last_outage,
            static_cast<std::uint64_t>(at(0).time_since_epoch().count()));
}

}  // namespace
}  // namespace pantau::app
