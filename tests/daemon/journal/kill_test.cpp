// SPDX-License-Identifier: Apache-2.0
// Fault 30: kill -9 at random. PANTAU_KILLS says how often (200).
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "daemon/journal/editor.hpp"
#include "tests/daemon/journal/journal_fixture.hpp"

namespace pantau::journal {
namespace {

constexpr std::size_t kLinks = 5;
/// Every so manieth outage gets a correction from another process's point of view.
constexpr std::uint64_t kCorrected = 4;

/// Reading all of a book that grows takes its time.
constexpr int kReadWhole = 20;

int kills() {
  const char* asked = std::getenv("PANTAU_KILLS");  // NOLINT(concurrency-mt-unsafe): one thread
  return asked == nullptr ? 200 : std::atoi(asked);  // NOLINT(cert-err34-c): 0 for nonsense is fine
}

book::Correction said_of(std::uint64_t outage) {
  return {.time = at(static_cast<std::int64_t>(outage)),
          .user = "engineer",
          .cause = book::Cause::fuel_out,
          .note = "",
          .document = "",
          .reported = {},
          .ticket = ""};
}

/// Writes and acknowledges until it is killed.
[[noreturn]] void live(const std::filesystem::path& folder, int acknowledge) {
  constexpr int kFailed = 3;
  const auto plan = plan_of(kLinks);
  const auto store = open_store(folder);
  for (std::uint64_t id = store->memory().last_outage + 1;; ++id) {
    book::Batch batch = minute_batch(plan, static_cast<std::int64_t>(id));
    batch.outages = {full_outage(id)};
    if (store->write(batch, {})) {
      ::_exit(kFailed);
    }
    if (id % kCorrected == 0) {
      Editor{folder}.correct(id, said_of(id));
    }
    if (::write(acknowledge, &id, sizeof id) != sizeof id) {
      ::_exit(kFailed);
    }
  }
}

/// The last number that came through the pipe before its writer died; `before` when there was none.
std::uint64_t last_acknowledged(int pipe, std::uint64_t before) {
  std::uint64_t id = before;
  while (::read(pipe, &id, sizeof id) == sizeof id) {
  }
  return id;
}

std::uint64_t live_until_killed(const std::filesystem::path& folder,
                                std::uint64_t before,
                                std::chrono::microseconds life) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    live(folder, ends[1]);
  }
  ::close(ends[1]);
  std::this_thread::sleep_for(life);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);
  const std::uint64_t id = last_acknowledged(ends[0], before);
  ::close(ends[0]);
  return id;
}

/// All are there, whole, with those corrections that were acknowledged.
void expect_all(const Store& store, const std::set<std::uint64_t>& corrected) {
  const std::vector<book::Outage> outages = store.outages({});
  for (std::uint64_t id = 1; id <= outages.size(); ++id) {
    book::Outage expected = full_outage(id);
    if (corrected.contains(id) || !outages[id - 1].corrections.empty()) {
      expected.corrections = {said_of(id)};
    }
    EXPECT_EQ(outages[id - 1], expected) << "outage " << id;
  }
}

TEST(BookUnderKill, HasEverythingThatWasAcknowledged) {
  const StateFolder folder;
  open_store(folder.path())->close();
  std::mt19937_64 random{std::random_device{}()};
  std::uniform_int_distribution<int> life{0, 60'000};
  std::uint64_t present = 0;
  std::set<std::uint64_t> corrected;
  std::uint64_t acknowledged_in_all = 0;
  for (int kill = 0; kill < kills() && !HasFailure(); ++kill) {
    const std::uint64_t acknowledged =
        live_until_killed(folder.path(), present, std::chrono::microseconds{life(random)});
    acknowledged_in_all += acknowledged - present;
    for (std::uint64_t id = present + 1; id <= acknowledged; ++id) {
      if (id % kCorrected == 0) {
        corrected.insert(id);
      }
    }
    Store store{folder.path()};
    const OpenOutcome outcome = store.open();  // also: the lock died with its holder
    ASSERT_TRUE(store.is_open()) << outcome.refusal.value_or(outcome.trouble.value_or("?"));
    ASSERT_FALSE(outcome.moved_aside);
    present = store.memory().last_outage;
    ASSERT_GE(present, acknowledged);
    if (kill % kReadWhole == 0 || kill + 1 == kills()) {
      expect_all(store, corrected);
    }
  }
  EXPECT_EQ(integrity(folder.book()), "ok");
  if (kills() >= 100) {
    EXPECT_GT(acknowledged_in_all, 100U);  // else nothing was tried
  }
}

}  // namespace
}  // namespace pantau::journal
