// SPDX-License-Identifier: Apache-2.0
// Acceptance tests as the journal thread runs them, and baselines: what is told and what is kept.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "daemon/journal/editor.hpp"
#include "daemon/journal/reader.hpp"
#include "tests/daemon/app/keeping.hpp"
#include "tests/daemon/journal/rollout_samples.hpp"
#include "tests/daemon/journal/watched_disk.hpp"

namespace pantau::app {
namespace {

using journal::at;
using rollout::Acceptance;
using rollout::AcceptanceState;

constexpr std::int64_t kStart = 300;
constexpr std::int64_t kEnd = kStart + 1800;
constexpr int kDiskFull = 13;  // SQLITE_FULL

/// A geo link that passes; the first site is tested for half an hour from kStart on.
std::shared_ptr<config::Plan> tested_plan(std::size_t sites = 3) {
  auto plan = std::make_shared<config::Plan>(*journal::plan_of(sites));
  plan->acceptance.duration = std::chrono::minutes{30};
  plan->sites[0].acceptance_start = at(kStart);
  for (config::Link& link : plan->links) {
    link.address = "198.18.0.1";
    link.profile.rtt = {0.8, 1.2};
    link.profile.variation = {0.3, 0.6};
    link.profile.loss = {0.03, 0.1};
    link.profile.target = 0.95;
  }
  return plan;
}

class AcceptanceKeeping : public Keeping {
 protected:
  AcceptanceKeeping() { plan_ = tested_plan(); }

  void run_minutes(std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
      keeper_->push(minute(), now());
      keeper_->look(now());
    }
  }

  void restart() {
    keeper_->close();
    findings_ = nullptr;
    hook();
    start();
  }

  [[nodiscard]] AcceptanceState state(std::size_t site = 0) const {
    if (!findings_ || !findings_->acceptance.at(site)) {
      return AcceptanceState::none;
    }
    return findings_->acceptance[site]->state;
  }

  [[nodiscard]] std::vector<Acceptance> kept() const {
    std::vector<Acceptance> found;
    const journal::Reader reader{folder_.path()};
    for (const config::Site& site : plan_->sites) {
      for (const std::int64_t start : {kStart, kStart + 600}) {
        if (auto each = reader.acceptance(site.id, at(start))) {
          found.push_back(std::move(*each));
        }
      }
    }
    return found;
  }
};

TEST_F(AcceptanceKeeping, JudgesATestWhileItRunsAndDecidesItOnce) {
  start();
  EXPECT_EQ(state(), AcceptanceState::none);
  run_minutes(20);
  ASSERT_EQ(state(), AcceptanceState::running);
  EXPECT_EQ(findings_->acceptance[0]->judged_until, at(20 * 60));
  EXPECT_EQ(findings_->acceptance[0]->links.size(), 1U);
  EXPECT_EQ(state(1), AcceptanceState::none);
  EXPECT_TRUE(kept().empty());
  EXPECT_EQ(told("acceptance_begun"), 1U);
  EXPECT_EQ(told("acceptance_decided"), 0U);
  run_minutes(20);
  ASSERT_EQ(state(), AcceptanceState::passed) << out_.str();
  EXPECT_EQ(kept(), std::vector{*findings_->acceptance[0]});
  EXPECT_EQ(findings_->acceptance[0]->links[0].windows, 2U);
  EXPECT_EQ(told("acceptance_begun"), 1U);
  EXPECT_EQ(told("acceptance_decided site=s000"), 1U);
  EXPECT_NE(out_.str().find("result=passed"), std::string::npos) << out_.str();
}

TEST_F(AcceptanceKeeping, GoesOnWithATestAfterARestart) {
  start();
  run_minutes(20);
  restart();
  EXPECT_EQ(state(), AcceptanceState::running);
  EXPECT_EQ(findings_->acceptance[0]->judged_until, at(20 * 60));
  run_minutes(20);
  ASSERT_EQ(state(), AcceptanceState::passed);
  EXPECT_EQ(findings_->acceptance[0]->links[0].windows, 2U);
  EXPECT_EQ(told("acceptance_begun"), 1U);
  EXPECT_EQ(told("acceptance_decided"), 1U);
}

TEST_F(AcceptanceKeeping, KeepsAVerdictWhateverIsConfiguredLater) {
  start();
  run_minutes(40);
  const Acceptance passed = *findings_->acceptance.at(0);
  ASSERT_EQ(passed.state, AcceptanceState::passed);
  auto stricter = tested_plan();
  stricter->acceptance.duration = std::chrono::hours{72};
  stricter->links[0].profile.loss.bad = 0;
  stricter->links[0].profile.target = 1;
  plan_ = stricter;
  keeper_->apply(plan_, now());
  EXPECT_EQ(findings_->plan, plan_);
  EXPECT_EQ(*findings_->acceptance.at(0), passed);
  restart();
  run_minutes(2);
  EXPECT_EQ(*findings_->acceptance.at(0), passed);
  EXPECT_EQ(kept(), std::vector{passed});
  EXPECT_EQ(told("acceptance_decided"), 1U);
}

TEST_F(AcceptanceKeeping, BeginsANewTestWithALaterStart) {
  start();
  run_minutes(40);
  auto again = tested_plan();
  again->sites[0].acceptance_start = at(kStart + 600);
  again->links[0].profile.rtt.bad = 0.5;
  plan_ = again;
  keeper_->apply(plan_, now());
  EXPECT_EQ(state(), AcceptanceState::running);
  run_minutes(10);
  EXPECT_EQ(state(), AcceptanceState::failed);
  EXPECT_NE(out_.str().find("not_met=rtt"), std::string::npos) << out_.str();
  const std::vector<Acceptance> both = kept();
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].state, AcceptanceState::passed);
  EXPECT_EQ(both[1].state, AcceptanceState::failed);
  EXPECT_EQ(told("acceptance_begun"), 2U);
  again = tested_plan();
  again->sites[0].acceptance_start.reset();
  plan_ = again;
  keeper_->apply(plan_, now());
  EXPECT_EQ(state(), AcceptanceState::none);
}

