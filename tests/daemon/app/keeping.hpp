// SPDX-License-Identifier: Apache-2.0
/// \file
/// A journal keeper with a state folder, a clock and ears.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/app/journal_keeper.hpp"
#include "tests/daemon/journal/journal_fixture.hpp"

namespace pantau::app {

class Keeping : public ::testing::Test {
 protected:
  Keeping() { hook(); }

  void hook() {
    JournalHooks hooks;
    hooks.accounts = [this](auto accounts) { accounts_ = std::move(accounts); };
    hooks.rollout = [this](auto findings) { findings_ = std::move(findings); };
    hooks.numbers = [this](links::JournalNumbers numbers) { numbers_ = numbers; };
    hooks.windows = [this](auto windows) { windows_ = std::move(windows); };
    hooks.correction = [this](std::uint64_t outage, const book::Correction&) {
      corrected_.push_back(outage);
    };
    hooks.upgrading = [this] { ++upgrade_signs_; };
    keeper_ = std::make_unique<JournalKeeper>(log_, std::move(hooks));
  }

  net::Now now() const {
    net::Now now{};
    now.wall = net::WallTime{journal::at(time_)};
    now.steady = net::SteadyTime{} + std::chrono::hours{1} + std::chrono::seconds{time_};
    return now;
  }

  void start() {
    ASSERT_EQ(keeper_->open(folder_.path(), now()), std::nullopt);
    keeper_->apply(plan_, now());
  }

  book::Batch minute() {
    time_ += 60;
    return journal::minute_batch(plan_, minute_++);
  }

  /// A file in the place of the folder: nothing can be written there.
  void take_disk_away() {
    std::filesystem::rename(folder_.path(), folder_.path().parent_path() / "away");
    std::ofstream{folder_.path()} << "no folder";
  }

  void bring_disk_back() {
    std::filesystem::remove(folder_.path());
    std::filesystem::rename(folder_.path().parent_path() / "away", folder_.path());
  }

  [[nodiscard]] std::size_t told(const std::string& event) const {
    const std::string text = out_.str();
    std::size_t count = 0;
    for (std::size_t i = text.find("event=" + event); i != std::string::npos;
         i = text.find("event=" + event, i + 1)) {
      ++count;
    }
    return count;
  }

  journal::StateFolder folder_;
  std::ostringstream out_;
  Log log_{out_, false};
  std::shared_ptr<const config::Plan> plan_ = journal::plan_of(3);
  std::unique_ptr<JournalKeeper> keeper_;
  std::int64_t time_ = 0;
  std::int64_t minute_ = 0;
  std::shared_ptr<const availability::Accounts> accounts_;
  std::shared_ptr<const rollout::Findings> findings_;
  links::JournalNumbers numbers_;
  std::optional<std::vector<book::Window>> windows_;
  std::vector<std::uint64_t> corrected_;
  int upgrade_signs_ = 0;
};

}  // namespace pantau::app
