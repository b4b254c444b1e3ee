// SPDX-License-Identifier: Apache-2.0
// What is shown beside the state: maintenance, sites, contracts, and why.
#include <gtest/gtest.h>

#include "tests/daemon/links/book_fixture.hpp"
#include "tests/daemon/links/paper_journal.hpp"

namespace pantau::links::test {
namespace {

book::Second at(std::int64_t second) {
  return std::chrono::floor<book::Seconds>(kStart) + book::Seconds{second};
}

config::Plan hub_and_child() {
  config::Plan result = plan({link("child", "site-child"), link("hub", "site-hub")});
  hang(result, "child", {"hub"});
  add_sites(result);
  return result;
}

book::Window window(std::int64_t from, std::int64_t to) {
  book::Window window;
  window.id = 1;
  window.links = {"hub"};
  window.start = at(from);
  window.end = at(to);
  window.reason = "new mast";
  return window;
}

TEST(Maintenance, BeginsAndEndsByItself) {
  FakeProber fake{hub_and_child()};
  fake.run(10s);
  fake.book.set_windows({window(20, 40)});
  fake.run(1s);
  EXPECT_FALSE(fake.numbers("hub").in_maintenance);
  EXPECT_EQ(fake.numbers("hub").window_start, at(20));
  EXPECT_FALSE(fake.numbers("child").window_start) << "no root of it";
  fake.run(10s);
  EXPECT_TRUE(fake.numbers("hub").in_maintenance);
  EXPECT_TRUE(fake.book.snapshot(fake.now()).sites.at(1).in_maintenance);
  EXPECT_FALSE(fake.book.snapshot(fake.now()).sites.at(0).in_maintenance);
  fake.run(20s);
  EXPECT_FALSE(fake.numbers("hub").in_maintenance);
  EXPECT_FALSE(fake.numbers("hub").window_start);
  EXPECT_EQ(fake.book.snapshot(fake.now()).windows->size(), 1U);
}

TEST(Maintenance, OfARootCoversWhatIsUnreachableBecauseOfIt) {
  FakeProber fake{hub_and_child()};
  PaperJournal journal;
  fake.journal = [&journal](const book::Batch& batch) { journal.write(batch); };
  fake.book.set_windows({window(20, 60)});
  fake.run(30s);
  fake.silence("hub");
  fake.silence("child");
  fake.run(20s);
  EXPECT_TRUE(fake.numbers("child").in_maintenance);
  ASSERT_TRUE(fake.numbers("child").outage);
  EXPECT_TRUE(fake.numbers("child").outage->planned);
  EXPECT_EQ(fake.numbers("child").outage->cause, book::Cause::planned_work);
  fake.run(30s);
  EXPECT_FALSE(fake.numbers("child").in_maintenance);
  EXPECT_FALSE(fake.numbers("child").outage->planned);
  const book::Outage child = journal.outages_of("child").at(0);
  ASSERT_EQ(child.segments.size(), 2U);
  EXPECT_EQ(child.segments[1].start, at(60));
  EXPECT_EQ(child.segments[1].proposed, book::Cause::upstream);
}

TEST(Corrections, ShowInTheOpenOutage) {
  FakeProber fake{hub_and_child()};
  fake.run(10s);
  fake.silence("hub");
  fake.run(20s);
  ASSERT_TRUE(fake.numbers("hub").outage);
  book::Correction correction;
  correction.cause = book::Cause::theft_vandalism;
  fake.book.correct(fake.numbers("hub").outage->id, correction);
  EXPECT_EQ(fake.numbers("hub").outage->cause, book::Cause::theft_vandalism);
}

TEST(Sites, WorkOnTheirBackup) {
  config::Plan both = plan({link("main"), link("spare")});
  both.links[1].role = config::Role::backup;
  add_sites(both);
  FakeProber fake{both};
  fake.run(20s);
  EXPECT_EQ(fake.book.snapshot(fake.now()).sites.at(0).state, LinkState::up);
  fake.silence("main");
  fake.run(20s);
  SiteNumbers site = fake.book.snapshot(fake.now()).sites.at(0);
  EXPECT_TRUE(site.measured);
  EXPECT_EQ(site.state, LinkState::degraded);
  EXPECT_TRUE(site.on_backup);
  EXPECT_FALSE(site.outage);
  EXPECT_EQ(site.since, at(21));
  fake.silence("spare");
  fake.run(20s);
  site = fake.book.snapshot(fake.now()).sites.at(0);
  EXPECT_EQ(site.state, LinkState::down);
  ASSERT_TRUE(site.outage);
  EXPECT_EQ(site.outage->start, at(41));
  EXPECT_EQ(site.outage->root, 0U) << "the failed primary";
  EXPECT_EQ(site.outside_root, kNowhere);
}

TEST(Sites, NameTheRootOutside) {
  FakeProber fake{hub_and_child()};
  fake.run(20s);
  fake.silence("hub");
  fake.silence("child");
  fake.run(20s);
  const Snapshot snapshot = fake.book.snapshot(fake.now());
  EXPECT_EQ(snapshot.sites.at(0).state, LinkState::unreachable);
  EXPECT_EQ(snapshot.sites.at(0).outside_root, 1U);
  EXPECT_EQ(snapshot.sites.at(1).outside_root, kNowhere);
  ASSERT_EQ(snapshot.open_outages.size(), 2U);
  EXPECT_EQ(snapshot.open_outages[0].second->link, "child");
}

TEST(Sites, WithoutALinkAreNotMeasured) {
  config::Plan lonely = hub_and_child();
  lonely.sites.push_back({});
  lonely.sites.back().id = "site-none";
  FakeProber fake{lonely};
  fake.run(20s);
  EXPECT_FALSE(fake.book.snapshot(fake.now()).sites.at(2).measured);
}

/// 24 of 60 echoes are lost in each minute, never many in a row.
LinkState after_lossy_minutes(config::Plan plan) {
  plan.links[0].profile.down_after = 100;
  FakeProber fake{std::move(plan)};
  for (int turn = 0; turn < 6 * 7; ++turn) {
    fake.silence("a");
    fake.run(4s);
    fake.answers("a");
    fake.run(6s);
  }
  return fake.state("a");
}

TEST(Contracts, OfTheDaySayHowMuchLossIsTooMuch) {
  config::Plan with = plan({link("a")});
  config::Contract contract;
  contract.id = "strict";
  contract.start = std::chrono::year{2026} / 11 / 30;
  contract.loss_threshold = 0.2;
  with.contracts = {contract};
  with.links[0].contracts = {"strict"};
  EXPECT_EQ(after_lossy_minutes(plan({link("a")})), LinkState::up);
  EXPECT_EQ(after_lossy_minutes(with), LinkState::down);
  with.contracts[0].start = std::chrono::year{2026} / 12 / 1;
  EXPECT_EQ(after_lossy_minutes(with), LinkState::up) << "it begins tomorrow";
}

TEST(Why, NamesRuleParentsRootsAndTheLastEchoes) {
  FakeProber fake{hub_and_child()};
  fake.run(30500ms);
  fake.silence("hub");
  fake.silence("child");
  fake.run(12s);
  const std::optional<Why> why = fake.book.why("child", fake.now());
  ASSERT_TRUE(why);
  EXPECT_EQ(why->rule, "parents");
  EXPECT_EQ(why->roots, std::vector<std::string>{"hub"});
  ASSERT_EQ(why->parents.size(), 1U);
  EXPECT_EQ(why->parents[0].link, "hub");
  EXPECT_EQ(why->parents[0].state, LinkState::down);
  ASSERT_TRUE(why->outage);
  ASSERT_EQ(why->echoes.size(), 20U);
  EXPECT_EQ(why->echoes.front().verdict, RecentEcho::Verdict::answered);
  EXPECT_EQ(why->echoes.front().rtt, 20ms);
  EXPECT_EQ(why->echoes.front().sent, kStart + 23s);
  EXPECT_EQ(why->echoes[8].verdict, RecentEcho::Verdict::lost);
  EXPECT_EQ(why->echoes.back().verdict, RecentEcho::Verdict::undecided);
  EXPECT_EQ(fake.book.why("hub", fake.now())->rule, "down_after");
  EXPECT_FALSE(fake.book.why("nobody", fake.now()));
}

TEST(Why, TellsALateReplyAndWhyAnEchoWasNotSent) {
  FakeProber fake{plan({link("a")})};
  fake.behave("a", {Behaviour::Kind::late, 5s});
  fake.run(6s);
  fake.behave("a", {Behaviour::Kind::unsent, 0ms});
  fake.run(2s);
  const std::vector<RecentEcho> echoes = fake.book.why("a", fake.now())->echoes;
  EXPECT_TRUE(echoes.front().late);
  EXPECT_EQ(echoes.front().verdict, RecentEcho::Verdict::lost);
  EXPECT_EQ(echoes.front().rtt, 5s);
  EXPECT_EQ(echoes.back().verdict, RecentEcho::Verdict::unsent);
  EXPECT_EQ(echoes.back().reason, "no_route");
}

}  // namespace
}  // namespace pantau::links::test
