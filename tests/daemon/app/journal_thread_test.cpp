// SPDX-License-Identifier: Apache-2.0
// The journal thread ends whatever it is about to do.
#include "daemon/app/journal_thread.hpp"

#include <chrono>
#include <cstdlib>
#include <future>
#include <iostream>
#include <sstream>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "tests/daemon/journal/journal_fixture.hpp"

namespace pantau::app {
namespace {

using Clock = std::chrono::steady_clock;

/// Between two looks of the thread.
constexpr std::chrono::seconds kLookPause{2};
/// For a thread that never ends.
constexpr std::chrono::seconds kHang{60};

JournalHooks deaf() {
  JournalHooks hooks;
  hooks.accounts = [](auto) {};
  hooks.rollout = [](auto) {};
  hooks.numbers = [](auto) {};
  hooks.windows = [](auto) {};
  hooks.correction = [](auto, auto) {};
  hooks.upgrading = [] {};
  return hooks;
}

/// A thread that hangs cannot be got rid of: the test program ends with it.
void expect_end(const std::future<void>& ended) {
  if (ended.wait_for(kHang) != std::future_status::ready) {
    std::cerr << "the journal thread was told to stop and goes on\n";
    std::_Exit(EXIT_FAILURE);
  }
}

class RunningJournal : public ::testing::Test {
 protected:
  RunningJournal() {
    EXPECT_EQ(journal_.open(folder_.path()), std::nullopt);
    journal_.start();
    // The first look was done before this, as both were posted.
    std::promise<void> looked;
    journal_.request_outages({}, [&looked](const auto&) { looked.set_value(); });
    looked.get_future().wait();
    looked_ = Clock::now();
  }

  void stop() {
    journal_.stop(book::Batch{}, [this] { ended_.set_value(); });
  }

  journal::StateFolder folder_;
  std::ostringstream out_;
  Log log_{out_, false};
  JournalThread journal_{log_, deaf()};
  std::promise<void> ended_;
  Clock::time_point looked_;
};

TEST_F(RunningJournal, EndsWhenItIsTold) {
  stop();
  expect_end(ended_.get_future());
  journal_.join();
}

/// The stop waits behind something that lasts until a look has come due: when the stop's turn
/// comes, the look stands behind it and cannot be cancelled any more.
TEST_F(RunningJournal, EndsWhenALookIsDue) {
  std::promise<void> told;
  journal_.request_outages({}, [this, &told](const auto&) {
    told.get_future().wait();
    std::this_thread::sleep_until(looked_ + kLookPause + std::chrono::milliseconds{50});
  });
  stop();
  told.set_value();
  expect_end(ended_.get_future());
  journal_.join();
}

}  // namespace
}  // namespace pantau::app
