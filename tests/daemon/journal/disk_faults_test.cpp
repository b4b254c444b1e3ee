// SPDX-License-Identifier: Apache-2.0
// Every write, truncation and sync of a cycle of the book fails once (faults 32 and 33), and the
// power goes between any two of them (fault 31).
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/journal/database.hpp"
#include "tests/daemon/journal/journal_fixture.hpp"
#include "tests/daemon/journal/watched_disk.hpp"

namespace pantau::journal {
namespace {

constexpr std::size_t kLinks = 30;

/// Batch `number`: an outage of that id and a minute of every link.
book::Batch numbered(const std::shared_ptr<const config::Plan>& plan, std::uint64_t number) {
  book::Batch batch = minute_batch(plan, static_cast<std::int64_t>(number) - 1);
  batch.outages = {full_outage(number)};
  return batch;
}

/// How many batches are in the book; every one of them whole, or the test fails.
std::uint64_t whole_batches(const std::filesystem::path& folder) {
  Store store{folder};
  const OpenOutcome outcome = store.open();
  EXPECT_FALSE(outcome.moved_aside) << *outcome.moved_aside;
  EXPECT_TRUE(store.is_open()) << outcome.trouble.value_or("?");
  const std::vector<book::Outage> outages = store.outages({});
  for (std::size_t i = 0; i < outages.size(); ++i) {
    EXPECT_EQ(outages[i], full_outage(i + 1));
  }
  store.close();
  Database database{folder / "journal.sqlite3", OpenMode::read_write};
  EXPECT_EQ(database.text("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(database.integer("SELECT count(*) FROM minutes"),
            static_cast<std::int64_t>(outages.size() * kLinks));
  EXPECT_EQ(database.integer("SELECT count(DISTINCT minute) FROM minutes"),
            static_cast<std::int64_t>(outages.size()));
  return outages.size();
}

struct Fault {
  int code = 0;
  int at = 0;  ///< the so-manieth access
  bool lasting = false;  ///< all that follow fail as well

  int ask() {
    const int number = count++;
    const bool hit = lasting ? number >= at : number == at;
    happened = happened || hit;
    return hit ? code : SQLITE_OK;
  }

  int count = 0;
  bool happened = false;
};

/// Three batches and a checkpoint, then the disk is well again and a fourth one follows.
/// \return batches that were acknowledged before the disk was mended.
std::uint64_t live_through(const std::filesystem::path& folder, Fault& fault) {
  const auto plan = plan_of(kLinks);
  std::uint64_t acknowledged = 0;
  Store store{folder};
  {
    const WatchedDisk disk{[&fault](const DiskEvent&) { return fault.ask(); }};
    for (int tries = 0; acknowledged < 3 && tries < 6; ++tries) {
      if (!store.is_open() && !store.open().refusal && !store.is_open()) {
        continue;
      }
      acknowledged += store.write(numbered(plan, acknowledged + 1), {}) ? 0U : 1U;
    }
    store.close();  // a checkpoint
  }
  return acknowledged;
}

void survive(int code, bool lasting) {
  int faults = 0;
  for (bool happened = true; happened; ++faults) {
    SCOPED_TRACE(fmt::format("access {} fails with {}", faults, code));
    const StateFolder folder;
    Fault fault{.code = code, .at = faults, .lasting = lasting};
    const std::uint64_t acknowledged = live_through(folder.path(), fault);
    happened = fault.happened;
    const std::uint64_t present = whole_batches(folder.path());
    ASSERT_GE(present, acknowledged);
    ASSERT_LE(present, acknowledged + 1);
    const auto store = open_store(folder.path());
    ASSERT_EQ(store->write(numbered(plan_of(kLinks), present + 1), {}), std::nullopt);
    store->close();
    ASSERT_EQ(whole_batches(folder.path()), present + 1);
    ASSERT_FALSE(::testing::Test::HasFailure());
  }
  EXPECT_GT(faults, 30);  // else the test saw no disk
}

TEST(BookOnABadDisk, SurvivesAFullDiskAtEveryAccess) {
  survive(SQLITE_FULL, false);
}

TEST(BookOnABadDisk, SurvivesADiskThatStaysFullFromAnyAccessOn) {
  survive(SQLITE_FULL, true);
}

TEST(BookOnABadDisk, SurvivesAnErrorOfTheDiskAtEveryAccess) {
  survive(SQLITE_IOERR_WRITE, false);
}

TEST(BookOnABadDisk, SurvivesADiskThatIsGoneFromAnyAccessOn) {
  survive(SQLITE_IOERR_FSYNC, true);
}

/// What lies on the disk when the power goes: all that was synced, and of the rest what chance
/// says.
class Platter {
 public:
  explicit Platter(const std::filesystem::path& folder) {
    std::ifstream file{folder / "journal.sqlite3", std::ios::binary};
    files_["journal.sqlite3"].assign(std::istreambuf_iterator<char>{file}, {});
  }

  /// `events[0..cut)` happened. Unsynced writes are lost, kept or half kept, in any order.
  void lose_power(const std::vector<DiskEvent>& events, std::size_t cut, std::mt19937_64& random) {
    std::map<std::string, std::size_t> synced;
    for (std::size_t i = 0; i < cut; ++i) {
      if (events[i].kind == DiskEvent::Kind::sync) {
        synced[events[i].file] = i;
      }
    }
    std::vector<std::size_t> loose;
    for (std::size_t i = 0; i < cut; ++i) {
      const auto sync = synced.find(events[i].file);
      if (sync != synced.end() && i <= sync->second) {
        apply(events[i], events[i].bytes.size());
      } else {
        loose.push_back(i);
      }
    }
    std::shuffle(loose.begin(), loose.end(), random);
    for (const std::size_t i : loose) {
      constexpr std::uint64_t kFates = 3;
      const std::uint64_t fate = random() % kFates;
      if (fate > 0) {
        apply(events[i], fate == 1 ? events[i].bytes.size() : events[i].bytes.size() / 2);
      }
    }
  }

  void restore(const std::filesystem::path& folder) const {
    std::filesystem::create_directories(folder);
    for (const auto& [name, bytes] : files_) {
      std::ofstream file{folder / name, std::ios::binary};
      file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
  }

 private:
  void apply(const DiskEvent& event, std::size_t size) {
    std::vector<char>& file = files_[event.file];
    const auto offset = static_cast<std::size_t>(event.offset);
    if (event.kind == DiskEvent::Kind::truncate) {
      file.resize(offset);
    } else if (event.kind == DiskEvent::Kind::write) {
      file.resize(std::max(file.size(), offset + size));
      std::copy_n(event.bytes.begin(), size, file.begin() + event.offset);
    }
  }

  std::map<std::string, std::vector<char>> files_;
};

struct Recording {
  std::vector<DiskEvent> events;
  std::vector<std::size_t> acknowledged;  ///< events before the n-th acknowledgement
};

/// Six batches with a checkpoint in the middle and one at the end.
Recording record(const std::filesystem::path& folder) {
  Recording recording;
  const auto plan = plan_of(kLinks);
  const WatchedDisk disk{[&recording](const DiskEvent& event) {
    recording.events.push_back(event);
    return SQLITE_OK;
  }};
  const auto store = open_store(folder);
  for (std::uint64_t number = 1; number <= 6; ++number) {
    EXPECT_EQ(store->write(numbered(plan, number), {}), std::nullopt);
    recording.acknowledged.push_back(recording.events.size());
    if (number == 3) {
      run_sql(folder / "journal.sqlite3", "PRAGMA wal_checkpoint(RESTART)");
    }
  }
  store->close();
  return recording;
}

TEST(BookOnABadDisk, HasTheOldOrTheNewStateAfterAPowerCutAtAnyPoint) {
  const StateFolder folder;
  open_store(folder.path())->close();
  const Platter fresh{folder.path()};
  const Recording recording = record(folder.path());
  ASSERT_GT(recording.events.size(), 50U);
  std::mt19937_64 random{2026};
  std::set<std::uint64_t> seen;
  for (std::size_t cut = 0; cut <= recording.events.size(); ++cut) {
    for (int again = 0; again < 3; ++again) {
      SCOPED_TRACE(fmt::format("power lost before access {}, try {}", cut, again));
      Platter platter = fresh;
      platter.lose_power(recording.events, cut, random);
      const StateFolder after;
      platter.restore(after.path());
      const auto acknowledged = static_cast<std::uint64_t>(
          std::upper_bound(recording.acknowledged.begin(), recording.acknowledged.end(), cut) -
          recording.acknowledged.begin());
      const std::uint64_t present = whole_batches(after.path());
      ASSERT_GE(present, acknowledged);
      ASSERT_LE(present, acknowledged + 1);
      ASSERT_FALSE(::testing::Test::HasFailure());
      seen.insert(present);
    }
  }
  EXPECT_EQ(seen.size(), 7U);  // every state between none and six
}

}  // namespace
}  // namespace pantau::journal