TEST_F(AcceptanceKeeping, StaysUndecidedUntilTheVerdictIsDurable) {
  bool full = false;
  const journal::WatchedDisk disk{
      [&full](const journal::DiskEvent&) { return full ? kDiskFull : 0; }};
  start();
  run_minutes(35);
  ASSERT_EQ(state(), AcceptanceState::running);
  keeper_->push(minute(), now());  // the last one that it needs
  full = true;
  keeper_->look(now());
  EXPECT_EQ(state(), AcceptanceState::running) << out_.str();
  EXPECT_EQ(told("journal_write_failed"), 1U);
  EXPECT_EQ(told("acceptance_decided"), 0U);
  full = false;
  run_minutes(2);
  EXPECT_EQ(state(), AcceptanceState::passed);
  EXPECT_EQ(kept(), std::vector{*findings_->acceptance[0]});
  EXPECT_EQ(told("acceptance_decided"), 1U);
  keeper_.reset();
}

TEST_F(AcceptanceKeeping, JudgesATestThatEndedWhileTheDaemonWasDown) {
  start();
  run_minutes(20);
  keeper_->close();
  findings_ = nullptr;
  hook();
  constexpr std::int64_t kBack = 100;
  minute_ = kBack;
  time_ = kBack * 60;
  start();
  EXPECT_EQ(state(), AcceptanceState::running);
  book::Batch batch = minute();
  batch.link_spans = {{0, {at(20 * 60), book::LinkState::unknown}},
                      {0, {at(kBack * 60), book::LinkState::up}}};
  keeper_->push(std::move(batch), now());
  run_minutes(1);
  ASSERT_EQ(state(), AcceptanceState::undecided);
  EXPECT_EQ(findings_->acceptance[0]->links[0].known, 20 * 60 - kStart);
  EXPECT_EQ(findings_->acceptance[0]->period.to, at(kEnd));
}

