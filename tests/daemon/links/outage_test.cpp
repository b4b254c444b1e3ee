// SPDX-License-Identifier: Apache-2.0
// From echoes to outages and the batches of the book of record: parents, sight, restarts.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/daemon/links/book_fixture.hpp"
#include "tests/daemon/links/paper_journal.hpp"

namespace pantau::links::test {
namespace {

constexpr int kChildren = 12;

std::string child(int number) {
  return "child-" + std::string(number < 10 ? "0" : "") + std::to_string(number);
}

/// A hub with 12 children behind it, each at a site of its own.
config::Plan county() {
  std::vector<config::Link> links;
  links.reserve(kChildren + 1);
  for (int number = 0; number < kChildren; ++number) {
    links.push_back(link(child(number), "site-" + child(number)));
  }
  links.push_back(link("hub", "site-hub"));
  config::Plan result = plan_with_anchor(std::move(links));
  for (int number = 0; number < kChildren; ++number) {
    hang(result, child(number), {"hub"});
  }
  add_sites(result);
  return result;
}

struct County {
  explicit County(config::Plan first = county()) : fake(std::move(first)) { connect(); }

  void connect() {
    fake.journal = [this](const book::Batch& batch) { journal.write(batch); };
  }

  void silence_all() {
    fake.silence("hub");
    for (int number = 0; number < kChildren; ++number) {
      fake.silence(child(number));
    }
  }

  void answer_all() {
    fake.answers("hub");
    for (int number = 0; number < kChildren; ++number) {
      fake.answers(child(number));
    }
  }

  void expect_no_breach() const {
    EXPECT_TRUE(journal.breaches.empty()) << journal.breaches.front();
  }

