// SPDX-License-Identifier: Apache-2.0
#include "daemon/rollout/counts.hpp"

#include <gtest/gtest.h>

#include "tests/daemon/rollout/phased_county.hpp"

namespace pantau::rollout::test {
namespace {

using availability::Judgement;
using enum config::Stage;

constexpr Date kToday = day(2026, 7, 1);

/// Of the phase "tahap-1".
Counts counts_of(const PhasedCounty& county, const std::vector<Judgement>& last_month = {}) {
  return counts_by_phase(county.plan, kToday, last_month).front().counts;
}

PhasedCounty one_site(Stages actual, Stages planned = {}) {
  PhasedCounty county;
  county.add_site("a", "tahap-1", std::move(planned), std::move(actual));
  return county;
}

PhasedCounty one_held(HoldKind kind, std::optional<Date> since = {}) {
  PhasedCounty county = one_site({{in_service, day(2026, 1, 1)}});
  county.hold("a", kind, since);
  return county;
}

TEST(Counts, HaveAnEntryForEachPhaseInItsOrder) {
  const auto phases = counts_by_phase(PhasedCounty().plan, kToday, {});
  ASSERT_EQ(phases.size(), 2U);
  EXPECT_EQ(phases[0].phase, "tahap-1");
  EXPECT_EQ(phases[1].phase, "tahap-2");
}

TEST(Counts, ClimbWithTheStage) {
  struct Case {
    config::Stage stage;
    std::uint32_t built, accepted, on_air;
  };

  for (const Case& one : {Case{on_site, 0, 0, 0},
                          Case{installed, 1, 0, 0},
                          Case{acceptance_test, 1, 0, 0},
                          Case{accepted, 1, 1, 0},
                          Case{in_service, 1, 1, 1},
                          Case{handed_over, 1, 1, 1}}) {
    const Counts counts = counts_of(one_site({{one.stage, kToday}}));
    EXPECT_EQ(counts.planned, 1U);
    EXPECT_EQ(counts.built, one.built) << static_cast<int>(one.stage);
    EXPECT_EQ(counts.accepted, one.accepted) << static_cast<int>(one.stage);
    EXPECT_EQ(counts.on_air, one.on_air) << static_cast<int>(one.stage);
  }
}

TEST(Counts, TakeNoStageOfTheFuture) {
  const Counts counts =
      counts_of(one_site({{on_site, day(2026, 6, 1)}, {in_service, day(2026, 7, 2)}}));
  EXPECT_EQ(counts.built, 0U);
  EXPECT_EQ(counts.on_air, 0U);
}

TEST(Counts, AreDueFromThePlannedDay) {
  EXPECT_EQ(counts_of(one_site({}, {{in_service, kToday}})).due, 1U);
  EXPECT_EQ(counts_of(one_site({}, {{in_service, day(2026, 7, 2)}})).due, 0U);
  EXPECT_EQ(counts_of(one_site({}, {{installed, day(2026, 1, 1)}})).due, 0U);
  EXPECT_EQ(counts_of(one_site({}, {{handed_over, day(2026, 1, 1)}})).due, 1U);
}

TEST(Counts, ASuspendedSiteIsBuiltAndAcceptedAndNotOnAir) {
  const Counts counts = counts_of(one_held(HoldKind::suspended), {Judgement::met});
  EXPECT_EQ(counts.planned, 1U);
  EXPECT_EQ(counts.built, 1U);
  EXPECT_EQ(counts.accepted, 1U);
  EXPECT_EQ(counts.on_air, 0U);
  EXPECT_EQ(counts.meeting_sla, 0U) << "not more than are on air";
  EXPECT_EQ(counts.not_measured, 0U);
  EXPECT_EQ(counts.on_hold, 0U) << "a side state of its own";
}

TEST(Counts, ASuspensionOfTheFutureIsNotYetOne) {
  EXPECT_EQ(counts_of(one_held(HoldKind::suspended, day(2026, 7, 2))).on_air, 1U);
  EXPECT_EQ(counts_of(one_held(HoldKind::suspended, kToday)).on_air, 0U);
}

TEST(Counts, OnlyASuspensionTakesASiteOffTheAir) {
  for (const HoldKind kind : {HoldKind::on_hold, HoldKind::relocated}) {
    const Counts counts = counts_of(one_held(kind));
    EXPECT_EQ(counts.planned, 1U);
    EXPECT_EQ(counts.built, 1U);
    EXPECT_EQ(counts.on_air, 1U);
  }
}

TEST(Counts, ASiteOnHoldStaysInAllOfThem) {
  const Counts counts = counts_of(one_held(HoldKind::on_hold), {Judgement::met});
  EXPECT_EQ(counts.planned, 1U);
  EXPECT_EQ(counts.on_air, 1U);
  EXPECT_EQ(counts.meeting_sla, 1U);
  EXPECT_EQ(counts.on_hold, 1U);
}

TEST(Counts, CancelledAndDecommissionedSitesLeaveAllOfThem) {
  EXPECT_EQ(counts_of(one_held(HoldKind::cancelled), {Judgement::met}), Counts{});
  EXPECT_EQ(counts_of(one_site({{in_service, day(2026, 1, 1)}, {decommissioned, kToday}}),
                      {Judgement::met}),
            Counts{});
  EXPECT_EQ(counts_of(one_site({{in_service, day(2026, 1, 1)}, {decommissioned, day(2026, 7, 2)}}))
                .on_air,
            1U);
}

TEST(Counts, InfrastructureStandsInNone) {
  PhasedCounty county;
  county.add_site("hub", "", {}, {{in_service, day(2026, 1, 1)}});
  for (const PhaseCounts& phase : counts_by_phase(county.plan, kToday, {Judgement::met})) {
    EXPECT_EQ(phase.counts, Counts{});
  }
}

TEST(Counts, OnAirIsMetOrMissedOrNotMeasured) {
  const PhasedCounty county = one_site({{in_service, day(2026, 1, 1)}});
  const auto measured = [&county](Judgement judgement) {
    const Counts counts = counts_of(county, {judgement});
    return std::pair(counts.meeting_sla, counts.not_measured);
  };
  EXPECT_EQ(measured(Judgement::met), std::pair(1U, 0U));
  EXPECT_EQ(measured(Judgement::missed), std::pair(0U, 0U));
  EXPECT_EQ(measured(Judgement::not_enough_data), std::pair(0U, 1U));
  EXPECT_EQ(measured(Judgement::none), std::pair(0U, 1U));
}

TEST(Counts, JudgementsThatAreMissingAreNone) {
  EXPECT_EQ(counts_of(one_site({{in_service, day(2026, 1, 1)}}), {}).not_measured, 1U);
}

TEST(Counts, BeforeServiceNothingIsMeasured) {
  const Counts counts = counts_of(one_site({{accepted, day(2026, 1, 1)}}), {Judgement::met});
  EXPECT_EQ(counts.meeting_sla, 0U);
  EXPECT_EQ(counts.not_measured, 0U);
}

TEST(Counts, AddUp) {
  Counts sum{1, 2, 3, 4, 5, 6, 7, 8};
  sum += Counts{10, 20, 30, 40, 50, 60, 70, 80};
  EXPECT_EQ(sum, (Counts{11, 22, 33, 44, 55, 66, 77, 88}));
}

}  // namespace
}  // namespace pantau::rollout::test
