// SPDX-License-Identifier: Apache-2.0
// What a new plan changes and what it leaves alone (semantics.md 5, Identity).
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/daemon/links/book_fixture.hpp"

namespace pantau::links::test {
namespace {

using ChangeKind = TargetChange::Kind;

void expect_same(const LinkNumbers& now, const LinkNumbers& before) {
  EXPECT_EQ(now.probes, before.probes);
  EXPECT_EQ(now.lost, before.lost);
  EXPECT_EQ(now.unsent, before.unsent);
  EXPECT_EQ(now.voided, before.voided);
  EXPECT_EQ(now.late, before.late);
  EXPECT_EQ(now.bytes_to_site, before.bytes_to_site);
  EXPECT_EQ(now.bytes_from_site, before.bytes_from_site);
  EXPECT_EQ(now.rtt.counts, before.rtt.counts);
  EXPECT_EQ(now.rtt.sum_seconds, before.rtt.sum_seconds);
  EXPECT_EQ(now.loss_runs.counts, before.loss_runs.counts);
  EXPECT_EQ(now.last_reply, before.last_reply);
  EXPECT_EQ(now.reply_hop_limit, before.reply_hop_limit);
  EXPECT_EQ(now.jitter_seconds, before.jitter_seconds);
  EXPECT_EQ(now.jitter_samples, before.jitter_samples);
  EXPECT_EQ(now.minute.has_value(), before.minute.has_value());
  EXPECT_EQ(now.last_answered, before.last_answered);
  EXPECT_EQ(now.last_rtt, before.last_rtt);
  EXPECT_EQ(now.state, before.state);
  EXPECT_EQ(now.since, before.since);
  EXPECT_EQ(now.losing_run, before.losing_run);
  EXPECT_EQ(now.answering_run, before.answering_run);
}

TEST(Reload, GivesATargetToEachLinkWithAnAddressAndEachAnchor) {
  config::Plan first = plan_with_anchor({link("a"), link("b"), link("planned")});
  first.links[2].address.clear();
  FakeProber fake{plan({})};
  const std::vector<TargetChange> changes = fake.apply(first);
  ASSERT_EQ(changes.size(), 3U);
  std::vector<std::string> names;
  for (const TargetChange& change : changes) {
    EXPECT_EQ(change.kind, ChangeKind::add);
    names.push_back(fake.book.name(change.target));
  }
  std::ranges::sort(names);
  EXPECT_EQ(names, (std::vector<std::string>{"a", "anchor", "b"}));
  EXPECT_EQ(fake.book.name(99), "");
}

TEST(Reload, OfTheSamePlanChangesNothing) {
  FakeProber fake{plan_with_anchor({link("a"), link("b")})};
  fake.run(70s);
  fake.silence("b");
  fake.run(10s);
  const LinkNumbers a = fake.numbers("a");
  const LinkNumbers b = fake.numbers("b");
  for (int storm = 0; storm < 100; ++storm) {
    EXPECT_TRUE(fake.apply(plan_with_anchor({link("a"), link("b")})).empty());
  }
  expect_same(fake.numbers("a"), a);
  expect_same(fake.numbers("b"), b);
  fake.run(120s);
  EXPECT_EQ(fake.numbers("a").probes, a.probes + 120);
}

TEST(Reload, KeepsTheBytesOfSnmpWithTheirLink) {
  FakeProber fake{plan({link("b"), link("c")})};
  fake.book.record_snmp_traffic("b", 100, 200);
  fake.book.record_snmp_traffic("c", 1, 2);
  fake.book.record_snmp_traffic("b", 10, 20);
  fake.book.record_snmp_traffic("nowhere", 7000, 7000);
  (void)fake.apply(plan({link("a"), link("b")}));
  EXPECT_EQ(fake.numbers("a").bytes_to_site, 0U);
  EXPECT_EQ(fake.numbers("b").bytes_to_site, 110U);
  EXPECT_EQ(fake.numbers("b").bytes_from_site, 220U);
  (void)fake.apply(plan({link("b"), link("c")}));
  EXPECT_EQ(fake.numbers("c").bytes_to_site, 0U) << "c began anew";
}

TEST(Reload, CountsSnmpBesideEchoes) {
  FakeProber fake{plan({link("a")})};
  fake.run(10s);
  const LinkNumbers before = fake.numbers("a");
  ASSERT_GT(before.bytes_to_site, 0U);
  fake.book.record_snmp_traffic("a", 100, 200);
  EXPECT_EQ(fake.numbers("a").bytes_to_site, before.bytes_to_site + 100);
  EXPECT_EQ(fake.numbers("a").bytes_from_site, before.bytes_from_site + 200);
}

TEST(Reload, TakesNoBytesBeforeTheFirstPlan) {
  LinkBook book;
  book.record_snmp_traffic("a", 100, 200);
  EXPECT_TRUE(book.snapshot(net::Now{}).links.empty());
}

TEST(Reload, KeepsUnchangedLinksWhenOthersComeAndGo) {
  FakeProber fake{plan({link("b"), link("c"), link("d")})};
  fake.silence("c");
  fake.run(90s);
  const LinkNumbers c = fake.numbers("c");
  const LinkNumbers d = fake.numbers("d");
  const std::vector<TargetChange> changes =
      fake.apply(plan({link("a"), link("c"), link("d"), link("e")}));
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].kind, ChangeKind::remove);
  EXPECT_EQ(changes[1].kind, ChangeKind::add);
  EXPECT_EQ(changes[2].kind, ChangeKind::add);
  expect_same(fake.numbers("c"), c);
  expect_same(fake.numbers("d"), d);
  EXPECT_EQ(fake.numbers("a").probes, 0U);
  fake.run(10s);
  EXPECT_EQ(fake.numbers("a").state, LinkState::up);
  EXPECT_EQ(fake.numbers("c").lost, c.lost + 10);
}

