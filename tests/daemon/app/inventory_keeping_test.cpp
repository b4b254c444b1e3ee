// SPDX-License-Identifier: Apache-2.0
// The inventory as the journal thread keeps it: who was in which phase when.
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/journal/reader.hpp"
#include "tests/daemon/app/keeping.hpp"
#include "tests/daemon/journal/watched_disk.hpp"

namespace pantau::app {
namespace {

using journal::at;

std::shared_ptr<const config::Plan> in_phase(const std::string& phase) {
  auto plan = std::make_shared<config::Plan>(*journal::plan_of(3));
  for (const char* id : {"tahap-1", "tahap-2"}) {
    plan->phases.emplace_back().id = id;
  }
  plan->sites[0].phase = phase;
  return plan;
}

class InventoryKeeping : public Keeping {
 protected:
  InventoryKeeping() { plan_ = in_phase("tahap-1"); }

  [[nodiscard]] std::vector<journal::Reader::RecordedChange> changes() const {
    return journal::Reader{folder_.path()}.inventory_changes("site", "s000");
  }

  void restart() {
    keeper_->close();
    hook();
    start();
  }
};

TEST_F(InventoryKeeping, RecordsAMoveToAnotherPhaseOnce) {
  start();
  EXPECT_EQ(changes().size(), 1U);  // it came
  time_ = 100;
  restart();
  keeper_->apply(in_phase("tahap-1"), now());
  keeper_->look(now());
  EXPECT_EQ(changes().size(), 1U);
  time_ = 200;
  plan_ = in_phase("tahap-2");
  keeper_->apply(plan_, now());
  time_ = 300;
  keeper_->look(now());
  restart();
  const auto found = changes();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].time, at(0));
  EXPECT_EQ(found[1].time, at(200));
  EXPECT_EQ(found[1].change,
            (config::InventoryChange{"site", "s000", "phase", "tahap-1", "tahap-2"}));
}

TEST_F(InventoryKeeping, RecordsAMoveThatWasMadeWhileItWasDown) {
  start();
  keeper_->close();
  hook();
  time_ = 500;
  plan_ = in_phase("tahap-2");
  start();
  ASSERT_EQ(changes().size(), 2U);
  EXPECT_EQ(changes()[1].time, at(500));
}

TEST_F(InventoryKeeping, RecordsAMoveLaterWhenTheDiskIsFull) {
  constexpr int kDiskFull = 13;  // SQLITE_FULL
  bool full = false;
  const journal::WatchedDisk disk{
      [&full](const journal::DiskEvent&) { return full ? kDiskFull : 0; }};
  start();
  time_ = 100;
  full = true;
  keeper_->apply(in_phase("tahap-2"), now());
  keeper_->look(now());
  EXPECT_EQ(changes().size(), 1U);
  full = false;
  time_ = 200;
  keeper_->look(now());
  ASSERT_EQ(changes().size(), 2U);
  EXPECT_EQ(changes()[1].time, at(200));
  keeper_.reset();
}

TEST_F(InventoryKeeping, TellsABookThatFollowsADamagedOneWhatThereIs) {
  start();
  keeper_->push(minute(), now());
  std::filesystem::remove_all(folder_.path());
  keeper_->push(minute(), now());
  time_ += 5;
  keeper_->look(now());
  ASSERT_TRUE(keeper_->is_done()) << out_.str();
  const auto found = changes();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].change.after.find("phase = tahap-1"), std::string::npos)
      << found[0].change.after;
}

}  // namespace
}  // namespace pantau::app
