// SPDX-License-Identifier: Apache-2.0
// Windows and news of power during an outage, and after it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/outages/outage_fixture.hpp"

namespace pantau::outages::test {
namespace {

using book::Cause;
using testing::IsEmpty;
using testing::SizeIs;
using enum LinkState;

const std::vector<std::string> kSelf{"child"};

book::DeviceRestart restart(std::int64_t booted) {
  return {"router", "jila", at(booted), at(booted + 60)};
}

book::PowerReading on_battery(std::int64_t time) {
  book::PowerReading reading;
  reading.device = "ups";
  reading.site = "jila";
  reading.time = at(time);
  reading.on_battery = true;
  return reading;
}

TEST(OutageBook, CutsASegmentAtBothBordersOfAWindow) {
  BookUnderTest one;
  one.set_windows({window_over("child", 150, 200)});
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  EXPECT_EQ(one.book->wakeup("child"), at(150));
  one.follow("child", {{100, down, kSelf}}, 100, 150);
  EXPECT_EQ(one.book->wakeup("child"), at(200));
  one.follow("child", {{100, down, kSelf}}, 100, 201);
  EXPECT_EQ(one.book->wakeup("child"), std::nullopt);
  const book::Outage outage = only(one.book->take_changed());
  ASSERT_EQ(outage.segments.size(), 3U);
  EXPECT_EQ(outage.segments[1].start, at(150));
  EXPECT_EQ(outage.segments[1].end, at(200));
  EXPECT_TRUE(outage.segments[1].planned);
  EXPECT_EQ(outage.segments[1].proposed, Cause::planned_work);
  EXPECT_FALSE(outage.segments[0].planned);
  EXPECT_FALSE(outage.segments[2].planned);
  EXPECT_EQ(outage.segments[2].proposed, Cause::unknown);
}

TEST(OutageBook, CutsAtTheBorderThoughNobodyLookedInTime) {
  BookUnderTest one;
  one.set_windows({window_over("child", 150, 200)});
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  one.follow("child", {{500, down, kSelf}}, 500, 600);
  const book::Outage outage = only(one.book->take_changed());
  ASSERT_EQ(outage.segments.size(), 3U);
  EXPECT_EQ(outage.segments[1].start, at(150));
  EXPECT_EQ(outage.segments[1].end, at(200));
}

TEST(OutageBook, LetsTheWindowOfARootCoverWhatIsUnreachable) {
  BookUnderTest one;
  one.set_windows({window_over("hub", 50, 1000)});
  one.follow("child", {{0, up}, {100, unreachable, {"hub"}}, {300, down, kSelf}}, 90, 330);
  const book::Outage outage = only(one.book->take_changed());
  ASSERT_EQ(outage.segments.size(), 2U);
  EXPECT_EQ(outage.segments[0].proposed, Cause::planned_work);
  EXPECT_FALSE(outage.segments[1].planned);
}

TEST(OutageBook, KeepsWhatSettledWhenAWindowIsEnteredLater) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  one.set_windows({window_over("child", 50, 1000)});
  one.follow("child", {{300, down, kSelf}}, 300, 330);
  const book::Outage outage = only(one.book->take_changed());
  ASSERT_EQ(outage.segments.size(), 2U);
  EXPECT_FALSE(outage.segments[0].planned);
  EXPECT_TRUE(outage.segments[1].planned);
  EXPECT_EQ(outage.segments[1].start, at(130)) << "where it was looked at last";
}

TEST(OutageBook, ProposesPowerFromTheLastReadingBeforeSilence) {
  BookUnderTest one;
  one.evidence.record(on_battery(80));
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  EXPECT_EQ(only(one.book->take_changed()).segments[0].proposed, Cause::power_site);
}

TEST(OutageBook, RemembersTheReadingWhenTheShelfHasForgottenIt) {
  BookUnderTest one;
  one.evidence.record(on_battery(80));
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  one.restart(one.book->take_changed());
  one.evidence = {};
  one.follow("child", {{120, unknown}, {40'000, down, kSelf}}, 120, 40'030);
  const book::Outage outage = only(one.book->take_changed());
  ASSERT_EQ(outage.segments.size(), 2U);
  EXPECT_EQ(outage.segments[1].proposed, Cause::power_site);
}

TEST(OutageBook, ForgetsAReadingThatIsBehindAnEarlierStart) {
  BookUnderTest one;
  one.evidence.record(on_battery(80));
  one.follow("child", {{0, up}, {100, down, kSelf}}, 30, 130);
  one.follow("child", {{0, up}, {60, down, kSelf}}, 30, 400);
  EXPECT_EQ(only(one.book->take_changed()).segments[0].proposed, Cause::unknown);
}

TEST(OutageBook, ReconsidersWhenTheRestartIsSeenAfterTheEnd) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}, {300, up}}, 90, 320);
  (void)one.book->take_changed();
  one.evidence.record(restart(160));
  one.reconsider("jila", 3900);
  const book::Outage outage = only(one.book->take_changed());
  EXPECT_EQ(outage.segments[0].proposed, Cause::power_site);
  EXPECT_EQ(outage.end, at(300));
  one.reconsider("jila", 3900);
  EXPECT_THAT(one.book->take_changed(), IsEmpty());
}

TEST(OutageBook, ReconsidersNothingThatEndedOverAnHourAgo) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}, {300, up}}, 90, 320);
  (void)one.book->take_changed();
  one.evidence.record(restart(160));
  one.reconsider("jila", 3901);
  EXPECT_THAT(one.book->take_changed(), IsEmpty());
}

TEST(OutageBook, ReconsidersTheLinksOfThatSiteAlone) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  one.follow("twin", {{0, up}, {100, down, {"twin"}}}, 90, 130);
  (void)one.book->take_changed();
  one.evidence.record(restart(160));
  one.reconsider("twin", 200);
  EXPECT_THAT(one.book->take_changed(), IsEmpty());
  one.reconsider("jila", 200);
  EXPECT_EQ(only(one.book->take_changed()).link, "child");
}

TEST(OutageBook, ProposesNothingForARestartInTheMiddle) {
  BookUnderTest one;
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 1000);
  (void)one.book->take_changed();
  one.evidence.record(restart(900));
  one.reconsider("jila", 1000);
  const book::Outage outage = only(one.book->take_changed());
  EXPECT_EQ(outage.segments[0].proposed, Cause::unknown);
  EXPECT_THAT(outage.segments[0].evidence, SizeIs(1));
}

TEST(OutageBook, ProposesSuspendedWhenTheContractHadEnded) {
  BookUnderTest one;
  config::Contract& contract = one.plan.contracts.emplace_back();
  contract.id = "sat-2026";
  contract.start = std::chrono::year{2026} / 1 / 1;
  contract.end = std::chrono::year{2026} / 9 / 30;
  contract.has_end = true;
  one.plan.links[0].contracts = {"sat-2026"};
  one.follow("child", {{0, up}, {100, down, kSelf}}, 90, 130);
  EXPECT_EQ(only(one.book->take_changed()).segments[0].proposed, Cause::suspended);
}

}  // namespace
}  // namespace pantau::outages::test
