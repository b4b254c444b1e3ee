// SPDX-License-Identifier: Apache-2.0
// A month that was judged stays judged, over restarts and changed contracts.
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/journal/reader.hpp"
#include "tests/daemon/app/keeping.hpp"
#include "tests/daemon/journal/watched_disk.hpp"

namespace pantau::app {
namespace {

using availability::Judgement;
using availability::MonthAccount;
using journal::at;

/// Days are cut in UTC: October ends at at(0).
std::shared_ptr<const config::Plan> contracted(double target) {
  using std::chrono::year;
  auto plan = std::make_shared<config::Plan>(*journal::plan_of(1));
  plan->daemon.timezone = "UTC";
  config::Contract& contract = plan->contracts.emplace_back();
  contract.id = "bakti-2026";
  contract.start = year{2026} / 1 / 1;
  contract.target = target;
  plan->links[0].contracts = {contract.id};
  return plan;
}

class JudgedKeeping : public Keeping {
 protected:
  JudgedKeeping() { plan_ = contracted(0.5); }

  /// The last two hours of October, of which the link was down for half an hour, and 5 minutes.
  [[nodiscard]] book::Batch october() const {
    book::Batch batch;
    batch.plan = plan_;
    batch.mark = at(310);
    batch.links = {{0, at(-7200), at(300)}};
    batch.sites = {{0, at(-7200), at(300)}};
    batch.link_spans = {{0, {at(-7200), book::LinkState::up}},
                        {0, {at(-3600), book::LinkState::down}},
                        {0, {at(-1800), book::LinkState::up}}};
    batch.site_spans = batch.link_spans;
    book::Outage outage = journal::full_outage(1);
    outage.start = at(-3600);
    outage.detected = at(-3570);
    outage.end = at(-1800);
    outage.segments.resize(1);
    outage.segments[0].start = at(-3600);
    outage.segments[0].end = at(-1800);
    outage.segments[0].state = book::LinkState::down;
    outage.segments[0].proposed = book::Cause::unknown;
    outage.segments[0].planned = false;
    batch.outages = {outage};
    return batch;
  }

  void restart() {
    keeper_->close();
    accounts_ = nullptr;
    hook();
    start();
  }

  [[nodiscard]] const MonthAccount* shown_october() const {
    if (accounts_ && accounts_->links.at(0)) {
      for (const MonthAccount& month : accounts_->links[0]->months) {
        if (month.month == "2026-10") {
          return &month;
        }
      }
    }
    return nullptr;
  }

  [[nodiscard]] std::vector<availability::JudgedMonth> kept() const {
    return journal::Reader{folder_.path()}.judged_months(at(-86400));
  }
};

TEST_F(JudgedKeeping, WritesAMonthDownThatHasEndedAndSettled) {
  time_ = 310;
  start();
  keeper_->push(october(), now());
  keeper_->look(now());
  ASSERT_NE(shown_october(), nullptr);
  EXPECT_EQ(shown_october()->judgement, Judgement::met);
  ASSERT_EQ(kept().size(), 1U);
  EXPECT_EQ(kept()[0].link, "l000");
  EXPECT_EQ(kept()[0].month, "2026-10");
  EXPECT_EQ(kept()[0].judgement, Judgement::met);
  EXPECT_EQ(kept()[0].account.down, 1800);
  ASSERT_TRUE(kept()[0].terms);
  EXPECT_EQ(kept()[0].terms->target, 0.5);
}

TEST_F(JudgedKeeping, StaysAsItIsWhateverTheContractSaysLater) {
  time_ = 310;
  start();
  keeper_->push(october(), now());
  keeper_->look(now());
  plan_ = contracted(0.99);
  keeper_->apply(plan_, now());
  ASSERT_NE(shown_october(), nullptr);
  EXPECT_EQ(shown_october()->judgement, Judgement::met);
  restart();
  ASSERT_NE(shown_october(), nullptr);
  EXPECT_EQ(shown_october()->judgement, Judgement::met);
  EXPECT_EQ(shown_october()->account.down, 1800);
  ASSERT_TRUE(shown_october()->terms);
  EXPECT_EQ(shown_october()->terms->target, 0.5);
  keeper_->look(now());
  EXPECT_EQ(kept().size(), 1U);
}

TEST_F(JudgedKeeping, IsWrittenBeforeTheBookIsClosed) {
  time_ = 310;
  start();
  keeper_->push(october(), now());
  keeper_->close();
  EXPECT_EQ(kept().size(), 1U);
}

TEST_F(JudgedKeeping, IsWrittenLaterWhenTheDiskIsFull) {
  constexpr int kDiskFull = 13;  // SQLITE_FULL
  bool full = false;
  const journal::WatchedDisk disk{
      [&full](const journal::DiskEvent&) { return full ? kDiskFull : 0; }};
  time_ = 310;
  start();
  keeper_->push(october(), now());
  full = true;
  keeper_->look(now());
  EXPECT_TRUE(kept().empty());
  EXPECT_EQ(told("journal_write_failed"), 1U);
  full = false;
  time_ += 10;
  keeper_->look(now());
  EXPECT_EQ(kept().size(), 1U);
  keeper_.reset();
}

}  // namespace
}  // namespace pantau::app
