// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/reloader.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <stdexcept>

#include <gtest/gtest.h>

namespace pantau::app {
namespace {

config::LoadOutcome good() {
  config::LoadOutcome outcome;
  outcome.plan.emplace();
  return outcome;
}

config::LoadOutcome bad() {
  config::LoadOutcome outcome;
  outcome.problems.push_back({.place = {"p.toml", 3, 7}, .path = "link.a", .text = "is wrong"});
  return outcome;
}

/// A reloader on a context of its own, with what it applied.
struct Fixture {
  explicit Fixture(Reloader::Load load)
      : reloader(
            io,
            std::move(load),
            [this](std::shared_ptr<const config::Plan> plan) {
              applied.push_back(std::move(plan));
              return std::vector<std::string>{};
            },
            [this](const ReloadOutcome&) { ++reports; }) {}

  ~Fixture() {
    reloader.stop();
    reloader.join();
  }

  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
  Fixture(Fixture&&) = delete;
  Fixture& operator=(Fixture&&) = delete;

  /// Runs the probe side until `count` answers came.
  void run_until(const std::size_t& answers, std::size_t count) {
    auto work = boost::asio::make_work_guard(io);
    while (answers < count) {
      io.run_one();
    }
  }

  boost::asio::io_context io;
  std::vector<std::shared_ptr<const config::Plan>> applied;
  std::size_t reports = 0;
  Reloader reloader;
};

TEST(Reloader, AppliesAGoodConfiguration) {
  Fixture fixture{good};
  std::size_t answers = 0;
  fixture.reloader.request([&](const ReloadOutcome& outcome) {
    EXPECT_TRUE(outcome.problems.empty());
    ++answers;
  });
  fixture.run_until(answers, 1);
  EXPECT_EQ(fixture.applied.size(), 1U);
}

TEST(Reloader, AppliesNothingOfABadConfigurationAndNamesThePlace) {
  Fixture fixture{bad};
  std::size_t answers = 0;
  fixture.reloader.request([&](const ReloadOutcome& outcome) {
    ASSERT_EQ(outcome.problems.size(), 1U);
    EXPECT_EQ(outcome.problems.front(), "p.toml:3:7: link.a: is wrong");
    ++answers;
  });
  fixture.run_until(answers, 1);
  EXPECT_TRUE(fixture.applied.empty());
}

TEST(Reloader, SurvivesALoaderThatThrows) {
  Fixture fixture{[]() -> config::LoadOutcome { throw std::runtime_error{"no memory"}; }};
  std::size_t answers = 0;
  fixture.reloader.request([&](const ReloadOutcome& outcome) {
    EXPECT_EQ(outcome.problems.size(), 1U);
    ++answers;
  });
  fixture.run_until(answers, 1);
  EXPECT_TRUE(fixture.applied.empty());
}

TEST(Reloader, AnswersAStormOf100RequestsWithTwoReadings) {
  std::atomic<int> readings{0};
  Fixture fixture{[&readings] {
    ++readings;
    return good();
  }};
  std::size_t answers = 0;
  for (int i = 0; i < 100; ++i) {
    fixture.reloader.request([&](const ReloadOutcome&) { ++answers; });
  }
  fixture.run_until(answers, 100);
  EXPECT_EQ(readings, 2);
  EXPECT_EQ(fixture.reports, 2U);
}

TEST(Reloader, TellsWhenAReadingThatBeganBeforeTheStopHasEnded) {
  std::promise<void> disk;
  std::future<void> answers = disk.get_future();
  Fixture fixture{[&] {
    answers.wait();
    return good();
  }};
  std::promise<void> ended;
  std::future<void> end = ended.get_future();
  fixture.reloader.request([](const ReloadOutcome&) {});
  fixture.reloader.stop([&] { ended.set_value(); });
  EXPECT_EQ(end.wait_for(std::chrono::seconds{0}), std::future_status::timeout);
  disk.set_value();
  end.get();  // hangs if it is not told
}

TEST(Reloader, HasEndedAtOnceWhenItNeverBegan) {
  Fixture fixture{good};
  bool ended = false;
  fixture.reloader.stop([&] { ended = true; });
  EXPECT_TRUE(ended);
}

TEST(Reloader, DropsAReadingThatEndsAfterStop) {
  Fixture fixture{good};
  bool answered = false;
  fixture.reloader.request([&](const ReloadOutcome&) { answered = true; });
  fixture.reloader.stop();
  fixture.reloader.join();
  fixture.io.run();
  EXPECT_FALSE(answered);
  EXPECT_TRUE(fixture.applied.empty());
}

}  // namespace
}  // namespace pantau::app
