// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/backlog.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/journal/journal_fixture.hpp"

namespace pantau::journal {
namespace {

using std::chrono::seconds;

std::shared_ptr<const book::Batch> shared(book::Batch batch) {
  return std::make_shared<const book::Batch>(std::move(batch));
}

net::SteadyTime after(seconds time) {
  return net::SteadyTime{} + std::chrono::hours{1} + time;
}

std::size_t minutes_in(Backlog backlog) {
  std::size_t sum = 0;
  for (; backlog.front(); backlog.pop()) {
    sum += backlog.front()->minutes.size();
  }
  return sum;
}

TEST(Backlog, TriesAgainAfterOneSecondAndThenLessAndLessOften) {
  Backlog backlog;
  EXPECT_TRUE(backlog.due(after(seconds{0})));
  seconds now{0};
  for (const int pause : {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
    backlog.failed(after(now));
    EXPECT_FALSE(backlog.due(after(now + seconds{pause} - seconds{1})));
    now += seconds{pause};
    EXPECT_TRUE(backlog.due(after(now))) << pause;
  }
  backlog.succeeded();
  EXPECT_TRUE(backlog.due(after(seconds{0})));
  backlog.failed(after(now));
  EXPECT_TRUE(backlog.due(after(now + seconds{1})));
}

TEST(Backlog, HasTheNewestVersionOfEachOutage) {
  Backlog backlog;
  book::Batch batch;
  batch.plan = plan_of(1);
  book::Outage open = full_outage(1);
  open.end.reset();
  batch.outages = {open, full_outage(2)};
  backlog.push(shared(batch));
  batch.outages = {full_outage(1)};
  backlog.push(shared(batch));
  EXPECT_EQ(backlog.outages(), (std::vector<book::Outage>{full_outage(1), full_outage(2)}));
}

TEST(Backlog, NeverChangesTheFirstBatch) {
  Backlog backlog;
  const auto plan = plan_of(3);
  const auto first = shared(minute_batch(plan, 0));
  backlog.push(first);
  for (std::int64_t minute = 1; minute < 500; ++minute) {
    backlog.push(shared(minute_batch(plan, minute)));
    ASSERT_EQ(backlog.front(), first);
  }
}

TEST(Backlog, GivesUpMinutesOlderThanADayAndNothingElse) {
  Backlog backlog;
  const auto plan = plan_of(2);
  constexpr std::int64_t kDay = 1440;  // told every tenth minute
  for (std::int64_t minute = 0; minute < 2 * kDay; minute += 10) {
    book::Batch batch = minute_batch(plan, minute);
    batch.outages = {full_outage(static_cast<std::uint64_t>(minute) + 1)};
    backlog.push(shared(batch));
  }
  EXPECT_EQ(backlog.outages().size(), std::size_t{2 * kDay / 10});
  EXPECT_EQ(minutes_in(backlog) + backlog.dropped_minutes(), std::size_t{4 * kDay / 10});
  // A day of two links and the first batch, which may be on its way.
  EXPECT_EQ(minutes_in(backlog), std::size_t{2 * kDay / 10 + 2});
}

TEST(Backlog, GivesUpTheOldestMinutesWhenTheyNeedTooMuchMemory) {
  Backlog backlog;
  const auto plan = plan_of(20000);
  std::int64_t pushed = 0;
  while (backlog.dropped_minutes() == 0 && pushed < 1000) {
    backlog.push(shared(minute_batch(plan, pushed++)));
  }
  EXPECT_GT(pushed, 10);
  EXPECT_LE(backlog.bytes(), Backlog::kMostBytes);
  EXPECT_EQ(minutes_in(backlog) + backlog.dropped_minutes(),
            static_cast<std::size_t>(pushed) * 20000);
  EXPECT_EQ(backlog.front()->minutes.size(), 20000U);
}

TEST(Backlog, CountsItsBytesDownToNothing) {
  Backlog backlog;
  const auto plan = plan_of(50);
  for (std::int64_t minute = 0; minute < 500; ++minute) {
    backlog.push(shared(minute_batch(plan, minute)));
  }
  EXPECT_GT(backlog.bytes(), 0U);
  while (backlog.front()) {
    backlog.pop();
  }
  EXPECT_EQ(backlog.bytes(), 0U);
  EXPECT_EQ(backlog.size(), 0U);
}

TEST(Backlog, HoldsAMonthWithoutADiskInLittleMemory) {
  Backlog backlog;
  const auto plan = plan_of(20);
  constexpr std::int64_t kMonth = 43200;
  for (std::int64_t minute = 0; minute < kMonth; minute += 20) {
    book::Batch batch = minute_batch(plan, minute);
    batch.minutes.clear();
    backlog.push(shared(batch));
  }
  EXPECT_LT(backlog.bytes(), std::size_t{1} << 20);
  EXPECT_LT(backlog.size(), 10U);
}

TEST(Backlog, WrittenAfterwardsGivesTheSameBookAsWrittenAtOnce) {
  const StateFolder folders[2];
  const auto plan = plan_of(4);
  Backlog backlog;
  {
    const auto at_once = open_store(folders[0].path());
    for (std::int64_t minute = 0; minute < 200; ++minute) {
      book::Batch batch = minute_batch(plan, minute);
      const auto place = static_cast<std::uint32_t>(minute % 4);
      batch.link_spans.push_back(
          {place, {at(minute * 60 + 7), static_cast<book::LinkState>(minute % 5)}});
      batch.marks = {{place, net::WallTime{at(minute * 60)}, static_cast<std::uint64_t>(minute)}};
      book::Outage outage = full_outage(static_cast<std::uint64_t>(minute / 3) + 1);
      outage.segments.resize(static_cast<std::size_t>(minute % 3));
      batch.outages = {outage};
      ASSERT_EQ(at_once->write(batch, {}), std::nullopt);
      backlog.push(shared(batch));
    }
  }
  ASSERT_LT(backlog.size(), 10U);
  {
    const auto afterwards = open_store(folders[1].path());
    for (; backlog.front(); backlog.pop()) {
      ASSERT_EQ(afterwards->write(*backlog.front(), {}), std::nullopt);
    }
  }
  const auto one = open_store(folders[0].path());
  const auto other = open_store(folders[1].path());
  EXPECT_EQ(one->outages({}), other->outages({}));
  const auto entries = one->link_entries(at(0));
  const auto same = other->link_entries(at(0));
  ASSERT_EQ(entries.size(), same.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].history.spans, same[i].history.spans);
    EXPECT_EQ(entries[i].history.settled_until, same[i].history.settled_until);
    EXPECT_EQ(one->memory().links[i].outages_opened, other->memory().links[i].outages_opened);
    EXPECT_EQ(one->memory().links[i].last_reply, other->memory().links[i].last_reply);
  }
}

}  // namespace
}  // namespace pantau::journal
