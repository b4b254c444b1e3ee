// SPDX-License-Identifier: Apache-2.0
// Every write, truncation and sync fails once while the rollout's rows are written: nothing is half
// there, and what is written again is there once.
#include <fmt/format.h>
#include <sqlite3.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/journal/reader.hpp"
#include "tests/daemon/journal/rollout_samples.hpp"
#include "tests/daemon/journal/watched_disk.hpp"

namespace pantau::journal {
namespace {

using rollout::AcceptanceState;
using Write = std::function<std::optional<std::string>(Store&)>;

std::vector<availability::JudgedMonth> months() {
  return {judged_month("l000", "2026-10", full_terms()),
          judged_month("l000", "2026-10", bare_terms()),
          judged_month("l001", "2026-10", nullptr)};
}

std::vector<config::InventoryItem> items(const char* phase) {
  return {{"link", "l000", {}}, {"site", "s000", {{"district", "jila"}, {"phase", phase}}}};
}

const std::vector<Write>& writes() {
  static const std::vector<Write> kWrites{
      [](Store& store) { return store.write_inventory(at(0), items("tahap-1")); },
      [](Store& store) { return store.write_judged(months()); },
      [](Store& store) {
        return store.write_acceptance(verdict("s000", AcceptanceState::running, at(0)));
      },
      [](Store& store) { return store.write_baseline(frozen("awal", at(0))); },
      [](Store& store) { return store.write_inventory(at(60), items("tahap-2")); },
      [](Store& store) {
        return store.write_acceptance(verdict("s000", AcceptanceState::passed, at(0)));
      }};
  return kWrites;
}

/// How far `steps` writes have come, with nothing of the next one.
void expect_written(const std::filesystem::path& folder, std::size_t steps) {
  const Reader reader{folder};
  EXPECT_EQ(reader.inventory_changes("", "").size(), steps < 1 ? 0U : steps < 5 ? 2U : 3U);
  EXPECT_EQ(reader.judged_months(at(-86400)).size(), steps < 2 ? 0U : 3U);
  EXPECT_EQ(reader.baselines(),
            steps < 4 ? std::vector<rollout::Baseline>{} : std::vector{frozen("awal", at(0))});
  EXPECT_EQ(
      reader.acceptance("s000", at(0)),
      steps < 6 ? std::nullopt : std::optional{verdict("s000", AcceptanceState::passed, at(0))});
}

/// Writes what is left from `done` on, as the daemon does: open again after trouble.
std::size_t write_from(std::size_t done, Store& store, int tries) {
  for (; done < writes().size() && tries > 0; --tries) {
    if (!store.is_open()) {
      const OpenOutcome outcome = store.open();
      EXPECT_FALSE(outcome.moved_aside);
    }
    if (store.is_open() && !writes()[done](store)) {
      ++done;
    }
  }
  return done;
}

void survive(int code, bool lasting) {
  int faults = 0;
  for (bool happened = true; happened; ++faults) {
    SCOPED_TRACE(fmt::format("access {} fails with {}", faults, code));
    const StateFolder folder;
    open_store(folder.path())->close();
    std::size_t done = 0;
    happened = false;
    {
      Store store{folder.path()};
      int count = 0;
      const WatchedDisk disk{[&](const DiskEvent&) {
        const int number = count++;
        const bool hit = lasting ? number >= faults : number == faults;
        happened = happened || hit;
        return hit ? code : SQLITE_OK;
      }};
      done = write_from(0, store, 8);
      store.close();
    }
    if (!lasting) {
      ASSERT_EQ(done, writes().size());
    }
    // A commit that fails in its last sync may be there all the same; done again, it is there once.
    Store mended{folder.path()};
    ASSERT_EQ(write_from(done, mended, 8), writes().size());
    mended.close();
    expect_written(folder.path(), writes().size());
    ASSERT_EQ(integrity(folder.book()), "ok");
    ASSERT_FALSE(::testing::Test::HasFailure());
  }
  EXPECT_GT(faults, 20);  // else the test saw no disk
}

TEST(RolloutOnABadDisk, SurvivesAFullDiskAtEveryAccess) {
  survive(SQLITE_FULL, false);
}

TEST(RolloutOnABadDisk, SurvivesADiskThatIsGoneFromAnyAccessOn) {
  survive(SQLITE_IOERR_FSYNC, true);
}

TEST(RolloutOnABadDisk, HasAllOrNothingOfEachWrite) {
  const StateFolder folder;
  std::function<int(const DiskEvent&)> ask = [](const DiskEvent&) { return SQLITE_OK; };
  const WatchedDisk disk{[&ask](const DiskEvent& event) { return ask(event); }};
  const auto store = open_store(folder.path());
  for (std::size_t step = 0; step < writes().size(); ++step) {
    int faults = 0;
    for (bool happened = true; happened; ++faults) {
      happened = false;
      int count = 0;
      ask = [&](const DiskEvent& event) {
        const bool hit = event.kind == DiskEvent::Kind::write && count++ == faults;
        happened = happened || hit;
        return hit ? SQLITE_FULL : SQLITE_OK;
      };
      const bool written = !writes()[step](*store);
      ask = [](const DiskEvent&) { return SQLITE_OK; };
      ASSERT_NE(written, happened);
      expect_written(folder.path(), step + (written ? 1 : 0));
      ASSERT_FALSE(HasFailure()) << "write " << step << ", access " << faults;
    }
    EXPECT_GT(faults, 1);
  }
}

}  // namespace
}  // namespace pantau::journal
