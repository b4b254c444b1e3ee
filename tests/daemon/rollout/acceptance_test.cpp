// SPDX-License-Identifier: Apache-2.0
// The borders of every criterion, on books written by hand.
#include "daemon/rollout/acceptance.hpp"

#include <array>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/daemon/rollout/trial_of_one.hpp"

namespace pantau::rollout {
namespace {

using availability::Period;
using test::at;
using test::day;
using test::kWindow;
using test::TrialOfOne;
using namespace std::chrono_literals;

constexpr double kTestSeconds = 259'200;  // 72 h

TEST(Acceptance, PassesALinkThatWasHealthy) {
  const TrialOfOne trial;
  const Acceptance acceptance = trial.judged();
  EXPECT_EQ(acceptance.state, AcceptanceState::passed);
  EXPECT_EQ(acceptance.site, "jila");
  EXPECT_EQ(acceptance.period, (Period{at(2025, 8, 1), at(2025, 8, 4)}));
  EXPECT_EQ(acceptance.judged_until, at(2025, 8, 4));
  EXPECT_EQ(acceptance.decided, at(2025, 8, 5));
  EXPECT_EQ(acceptance.progress(), 1);
  const LinkTrial& link = acceptance.links.at(0);
  EXPECT_EQ(link.link, "jila");
  EXPECT_EQ(link.known, 259'200);
  EXPECT_EQ(link.failed, 0);
  EXPECT_EQ(link.outages, 0);
  EXPECT_EQ(link.windows, 288U);
  EXPECT_EQ(link.good, (std::array<std::uint32_t, 3>{288, 288, 288}));
  const Criteria expected{CriterionResult{1, 0.98, {}, true},
                          CriterionResult{1, 0.95, {}, true},
                          CriterionResult{0, 300, {}, true},
                          CriterionResult{1, 0.95, 1.2, true},
                          CriterionResult{1, 0.95, 0.6, true},
                          CriterionResult{1, 0.95, 0.1, true}};
  EXPECT_EQ(link.criteria, expected);
}

TEST(AcceptanceCoverage, IsEnoughAt98PerCentToTheSecond) {
  TrialOfOne trial;
  trial.course.blind(trial.start + 1h, 5184s);
  EXPECT_EQ(trial.judged().state, AcceptanceState::passed);
  EXPECT_EQ(trial.link().known, 254'016);
  TrialOfOne worse;
  worse.course.blind(worse.start + 1h, 5185s);
  EXPECT_EQ(worse.judged().state, AcceptanceState::undecided);
  EXPECT_EQ(worse.result(Criterion::coverage).figure, (kTestSeconds - 5185) / kTestSeconds);
  EXPECT_FALSE(worse.result(Criterion::coverage).met);
}

TEST(AcceptanceCoverage, TooLowIsUndecidedWhateverElseFails) {
  TrialOfOne trial;
  trial.course.fail(trial.start + 1h, 24h).blind(trial.start + 30h, 2h);
  EXPECT_EQ(trial.judged().state, AcceptanceState::undecided);
  EXPECT_FALSE(trial.result(Criterion::longest_outage).met);
}

TEST(AcceptanceCoverage, CountsSecondsBeforeTheBookBeganAsUnknown) {
  TrialOfOne trial;
  trial.course = availability::test::Course{trial.start + 5184s};
  EXPECT_EQ(trial.judged().state, AcceptanceState::passed);
  trial.course = availability::test::Course{trial.start + 5185s};
  EXPECT_EQ(trial.judged().state, AcceptanceState::undecided);
}

TEST(AcceptanceCoverage, IsNoneWhenTheBookBeganAfterTheTest) {
  TrialOfOne trial;
  trial.course = availability::test::Course{at(2025, 8, 4) + 12h};
  trial.minutes.clear();
  EXPECT_EQ(trial.judged().state, AcceptanceState::undecided);
  EXPECT_EQ(trial.result(Criterion::coverage).figure, 0);
}

TEST(AcceptanceAvailability, IsEnoughAtTheContractsTargetToTheSecond) {
  TrialOfOne trial;
  trial.fail_in_parts(12'960s);
  EXPECT_EQ(trial.judged().state, AcceptanceState::passed);
  EXPECT_EQ(trial.result(Criterion::availability).figure, 0.95);
  EXPECT_EQ(trial.link().failed, 12'960);
  EXPECT_EQ(trial.link().outages, 44);
  TrialOfOne worse;
  worse.fail_in_parts(12'961s);
  EXPECT_EQ(worse.judged().state, AcceptanceState::failed);
  EXPECT_FALSE(worse.result(Criterion::availability).met);
  EXPECT_TRUE(worse.result(Criterion::longest_outage).met);
}

TEST(AcceptanceAvailability, IsGrossWhateverTheContractExcludes) {
  TrialOfOne trial;
  trial.county.contract().exclude = {"power"};
  trial.county.contract().minimum_outage = 10min;
  for (int i = 0; i < 50; ++i) {
    trial.course.fail(trial.start + (i + 1) * 1h, 300s, book::Cause::power_grid);
  }
  EXPECT_EQ(trial.link().failed, 15'000);
  EXPECT_EQ(trial.judged().state, AcceptanceState::failed);
}

TEST(AcceptanceAvailability, TakesAFaultOfTheMonitoringForUnknown) {
  TrialOfOne trial;
  trial.course.fail(trial.start + 1h, 5000s).correct(book::Cause::monitoring_fault);
  EXPECT_EQ(trial.link().failed, 0);
  EXPECT_EQ(trial.link().known, 254'200);
  EXPECT_EQ(trial.link().outages, 0);
  EXPECT_EQ(trial.judged().state, AcceptanceState::passed);
}

struct TrialTarget : testing::Test {
  TrialOfOne trial;

  void expect(const std::string& contract, double target) {
    EXPECT_EQ(trial.link().contract, contract);
    EXPECT_EQ(trial.result(Criterion::availability).threshold, target);
  }
};

TEST_F(TrialTarget, IsOfTheContractInForceAtTheStart) {
  trial.county.contract().has_end = true;
  trial.county.contract().end = day(2025, 8, 1);
  trial.county.add_contract("d", day(2025, 8, 2));
  trial.county.plan.contracts.back().target = 0.99;
  expect("c", 0.95);
}

TEST_F(TrialTarget, ElseOfTheFirstThatBeginsLater) {
  trial.county.contract().start = day(2025, 9, 1);
  trial.county.add_contract("d", day(2025, 8, 10));
  trial.county.plan.contracts.back().target = 0.97;
  trial.county.add_contract("e", day(2025, 8, 20));
  expect("d", 0.97);
}

TEST_F(TrialTarget, ElseOfTheTechnology) {
  trial.county.contract().has_end = true;
  trial.county.contract().end = day(2025, 7, 31);
  expect("", 0.9);
  trial.county.link().contracts.clear();
  expect("", 0.9);
}

TEST(AcceptanceOutage, MayLast300Seconds) {
  TrialOfOne trial;
  trial.course.fail(trial.start + 1h, 290s).fail(trial.start + 2h, 300s);
  EXPECT_EQ(trial.judged().state, AcceptanceState::passed);
  EXPECT_EQ(trial.result(Criterion::longest_outage).figure, 300);
  trial.course.fail(trial.start + 3h, 301s);
  EXPECT_EQ(trial.judged().state, AcceptanceState::failed);
  EXPECT_EQ(trial.result(Criterion::longest_outage).figure, 301);
  EXPECT_EQ(trial.link().outages, 3);
}

TEST(AcceptanceOutage, IsOneAcrossUnknownTimeThatDoesNotCount) {
  TrialOfOne trial;
  const book::Second begin = trial.start + 1h;
  trial.course.fail(begin, 200s).blind(begin + 200s, 1000s).go_on(begin + 1200s, 100s);
  EXPECT_EQ(trial.result(Criterion::longest_outage).figure, 300);
  EXPECT_EQ(trial.link().outages, 1);
  EXPECT_EQ(trial.judged().state, AcceptanceState::passed);
  TrialOfOne worse;
  worse.course.fail(begin, 200s).blind(begin + 200s, 1000s).go_on(begin + 1200s, 101s);
  EXPECT_EQ(worse.judged().state, AcceptanceState::failed);
}

TEST(AcceptanceOutage, CountsItsPartOfTheTest) {
  TrialOfOne trial;
  trial.course.fail(trial.start - 1h, 3900s).fail(trial.period().to - 300s, 2h);
  EXPECT_EQ(trial.result(Criterion::longest_outage).figure, 300);
  EXPECT_EQ(trial.link().failed, 600);
  EXPECT_EQ(trial.link().outages, 2);
}

TEST(AcceptanceOutage, BeforeOrAfterTheTestIsNone) {
  TrialOfOne trial;
  trial.course.fail(trial.start - 1h, 1h).fail(trial.period().to, 1h);
  EXPECT_EQ(trial.link().outages, 0);
  EXPECT_EQ(trial.result(Criterion::longest_outage).figure, 0);
}

TEST(AcceptanceOutage, OfAnotherRootIsOneAsWell) {
  TrialOfOne trial;
  trial.course.fail(
      trial.start + 1h, 310s, book::Cause::upstream, book::LinkState::unreachable, {"hub"});
  EXPECT_EQ(trial.judged().state, AcceptanceState::failed);
}

TEST(AcceptanceOutage, ThatIsOpenLastsAsFarAsTheBook) {
  TrialOfOne trial;
  trial.course.fail(trial.start + 1h, 100h);
  availability::History history = trial.course.until(trial.start + 2h);
  history.outages.back().end.reset();
  history.outages.back().segments.back().end.reset();
  const TrialInput input{&trial.county.link(), history, trial.minutes};
  const Acceptance acceptance =
      judge(trial.county.plan, trial.county.site(), trial.period(), {input}, trial.start + 3h);
  EXPECT_EQ(acceptance.links.at(0).criteria.at(2).figure, 3600);
  EXPECT_EQ(acceptance.state, AcceptanceState::running) << "until the end, though it cannot pass";
}

TEST(AcceptanceProgress, RunsUntilTheBookHasSettledPastTheEnd) {
  TrialOfOne trial;
  trial.settled = trial.period().to - 1s;
  Acceptance acceptance = trial.judged();
  EXPECT_EQ(acceptance.state, AcceptanceState::running);
  EXPECT_EQ(acceptance.decided, std::nullopt);
  EXPECT_EQ(acceptance.judged_until, trial.settled);
  EXPECT_LT(acceptance.progress(), 1);
  trial.settled = trial.period().to;
  EXPECT_EQ(trial.judged().state, AcceptanceState::passed);
}

TEST(AcceptanceProgress, ShowsWhatIsKnownSoFar) {
  TrialOfOne trial;
  trial.course.fail(trial.start + 1h, 360s).fail(trial.start + 20h, 2h);
  trial.settled = trial.start + 18h;
  const Acceptance acceptance = trial.judged();
  EXPECT_EQ(acceptance.state, AcceptanceState::running);
  EXPECT_EQ(acceptance.progress(), 0.25);
  const LinkTrial& link = acceptance.links.at(0);
  EXPECT_EQ(link.failed, 360);
  EXPECT_EQ(link.known, 18 * 3600);
  EXPECT_EQ(link.windows, 72U);
  EXPECT_EQ(link.criteria.at(2).figure, 360);
  EXPECT_FALSE(acceptance.met(Criterion::longest_outage));
  EXPECT_TRUE(acceptance.met(Criterion::availability));
}

TEST(AcceptanceProgress, HasNoFiguresBeforeAnythingHasSettled) {
  TrialOfOne trial;
  trial.settled = trial.start;
  const Acceptance acceptance = trial.judged();
  EXPECT_EQ(acceptance.state, AcceptanceState::running);
  EXPECT_EQ(acceptance.progress(), 0);
  for (const CriterionResult& result : acceptance.links.at(0).criteria) {
    EXPECT_EQ(result.figure, std::nullopt);
    EXPECT_FALSE(result.met);
  }
}

TEST(AcceptanceProgress, WaitsForALinkWithoutABook) {
  TrialOfOne trial;
  const TrialInput input{&trial.county.link(), {}, {}};
  const Acceptance acceptance =
      judge(trial.county.plan, trial.county.site(), trial.period(), {input}, at(2025, 9, 1));
  EXPECT_EQ(acceptance.state, AcceptanceState::running);
  EXPECT_EQ(acceptance.judged_until, trial.start);
}

TEST(AcceptanceWindows, MustBeGoodAt95PerCent) {
  TrialOfOne trial;
  trial.county.plan.acceptance.duration = 5h;  // 20 windows
  const auto slow = [](book::MinuteSummary& minute) { minute.median = 1200ms; };
  trial.change(trial.windows(1), slow);
  EXPECT_EQ(trial.judged().state, AcceptanceState::passed);
  EXPECT_EQ(trial.link().good.at(0), 19U);
  EXPECT_EQ(trial.result(Criterion::rtt).figure, 0.95);
  trial.change(trial.windows(2), slow);
  EXPECT_EQ(trial.judged().state, AcceptanceState::failed);
  EXPECT_EQ(trial.link().good, (std::array<std::uint32_t, 3>{18, 20, 20}));
}

TEST(AcceptanceWindows, AreGoodBelowBadAndNotAtIt) {
  TrialOfOne trial;
  trial.change(trial.windows(288), [](book::MinuteSummary& minute) {
    minute.median = 1200ms - 1ns;
    minute.p95 = minute.min + 600ms - 1ns;
    minute.sent = 1000;
    minute.lost = 99;
  });
  EXPECT_EQ(trial.link().good, (std::array<std::uint32_t, 3>{288, 288, 288}));
  trial.change(trial.windows(1), [](book::MinuteSummary& minute) { minute.median = 1200ms; });
  trial.change(trial.windows(2), [](book::MinuteSummary& minute) { minute.p95 += 1ns; });
  trial.change(trial.windows(3), [](book::MinuteSummary& minute) { minute.lost = 100; });
  EXPECT_EQ(trial.link().good, (std::array<std::uint32_t, 3>{287, 286, 285}));
}

TEST(AcceptanceWindows, TakeTheMedianOfTheMinutes) {
  TrialOfOne trial;
  // 15 minutes: the 8th of the sorted values decides.
  trial.change({trial.start, trial.start + 7min},
               [](book::MinuteSummary& minute) { minute.median = 5s; });
  EXPECT_EQ(trial.link().good.at(0), 288U);
  trial.change({trial.start, trial.start + 8min},
               [](book::MinuteSummary& minute) { minute.median = 5s; });
  EXPECT_EQ(trial.link().good.at(0), 287U);
}

TEST(AcceptanceWindows, TakeTheLowerOneOfTwoInTheMiddle) {
  TrialOfOne trial;
  trial.forget({trial.start, trial.start + 1min});
  trial.change({trial.start, trial.start + 8min},
               [](book::MinuteSummary& minute) { minute.median = 5s; });
  EXPECT_EQ(trial.link().good.at(0), 288U) << "7 of 14";
}

TEST(AcceptanceWindows, LeaveOutMinutesBeforeTheBookBegan) {
  TrialOfOne trial;
  trial.course = availability::test::Course{trial.start + 10min + 1s};
  EXPECT_EQ(trial.link().windows, 287U) << "the eleventh minute was watched in part";
}

TEST(AcceptanceWindows, AddUpLossOverTheirEchoes) {
  TrialOfOne trial;
  // 12 echoes in each of 14 minutes and 100 in one: 27 of 268 lost is over a tenth, though the one
  // minute alone lost anything.
  trial.change({trial.start, trial.start + 1min}, [](book::MinuteSummary& minute) {
    minute.sent = 100;
    minute.lost = 27;
  });
  EXPECT_EQ(trial.link().good.at(2), 287U);
  trial.change({trial.start, trial.start + 1min},
               [](book::MinuteSummary& minute) { minute.lost = 26; });
  EXPECT_EQ(trial.link().good.at(2), 288U);
}

TEST(AcceptanceWindows, NeedFiveMinutes) {
  TrialOfOne trial;
  trial.forget({trial.start, trial.start + 10min});
  EXPECT_EQ(trial.link().windows, 288U);
  trial.forget({trial.start, trial.start + 11min});
  EXPECT_EQ(trial.link().windows, 287U);
  EXPECT_EQ(trial.judged().state, AcceptanceState::passed) << "what is not judged is not bad";
}

TEST(AcceptanceWindows, LeaveOutMinutesWithoutADecidedEcho) {
  TrialOfOne trial;
  trial.change({trial.start, trial.start + 11min},
               [](book::MinuteSummary& minute) { minute = {.start = minute.start}; });
  EXPECT_EQ(trial.link().windows, 287U);
}

TEST(AcceptanceWindows, LeaveOutMinutesThatASecondOfFailureTouches) {
  TrialOfOne trial;
  const auto lossy = [](book::MinuteSummary& minute) { minute.lost = 12; };
  trial.change({trial.start, trial.start + 2min}, lossy);
  EXPECT_EQ(trial.link().good.at(2), 287U) << "24 of 180";
  // One second of each of the two minutes.
  trial.course.fail(trial.start + 59s, 2s);
  EXPECT_EQ(trial.link().good.at(2), 288U);
}

TEST(AcceptanceWindows, LeaveOutMinutesThatASecondOfBlindnessTouches) {
  TrialOfOne trial;
  trial.change({trial.start, trial.start + 2min},
               [](book::MinuteSummary& minute) { minute.lost = 12; });
  trial.course.blind(trial.start + 59s, 2s);
  EXPECT_EQ(trial.link().good.at(2), 288U);
}

TEST(AcceptanceWindows, KeepMinutesBesideAFailure) {
  TrialOfOne trial;
  trial.change({trial.start, trial.start + 2min},
               [](book::MinuteSummary& minute) { minute.lost = 12; });
  trial.course.fail(trial.start - 60s, 60s).fail(trial.start + 2min, 60s);
  EXPECT_EQ(trial.link().good.at(2), 287U);
}

TEST(AcceptanceWindows, OfAnsweredMinutesAloneHaveARoundTrip) {
  TrialOfOne trial;
  const auto lost = [](book::MinuteSummary& minute) {
    minute = {.start = minute.start, .sent = 12, .lost = 12};
  };
  trial.change({trial.start, trial.start + 14min}, lost);
  EXPECT_EQ(trial.link().good, (std::array<std::uint32_t, 3>{288, 288, 287}));
  trial.change({trial.start, trial.start + 15min}, lost);
  EXPECT_EQ(trial.link().good, (std::array<std::uint32_t, 3>{287, 287, 287}));
}

TEST(AcceptanceWindows, BeginWithTheTestAndTakeTheMinutesThatBeginInThem) {
  TrialOfOne trial;
  trial.county.site().acceptance_start = trial.start + 7min + 30s;
  const book::Second first = trial.start + 8min;
  // The window ends at 22:30; its 15 minutes begin at 8:00 to 22:00.
  trial.forget({first, first + 11min});
  EXPECT_EQ(trial.link().windows, 287U);
  trial.minutes.clear();
  for (const auto minute : {10, 11, 12, 13, 14}) {
    trial.minutes.push_back({.start = first + minute * 1min, .sent = 12});
  }
  EXPECT_EQ(trial.link().windows, 1U);
  trial.minutes.front().start = trial.start + 7min;
  EXPECT_EQ(trial.link().windows, 0U) << "a minute that began before the test";
}

TEST(AcceptanceWindows, EndWithTheTest) {
  TrialOfOne trial;
  trial.county.site().acceptance_start = trial.start + 30s;
  const book::Second end = trial.period().to;
  trial.minutes.clear();
  for (const auto minute : {5, 4, 3, 2, 1}) {
    trial.minutes.push_back({.start = end - 30s - minute * 1min, .sent = 12});
  }
  EXPECT_EQ(trial.link().windows, 1U);
  trial.minutes.erase(trial.minutes.begin());
  trial.minutes.push_back({.start = end - 30s, .sent = 12});
  EXPECT_EQ(trial.link().windows, 0U) << "the last minute ends after the test";
}

TEST(AcceptanceWindows, ThatNobodyCouldJudgeDecideNothing) {
  TrialOfOne trial;
  trial.minutes.clear();
  EXPECT_EQ(trial.judged().state, AcceptanceState::undecided);
  EXPECT_EQ(trial.result(Criterion::loss).figure, std::nullopt);
  EXPECT_FALSE(trial.result(Criterion::loss).met);
}

TEST(AcceptancePeriod, BeginsWhenTheTestWasStarted) {
  const TrialOfOne trial;
  const config::Plan& plan = trial.county.plan;
  const config::Site& site = plan.sites.front();
  EXPECT_EQ(trial_period(plan, site, trial.start - 1s), std::nullopt);
  EXPECT_EQ(trial_period(plan, site, trial.start), (Period{trial.start, trial.start + 72h}));
}

TEST(AcceptancePeriod, BeginsAtMidnightOfADateAndAtOnceOfADateTime) {
  TrialOfOne trial;
  config::Site& site = trial.county.site();
  site.acceptance_start.reset();
  EXPECT_EQ(trial_period(trial.county.plan, site, at(2026, 1, 1)), std::nullopt);
  site.actual[config::Stage::acceptance_test] = day(2025, 8, 3);
  EXPECT_EQ(trial_period(trial.county.plan, site, at(2026, 1, 1)),
            (Period{at(2025, 8, 3), at(2025, 8, 6)}));
  site.acceptance_start = at(2025, 8, 3) + 9h + 30min;
  EXPECT_EQ(trial_period(trial.county.plan, site, at(2026, 1, 1))->from,
            at(2025, 8, 3) + 9h + 30min);
}

TEST(AcceptancePeriod, LastsAsConfigured) {
  TrialOfOne trial;
  trial.county.plan.acceptance.duration = 5min;
  EXPECT_EQ(trial.period().length(), 5min);
  EXPECT_EQ(trial.link().windows, 1U);
  EXPECT_EQ(trial.judged().state, AcceptanceState::passed);
  trial.county.plan.acceptance.duration = 24h * 31;
  EXPECT_EQ(trial.period().length(), 24h * 31);
}

struct TrialLinks : testing::Test {
  TrialOfOne trial;

  config::Link& add(const std::string& id, config::Role role) {
    config::Link link = trial.county.plan.links.front();
    link.id = id;
    link.role = role;
    trial.county.plan.links.push_back(link);
    return trial.county.plan.links.back();
  }

  [[nodiscard]] std::vector<std::string> judged() const {
    std::vector<std::string> ids;
    for (const config::Link* link :
         trial_links(trial.county.plan, trial.county.plan.sites.front())) {
      ids.push_back(link->id);
    }
    return ids;
  }

  [[nodiscard]] Acceptance judge_all(
      const std::map<std::string, availability::History>& histories) {
    std::vector<TrialInput> inputs;
    for (const config::Link* link :
         trial_links(trial.county.plan, trial.county.plan.sites.front())) {
      inputs.push_back({link, histories.at(link->id), trial.minutes});
    }
    return judge(trial.county.plan, trial.county.site(), trial.period(), inputs, trial.settled);
  }

  [[nodiscard]] availability::History healthy() const {
    return availability::test::Course{at(2025, 7, 1)}.until(trial.settled);
  }

  [[nodiscard]] availability::History bad() const {
    return availability::test::Course{at(2025, 7, 1)}
        .fail(trial.start + 1h, 1h)
        .until(trial.settled);
  }
};

TEST_F(TrialLinks, AreThePrimaryOnes) {
  add("jila-backup", config::Role::backup);
  add("jila-second", config::Role::primary);
  add("other", config::Role::primary).site = "other";
  EXPECT_EQ(judged(), (std::vector<std::string>{"jila", "jila-second"}));
}

TEST_F(TrialLinks, AreAllWithoutAPrimary) {
  trial.county.link().role = config::Role::backup;
  add("jila-backup", config::Role::backup);
  EXPECT_EQ(judged(), (std::vector<std::string>{"jila", "jila-backup"}));
}

TEST_F(TrialLinks, AreThoseThatAreProbed) {
  add("jila-backup", config::Role::backup);
  trial.county.link().address.clear();
  EXPECT_TRUE(judged().empty()) << "the backup does not stand in for the primary";
}

TEST_F(TrialLinks, MustAllPass) {
  add("jila-second", config::Role::primary);
  EXPECT_EQ(judge_all({{"jila", healthy()}, {"jila-second", healthy()}}).state,
            AcceptanceState::passed);
  const Acceptance one_bad = judge_all({{"jila", healthy()}, {"jila-second", bad()}});
  EXPECT_EQ(one_bad.state, AcceptanceState::failed);
  EXPECT_FALSE(one_bad.met(Criterion::longest_outage));
  EXPECT_TRUE(one_bad.met(Criterion::coverage));
  EXPECT_EQ(judge_all({{"jila", bad()}, {"jila-second", healthy()}}).state,
            AcceptanceState::failed);
}

TEST_F(TrialLinks, AreAllWaitedFor) {
  add("jila-second", config::Role::primary);
  availability::History slow = healthy();
  slow.settled_until = trial.period().to - 1s;
  const Acceptance acceptance = judge_all({{"jila", healthy()}, {"jila-second", slow}});
  EXPECT_EQ(acceptance.state, AcceptanceState::running);
  EXPECT_EQ(acceptance.judged_until, slow.settled_until);
}

TEST_F(TrialLinks, NoneIsUndecidedAtTheEnd) {
  const auto judged_at = [this](book::Second now) {
    return judge(trial.county.plan, trial.county.site(), trial.period(), {}, now);
  };
  EXPECT_EQ(judged_at(trial.period().to - 1s).state, AcceptanceState::running);
  const Acceptance acceptance = judged_at(trial.period().to);
  EXPECT_EQ(acceptance.state, AcceptanceState::undecided);
  EXPECT_FALSE(acceptance.met(Criterion::coverage));
  EXPECT_FALSE(acceptance.met(Criterion::rtt));
}

}  // namespace
}  // namespace pantau::rollout