/// An outage's end settles its link at once; the minutes come later.
TEST_F(AcceptanceKeeping, WaitsForTheLastMinutes) {
  start();
  run_minutes(34);  // up to 2040
  book::Batch urgent;
  urgent.plan = plan_;
  urgent.urgent = true;
  urgent.mark = at(kEnd + 5);
  urgent.links = {{0, at(0), at(kEnd + 2)}};
  urgent.outages = {journal::full_outage(1)};
  time_ += 65;
  keeper_->push(std::move(urgent), now());
  time_ += 60;
  keeper_->look(now());
  EXPECT_EQ(state(), AcceptanceState::running);
  EXPECT_EQ(told("acceptance_decided"), 0U);
  run_minutes(2);
  EXPECT_NE(state(), AcceptanceState::running);
  EXPECT_EQ(findings_->acceptance[0]->links[0].windows, 2U);
}

TEST_F(AcceptanceKeeping, ReadsOnlySoMuchInOneLook) {
  auto plan = tested_plan(4);
  plan->acceptance.duration = std::chrono::days{31};
  for (config::Site& site : plan->sites) {
    site.acceptance_start = at(-86400 * 20);  // more than a look reads
  }
  plan_ = plan;
  start();
  keeper_->push(minute(), now());
  const auto judged = [this] {
    std::size_t count = 0;
    for (const auto& each : findings_->acceptance) {
      count += each && each->judged_until == at(60) ? 1U : 0U;
    }
    return count;
  };
  for (std::size_t look = 1; look <= 4; ++look) {
    time_ += 2;
    keeper_->look(now());
    EXPECT_EQ(judged(), look);
  }
}

TEST_F(AcceptanceKeeping, GivesItsVerdictsToABookThatFollowsADamagedOne) {
  start();
  keeper_->close();
  journal::Editor{folder_.path()}.freeze(journal::frozen("awal", at(1)));
  hook();
  start();
  run_minutes(40);
  ASSERT_EQ(state(), AcceptanceState::passed);
  const Acceptance passed = *findings_->acceptance[0];
  std::filesystem::remove_all(folder_.path());
  run_minutes(1);
  time_ += 5;
  keeper_->look(now());
  ASSERT_TRUE(keeper_->is_done()) << out_.str();
  restart();
  EXPECT_EQ(*findings_->acceptance.at(0), passed);
  ASSERT_TRUE(findings_->baseline);
  EXPECT_EQ(*findings_->baseline, journal::frozen("awal", at(1)));
  EXPECT_EQ(told("acceptance_begun"), 1U);
}

TEST_F(AcceptanceKeeping, TellsWhatIsKeptWhenTheDiskRefusesToOpenForWriting) {
  start();
  run_minutes(40);
  const Acceptance passed = *findings_->acceptance.at(0);
  keeper_->close();
  findings_ = nullptr;
  hook();
  std::filesystem::remove(folder_.file("journal.lock"));
  std::filesystem::create_directories(folder_.file("journal.lock"));  // no lock can be had
  start();
  ASSERT_TRUE(findings_);
  EXPECT_EQ(*findings_->acceptance.at(0), passed);
}

TEST_F(AcceptanceKeeping, SeesABaselineThatWasFrozenBesideIt) {
  start();
  ASSERT_TRUE(findings_);
  EXPECT_FALSE(findings_->baseline);
  journal::Editor{folder_.path()}.freeze(journal::frozen("awal", at(1)));
  keeper_->look(now());
  ASSERT_TRUE(findings_->baseline);
  EXPECT_EQ(findings_->baseline->name, "awal");
  journal::Editor{folder_.path()}.freeze(journal::frozen("revisi", at(2)));
  keeper_->look(now());
  EXPECT_EQ(findings_->baseline->name, "revisi");
  const auto before = findings_;
  time_ += 2;
  keeper_->look(now());
  EXPECT_EQ(findings_, before);  // nothing new, nothing told
  restart();
  EXPECT_EQ(*findings_->baseline, journal::frozen("revisi", at(2)));
}

}  // namespace
}  // namespace pantau::app