TEST(Reload, KeepsMinuteOfAnUnchangedLink) {
  FakeProber fake{plan({link("a"), link("b")})};
  fake.run(90s);
  (void)fake.apply(plan({link("b")}));
  fake.run(45s);
  ASSERT_TRUE(fake.numbers("b").minute);
  EXPECT_EQ(fake.numbers("b").minute->sent, 60U) << "half of it lies before the reload";
}

TEST(Reload, OfAnIntervalOrThresholdKeepsCountersAndRuns) {
  FakeProber fake{plan({link("a")})};
  fake.run(9500ms);
  fake.silence("a");
  fake.run(5s);
  const LinkNumbers before = fake.numbers("a");
  ASSERT_EQ(before.losing_run, 2U);
  config::Plan next = plan({link("a")});
  next.links[0].profile.interval = 2s;
  next.links[0].profile.down_after = 4;
  const std::vector<TargetChange> changes = fake.apply(next);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].kind, ChangeKind::change_settings);
  EXPECT_EQ(changes[0].settings.interval, 2s);
  expect_same(fake.numbers("a"), before);
  fake.run(1s);
  EXPECT_EQ(fake.state("a"), LinkState::up) << "four are needed now";
  fake.run(10s);
  EXPECT_EQ(fake.state("a"), LinkState::down);
  EXPECT_EQ(fake.since("a"), 10);
}

TEST(Reload, OfTheTechnologyBeginsTheHistogramAnew) {
  FakeProber fake{plan({link("a")})};
  fake.run(30s);
  LinkNumbers before = fake.numbers("a");
  config::Plan next = plan({link("a")});
  next.links[0].technology = "radio";
  EXPECT_TRUE(fake.apply(next).empty());
  before.rtt = RttHistogram{};
  expect_same(fake.numbers("a"), before);
}

TEST(Reload, OfTheAddressRestartsRunsAndKeepsStateAndCounters) {
  FakeProber fake{plan({link("a")})};
  fake.run(9500ms);
  fake.silence("a");
  fake.run(5s);
  ASSERT_EQ(fake.numbers("a").losing_run, 2U);
  config::Plan next = plan({link("a")});
  next.links[0].address = "198.18.0.77";
  const std::vector<TargetChange> changes = fake.apply(next);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].kind, ChangeKind::change_address);
  EXPECT_EQ(changes[0].address, "198.18.0.77");
  EXPECT_EQ(fake.numbers("a").losing_run, 0U);
  EXPECT_EQ(fake.numbers("a").lost, 2U);
  EXPECT_EQ(fake.numbers("a").voided, 3U);
}

TEST(Reload, OfTheAddressLetsNoEchoToTheOldOneCount) {
  FakeProber fake{plan({link("a")})};
  fake.by_hand("a");
  const net::SteadyTime sent = fake.now().steady;
  fake.run(3s);
  fake.lose("a", 1, sent + 1s);  // held back by echo 0
  fake.lose("a", 2, sent + 2s);
  fake.book.record_address_change(0, fake.now());
  fake.record({fake.event("a", icmp::EchoEvent::Kind::voided, 0, sent)});
  fake.run(5s);
  fake.lose("a", 3, sent + 4s);
  EXPECT_EQ(fake.numbers("a").losing_run, 1U);
  EXPECT_EQ(fake.numbers("a").lost, 3U);
}

TEST(Reload, MovesALinkToAnotherSiteWithAllItHas) {
  FakeProber fake{plan({link("a", "site-a")})};
  fake.run(30s);
  const LinkNumbers before = fake.numbers("a");
  EXPECT_TRUE(fake.apply(plan({link("a", "site-b")})).empty());
  expect_same(fake.numbers("a"), before);
}

TEST(Reload, ContinuesTheBookOfALinkThatWasRemovedAndAddedAgainWithCountersAtZero) {
  FakeProber fake{plan({link("a")})};
  fake.run(30s);
  (void)fake.apply(plan({}));
  fake.run(30s);
  (void)fake.apply(plan({link("a")}));
  EXPECT_EQ(fake.numbers("a").probes, 0U);
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  EXPECT_EQ(fake.since("a"), 30) << "the absence is unknown";
}