  FakeProber fake;
  PaperJournal journal;
};

book::Second at(std::int64_t second) {
  return std::chrono::floor<book::Seconds>(kStart) + book::Seconds{second};
}

TEST(Outages, OfAHubNameItForAllBehindIt) {
  County county;
  county.fake.run(60500ms);
  county.silence_all();
  county.fake.run(4min);
  EXPECT_EQ(county.fake.state("hub"), LinkState::down);
  EXPECT_EQ(county.fake.state(child(3)), LinkState::unreachable);
  EXPECT_EQ(county.fake.numbers(child(3)).root, 12U);
  EXPECT_EQ(county.fake.numbers("hub").affected_links, 12U);
  EXPECT_EQ(county.fake.numbers("hub").affected_sites, 12U);
  EXPECT_EQ(county.fake.numbers("hub").affected_population, 1200U);
  county.answer_all();
  county.fake.run(3min);
  ASSERT_EQ(county.journal.outages.size(), 13U);
  for (const auto& [id, outage] : county.journal.outages) {
    EXPECT_EQ(outage.start, at(61)) << outage.link;
    EXPECT_EQ(outage.end, at(301)) << outage.link;
    EXPECT_EQ(outage.ended_by, book::EndedBy::answers);
    ASSERT_EQ(outage.segments.size(), 1U) << outage.link;
    EXPECT_EQ(outage.segments[0].state,
              outage.link == "hub" ? LinkState::down : LinkState::unreachable);
    EXPECT_EQ(outage.segments[0].roots, std::vector<std::string>{"hub"});
  }
  EXPECT_EQ(county.journal.links["hub"].seconds_in(LinkState::down), 240s);
  EXPECT_EQ(county.journal.links[child(7)].seconds_in(LinkState::down), 0s);
  EXPECT_EQ(county.journal.links[child(7)].seconds_in(LinkState::unreachable), 240s);
  EXPECT_EQ(county.journal.sites["site-" + child(7)].seconds_in(LinkState::unreachable), 240s);
  EXPECT_EQ(county.fake.numbers("hub").affected_links, 0U);
  EXPECT_EQ(county.fake.numbers("hub").outages_opened, 1U);
  EXPECT_FALSE(county.fake.numbers("hub").outage);
  county.expect_no_breach();
}

TEST(Outages, OfAChildThatFailedBeforeItsHubStayItsOwn) {
  County county;
  county.fake.run(60500ms);
  county.fake.silence(child(0));
  county.fake.run(90s);
  county.silence_all();
  county.fake.run(3min);  // less than five minutes together: the ratio rule has no say
  county.answer_all();
  county.fake.run(3min);
  const std::vector<book::Outage> own = county.journal.outages_of(child(0));
  ASSERT_EQ(own.size(), 1U);
  ASSERT_EQ(own[0].segments.size(), 1U);
  EXPECT_EQ(own[0].start, at(61));
  EXPECT_EQ(own[0].end, at(331));
  EXPECT_EQ(own[0].segments[0].state, LinkState::down);
  EXPECT_EQ(own[0].segments[0].roots, std::vector<std::string>{child(0)});
  EXPECT_EQ(county.journal.links[child(1)].seconds_in(LinkState::down), 0s);
  county.expect_no_breach();
}

TEST(Outages, OfAChildThatStaysSilentWhenItsHubReturnsGoOnAsItsOwn) {
  County county;
  county.fake.run(60500ms);
  county.silence_all();
  county.fake.run(4min);
  county.answer_all();
  county.fake.silence(child(5));
  county.fake.run(5min);
  EXPECT_EQ(county.fake.state(child(5)), LinkState::down);
  const std::vector<book::Outage> own = county.journal.outages_of(child(5));
  ASSERT_EQ(own.size(), 1U);
  ASSERT_EQ(own[0].segments.size(), 2U);
  EXPECT_EQ(own[0].segments[0].roots, std::vector<std::string>{"hub"});
  EXPECT_EQ(own[0].segments[0].end, at(301));
  EXPECT_EQ(own[0].segments[1].start, at(301));
  EXPECT_EQ(own[0].segments[1].state, LinkState::down);
  EXPECT_EQ(own[0].segments[1].roots, std::vector<std::string>{child(5)});
  EXPECT_FALSE(own[0].end);
  EXPECT_EQ(county.fake.numbers(child(5)).outages_opened, 1U);
  county.expect_no_breach();
}

TEST(Outages, AreToldAtOnceAndTheRestOnceAMinute) {
  County county;
  int urgent = 0;
  int others = 0;
  county.fake.run(40s);
  county.fake.journal = [&](const book::Batch& batch) {
    EXPECT_EQ(batch.urgent, !batch.outages.empty());
    ++(batch.urgent ? urgent : others);
  };
  county.fake.run(10min);
  EXPECT_EQ(urgent, 0);
  EXPECT_EQ(others, 10);
  county.fake.silence("hub");
  // (3 - 1) x 1 s + 3 s + 1 s after the first lost echo, which was sent less than 1 s from now.
  county.fake.run(7s);
  EXPECT_EQ(urgent, 1);
}

TEST(Outages, DoNotOpenWhileSightIsLost) {
  County county;
  county.fake.run(5min + 500ms);
  county.fake.silence("anchor");
  county.silence_all();
  county.fake.run(3min);
  EXPECT_EQ(county.fake.state("hub"), LinkState::unknown);
  county.fake.answers("anchor");
  county.answer_all();
  county.fake.run(5min);
  EXPECT_TRUE(county.journal.outages.empty());
  for (const auto& [id, book] : county.journal.links) {
    EXPECT_EQ(book.seconds_in(LinkState::unknown), 180s) << id;
    EXPECT_EQ(book.seconds_in(LinkState::unknown) + book.seconds_in(LinkState::up),
              book.until - book.first);
  }
  county.expect_no_breach();
}

TEST(Outages, KeepWhatTheyAffectWhileSightIsLost) {
  County county;
  county.fake.run(60500ms);
  county.silence_all();
  county.fake.run(2min);
  county.fake.silence("anchor");
  county.fake.run(1min);
  ASSERT_EQ(county.fake.state("hub"), LinkState::unknown);
  EXPECT_EQ(county.fake.numbers("hub").affected_links, 12U);
  EXPECT_EQ(county.fake.numbers("hub").affected_population, 1200U);
  EXPECT_TRUE(county.fake.numbers("hub").outage);
  EXPECT_EQ(county.fake.numbers(child(2)).outage->root, 12U);
}

TEST(Outages, OfALinkWithoutAnAddressNeverOpenAndItsBookGoesOn) {
  config::Plan first = county();
  first.links[2].address.clear();
  County county{first};
  county.fake.run(5min);
  EXPECT_EQ(county.fake.state(child(2)), LinkState::unknown);
  EXPECT_TRUE(county.journal.outages.empty());
  const PaperBook& book = county.journal.links[child(2)];
  EXPECT_EQ(book.seconds_in(LinkState::unknown), book.until - book.first);
  EXPECT_GE(book.until, at(200));
}

TEST(Restart, ContinuesAnOpenOutageAsTheSameOne) {
  County county;
  county.fake.run(60500ms);
  county.silence_all();
  county.fake.run(100s);
  ASSERT_EQ(county.journal.outages.size(), 13U);
  net::Now now = county.fake.now();  // kill -9: nothing is said any more
  now = {now.steady + 20s, now.wall + 20s, now.boot + 20s};
  FakeProber next{test::county(), now, county.journal.memory()};
  next.journal = county.fake.journal;
  EXPECT_EQ(next.state("hub"), LinkState::unknown);
  ASSERT_TRUE(next.numbers("hub").outage) << "at once";
  EXPECT_EQ(next.numbers("hub").outages_opened, 1U);
  for (const char* id : {"hub", "child-00", "child-01"}) {
    next.silence(id);
  }
  next.run(60s);
  EXPECT_EQ(next.state("hub"), LinkState::down);
  EXPECT_EQ(next.numbers("hub").outages_opened, 1U);
  next.answers("hub");
  next.answers("child-00");
  next.answers("child-01");
  next.run(3min);
  EXPECT_EQ(county.journal.outages.size(), 13U) << "no other was opened";
  const book::Outage hub = county.journal.outages_of("hub").at(0);
  EXPECT_EQ(hub.end, at(241));
  // Those that answered first after the gap ended where it began.
  const book::Outage other = county.journal.outages_of(child(9)).at(0);
  ASSERT_TRUE(other.end);
  EXPECT_LE(*other.end, at(161));
  county.expect_no_breach();
}

TEST(Restart, AfterACleanStopLosesOnlyTheTimeBetween) {
  County county;
  county.fake.run(10min + 30s);
  county.journal.write(county.fake.book.finish(county.fake.now()));
  net::Now now = county.fake.now();
  EXPECT_EQ(county.journal.links["hub"].until, at(630));
  now = {now.steady + 5s, now.wall + 5s, now.boot + 5s};
  FakeProber next{test::county(), now, county.journal.memory()};
  next.journal = county.fake.journal;
  next.run(5min);
  const PaperBook& hub = county.journal.links["hub"];
  EXPECT_EQ(hub.seconds_in(LinkState::unknown), 5s);
  EXPECT_EQ(hub.seconds_in(LinkState::unknown) + hub.seconds_in(LinkState::up),
            hub.until - hub.first);
  county.expect_no_breach();
}

TEST(Restart, WithoutALinkEndsItsOutageAsRemoved) {
  County county;
  county.fake.run(60500ms);
  county.silence_all();
  county.fake.run(100s);
  net::Now now = county.fake.now();
  now = {now.steady + 20s, now.wall + 20s, now.boot + 20s};
  config::Plan next_plan = test::county();
  std::erase_if(next_plan.links, [](const config::Link& link) { return link.id == "child-04"; });
  FakeProber next{next_plan, now, county.journal.memory()};
  next.journal = county.fake.journal;
  next.run(1s);
  const book::Outage removed = county.journal.outages_of("child-04").at(0);
  EXPECT_EQ(removed.ended_by, book::EndedBy::removed);
  EXPECT_TRUE(removed.end);
  EXPECT_TRUE(county.journal.links["child-04"].removed);
  county.expect_no_breach();
}

TEST(Removal, EndsTheOutageAndAddingAgainContinuesTheBook) {
  County county;
  county.fake.run(60500ms);
  county.silence_all();
  county.fake.run(100s);
  config::Plan without = test::county();
  std::erase_if(without.links, [](const config::Link& link) { return link.id == "child-04"; });
  (void)county.fake.apply(without);
  county.fake.run(1s);
  const book::Outage removed = county.journal.outages_of("child-04").at(0);
  EXPECT_EQ(removed.ended_by, book::EndedBy::removed);
  EXPECT_EQ(removed.end, at(160));
  EXPECT_EQ(county.journal.links["child-04"].until, at(160));
  county.answer_all();
  county.fake.run(1min);
  (void)county.fake.apply(test::county());
  county.fake.run(4min);
  const PaperBook& book = county.journal.links["child-04"];
  EXPECT_FALSE(book.removed);
  EXPECT_EQ(book.first, at(0));
  EXPECT_EQ(book.seconds_in(LinkState::unreachable), 99s);
  EXPECT_EQ(book.seconds_in(LinkState::unknown), 61s);
  EXPECT_EQ(county.fake.numbers("child-04").outages_opened, 1U);
  county.expect_no_breach();
}

}  // namespace
}  // namespace pantau::links::test