TEST(Reload, UsesATargetIdAgainOnlyAfterItsLastEventsHaveArrived) {
  FakeProber fake{plan({link("a")})};
  fake.run(1s);
  const std::vector<TargetChange> swap = fake.apply(plan({link("b")}));
  ASSERT_EQ(swap.size(), 2U);
  EXPECT_EQ(swap[0].kind, ChangeKind::remove);
  EXPECT_NE(swap[1].target, swap[0].target);
  fake.run(2s);
  const std::vector<TargetChange> later = fake.apply(plan({link("b"), link("c")}));
  ASSERT_EQ(later.size(), 1U);
  EXPECT_EQ(later[0].target, swap[0].target) << "ids stay dense";
}

TEST(Reload, TenThousandRenamedLinksGiveTheirMemoryBack) {
  const auto fleet = [](const std::string& prefix) {
    std::vector<config::Link> links;
    links.reserve(10'000);
    for (int number = 0; number < 10'000; ++number) {
      links.push_back(link(prefix + std::to_string(number)));
    }
    return links;
  };
  FakeProber fake{plan(fleet("old-"))};
  const std::size_t before = fake.book.memory_bytes();
  for (const char* prefix : {"x-", "y-", "z-"}) {
    fake.stall(2s);
    const std::vector<TargetChange> changes = fake.apply(plan(fleet(prefix)));
    EXPECT_EQ(changes.size(), 20'000U);
    for (const TargetChange& change : changes) {
      ASSERT_LT(change.target, 20'000U);
    }
  }
  EXPECT_LE(fake.book.memory_bytes(), before * 11 / 10);
}

TEST(Reload, StartsAndEndsProbingWithTheAddress) {
  config::Plan planned = plan({link("a")});
  planned.links[0].address.clear();
  FakeProber fake{planned};
  fake.run(10s);
  ASSERT_EQ(fake.apply(plan({link("a")})).at(0).kind, ChangeKind::add);
  fake.run(10s);
  EXPECT_EQ(fake.state("a"), LinkState::up);
  ASSERT_EQ(fake.apply(planned).at(0).kind, ChangeKind::remove);
  EXPECT_EQ(fake.state("a"), LinkState::unknown);
  EXPECT_EQ(fake.since("a"), 20);
  ASSERT_EQ(fake.apply(plan({link("a")})).at(0).kind, ChangeKind::add);
  fake.run(10s);
  EXPECT_EQ(fake.state("a"), LinkState::up) << "echoes are numbered from 0 again";
}

TEST(Reload, ChangesAnchors) {
  FakeProber fake{plan_with_anchor({link("a")})};
  fake.run(30s);
  config::Plan next = plan_with_anchor({link("a")});
  next.vantage.anchors = {"second", "anchor"};
  ASSERT_EQ(fake.apply(next).size(), 1U);
  EXPECT_EQ(fake.book.snapshot(fake.now()).anchors.at(1).up, std::optional{true});
  fake.silence("anchor");
  fake.run(30s);
  EXPECT_TRUE(fake.sees());
  next.vantage.interval = 2s;
  EXPECT_EQ(fake.apply(next).size(), 2U);
  next.vantage.anchors.clear();
  EXPECT_EQ(fake.apply(next).size(), 2U);
  fake.run(30s);
  EXPECT_TRUE(fake.sees());
}

config::Plan pooled_plan(std::vector<config::Link> links) {
  config::Plan result = plan(std::move(links));
  result.metrics.rtt_histogram = config::RttHistogram::technology;
  return result;
}

TEST(PooledHistogram, IsOneASiteAndTechnologyAndNeverFalls) {
  config::Plan first = pooled_plan({link("a"), link("b"), link("c", "site-c")});
  first.links[1].technology = "radio";
  FakeProber fake{first};
  fake.run(10500ms);
  const auto counts = [&fake] {
    std::map<std::pair<std::string, std::string>, std::uint64_t> result;
    for (const PooledRtt& pool : fake.book.snapshot(fake.now()).pooled) {
      for (const std::uint64_t count : pool.rtt.counts) {
        result[{pool.site, pool.technology}] += count;
      }
    }
    return result;
  };
  ASSERT_EQ(counts().size(), 3U);
  EXPECT_EQ((counts()[{"site-a", "fibre"}]), 11U);
  config::Plan next = pooled_plan({link("b"), link("c", "site-c")});
  (void)fake.apply(next);  // a has left, b is fibre now
  EXPECT_EQ((counts()[{"site-a", "radio"}]), 11U);
  EXPECT_EQ((counts()[{"site-a", "fibre"}]), 11U);
  fake.run(10s);
  EXPECT_EQ((counts()[{"site-a", "fibre"}]), 21U);
  (void)fake.apply(pooled_plan({link("b")}));
  EXPECT_EQ(counts().size(), 2U) << "the series of a site that left are gone";
}

}  // namespace
}  // namespace pantau::links::test
