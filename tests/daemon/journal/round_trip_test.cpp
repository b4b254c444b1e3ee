// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gtest/gtest.h>

#include "daemon/journal/database.hpp"
#include "daemon/journal/editor.hpp"
#include "daemon/journal/reader.hpp"
#include "tests/daemon/journal/journal_fixture.hpp"

namespace pantau::journal {
namespace {

using book::LinkState;

TEST(Book, GivesBackAnOutageWithSegmentsAndEvidence) {
  const StateFolder folder;
  book::Batch batch;
  batch.plan = plan_of(1);
  batch.outages = {full_outage(7)};
  ASSERT_EQ(open_store(folder.path())->write(batch, {}), std::nullopt);

  const auto store = open_store(folder.path());
  ASSERT_EQ(store->outages({}).size(), 1U);
  EXPECT_EQ(store->outages({}).front(), full_outage(7));
  EXPECT_EQ(store->memory().last_outage, 7U);
}

TEST(Book, ReplacesAnOutageButNotItsCorrections) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(1);
  book::Outage outage = full_outage(1);
  batch.outages = {outage};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  const book::Correction said{.time = at(900),
                              .user = "engineer",
                              .cause = book::Cause::fuel_out,
                              .note = "genset kosong",
                              .document = "BA-7",
                              .reported = at(300),
                              .ticket = "T-12"};
  Editor{folder.path()}.correct(1, said);

  outage.segments.pop_back();
  batch.outages = {outage};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);

  outage.corrections = {said};
  EXPECT_EQ(Reader{folder.path()}.outage(1), outage);
  EXPECT_EQ(Reader{folder.path()}.outage(2), std::nullopt);
}

TEST(Book, RemembersLinksWithTheirLastStates) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(3);
  batch.mark = at(600);
  batch.links = {{0, at(0), at(500)}, {2, at(10), at(480)}};
  batch.link_spans = {{0, {at(0), LinkState::unknown}},
                      {0, {at(60), LinkState::down}},
                      {0, {at(300), LinkState::unknown}},
                      {2, {at(10), LinkState::up}}};
  batch.marks = {{0, net::WallTime{at(59)} + std::chrono::milliseconds{250}, 4}};
  book::Outage open = full_outage(3);
  open.end.reset();
  open.ended_by = book::EndedBy::open;
  open.segments.back().end.reset();
  batch.outages = {open};
  batch.removed = {"l002"};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  store = nullptr;

  const book::Memory memory = open_store(folder.path())->memory();
  EXPECT_EQ(memory.mark, at(600));
  ASSERT_EQ(memory.links.size(), 2U);
  const book::LinkMemory& first = memory.links[0];
  EXPECT_EQ(first.link, "l000");
  EXPECT_EQ(first.first, at(0));
  EXPECT_EQ(first.settled_until, at(500));
  EXPECT_EQ(first.state, LinkState::unknown);
  EXPECT_EQ(first.decided, LinkState::down);
  EXPECT_EQ(first.open, open);
  EXPECT_EQ(first.outages_opened, 4U);
  EXPECT_EQ(first.last_reply, net::WallTime{at(59)} + std::chrono::milliseconds{250});
  EXPECT_FALSE(first.removed);
  EXPECT_EQ(memory.links[1].link, "l002");
  EXPECT_EQ(memory.links[1].state, LinkState::up);
  EXPECT_TRUE(memory.links[1].removed);
}

TEST(Book, RemembersWhereTheOutageOfASiteBegan) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(4);
  for (std::uint32_t place = 0; place < 4; ++place) {
    batch.sites.push_back({place, at(0), at(900)});
    batch.site_spans.push_back({place, {at(0), LinkState::up}});
  }
  batch.site_spans.insert(batch.site_spans.end(),
                          {{0, {at(100), LinkState::unknown}},
                           {0, {at(200), LinkState::unreachable}},
                           {0, {at(300), LinkState::down}},
                           {0, {at(400), LinkState::unknown}},
                           {1, {at(200), LinkState::down}},
                           {1, {at(300), LinkState::degraded}},
                           {2, {at(200), LinkState::unknown}}});
  ASSERT_EQ(store->write(batch, {}), std::nullopt);

  const std::vector<book::SiteMemory> sites = store->memory().sites;
  ASSERT_EQ(sites.size(), 4U);
  EXPECT_EQ(sites[0].outage_start, at(200));  // through the unknown time after it
  EXPECT_EQ(sites[0].state, LinkState::unknown);
  EXPECT_EQ(sites[1].outage_start, std::nullopt);
  EXPECT_EQ(sites[2].outage_start, std::nullopt);  // nothing failed as far as anybody knows
  EXPECT_EQ(sites[3].outage_start, std::nullopt);
}

TEST(Book, RemembersDevices) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(1);
  batch.mark = at(100000);
  const book::DeviceRestart old{.device = "ups", .site = "s000", .booted = at(0), .seen = at(10)};
  const book::DeviceRestart fresh{
      .device = "ups", .site = "s000", .booted = at(90000), .seen = at(90010)};
  batch.restarts = {old, fresh};
  const book::PowerReading reading{.device = "ups",
                                   .site = "s000",
                                   .time = at(99990),
                                   .on_battery = true,
                                   .battery_low = false,
                                   .charge_ratio = 0.25,
                                   .battery_volts = {},
                                   .low_volts = 46.5};
  batch.power = {reading};
  book::DeviceMark mark;
  mark.device = "router";
  mark.last_success = net::WallTime{at(99999)};
  mark.restarts = 3;
  mark.month = at(0);
  mark.month_bytes = {{"l000", 5'000'000'000ULL}, {"l009", UINT64_MAX}};
  batch.devices = {mark};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  mark.month_bytes.pop_back();
  batch.devices = {mark};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  store = nullptr;

  const book::Memory memory = open_store(folder.path())->memory();
  EXPECT_EQ(memory.restarts, std::vector{fresh});  // of the last day
  EXPECT_EQ(memory.power, std::vector{reading});
  ASSERT_EQ(memory.devices.size(), 1U);
  EXPECT_EQ(memory.devices[0].device, "router");
  EXPECT_EQ(memory.devices[0].last_success, mark.last_success);
  EXPECT_EQ(memory.devices[0].boot, std::nullopt);
  EXPECT_EQ(memory.devices[0].restarts, 3U);
  EXPECT_EQ(memory.devices[0].month, at(0));
  EXPECT_EQ(memory.devices[0].month_bytes, mark.month_bytes);
}

TEST(Book, GivesTheLedgerWhatCameBefore) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(2);
  batch.links = {{0, at(0), at(1000)}, {1, at(50), at(1000)}};
  batch.link_spans = {{0, {at(0), LinkState::unknown}},
                      {0, {at(100), LinkState::up}},
                      {0, {at(400), LinkState::down}},
                      {0, {at(600), LinkState::up}},
                      {0, {at(800), LinkState::degraded}},
                      {1, {at(50), LinkState::up}}};
  batch.outages = {full_outage(1)};  // of l000, ended at 500
  const availability::SlaSeconds counted{.up = 700, .down = 200, .maintenance = 5, .unknown = 95};
  ASSERT_EQ(store->write(batch, {{"l000", counted}}), std::nullopt);

  const auto entries = store->link_entries(at(650));
  ASSERT_EQ(entries.size(), 2U);
  const std::vector<book::Span> expected{{at(600), LinkState::up}, {at(800), LinkState::degraded}};
  EXPECT_EQ(entries[0].history.spans, expected);
  const availability::StateSeconds before{100, 300, 0, 0, 200};
  EXPECT_EQ(entries[0].before, before);
  EXPECT_EQ(entries[0].sla, counted);
  EXPECT_TRUE(entries[0].history.outages.empty());
  EXPECT_EQ(entries[1].before, availability::StateSeconds{});
  EXPECT_EQ(entries[1].sla, availability::SlaSeconds{});
  EXPECT_EQ(store->link_entries(at(499))[0].history.outages.size(), 1U);
  EXPECT_EQ(store->link_entries(at(500))[0].history.outages.size(), 0U);
}

TEST(Book, GivesHistoriesOfAnyPeriod) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(1);
  batch.mark = at(1000);
  batch.links = {{0, at(0), at(1000)}};
  batch.sites = {{0, at(0), at(900)}};
  batch.link_spans = {
      {0, {at(0), LinkState::up}}, {0, {at(100), LinkState::down}}, {0, {at(500), LinkState::up}}};
  batch.site_spans = batch.link_spans;
  batch.outages = {full_outage(1)};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  store = nullptr;

  const Reader reader{folder.path()};
  EXPECT_EQ(reader.mark(), at(1000));
  const auto middle = reader.link_history("l000", at(200), at(500));
  ASSERT_TRUE(middle);
  EXPECT_EQ(middle->spans, (std::vector<book::Span>{{at(100), LinkState::down}}));
  EXPECT_EQ(middle->outages, std::vector{full_outage(1)});
  EXPECT_EQ(middle->first, at(0));
  EXPECT_EQ(middle->settled_until, at(1000));
  EXPECT_EQ(reader.link_history("l000", at(500), at(501))->outages.size(), 0U);
  EXPECT_EQ(reader.link_history("l000", at(0), at(100))->outages.size(), 0U);
  const auto before = reader.link_history("l000", at(-500), at(50));
  EXPECT_EQ(before->spans, (std::vector<book::Span>{{at(0), LinkState::up}}));
  EXPECT_TRUE(reader.link_history("l000", at(-500), at(-50))->spans.empty());
  EXPECT_EQ(reader.site_history("s000", at(-5), at(101))->spans.size(), 2U);
  EXPECT_FALSE(reader.link_history("nobody", at(0), at(1)));
}

TEST(Book, FindsOutagesByTimeAndLink) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(1);
  book::Outage other = full_outage(2);
  other.link = "l001";
  other.start = at(50);
  other.end.reset();
  batch.outages = {full_outage(1), other};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);

  const auto ids = [&](const book::OutageQuery& query) {
    std::vector<std::uint64_t> found;
    for (const book::Outage& outage : store->outages(query)) {
      found.push_back(outage.id);
    }
    return found;
  };
  using Ids = std::vector<std::uint64_t>;
  EXPECT_EQ(ids({}), (Ids{2, 1}));  // by start
  EXPECT_EQ(ids({.since = at(500), .until = {}, .link = {}}), (Ids{2, 1}));
  EXPECT_EQ(ids({.since = at(501), .until = {}, .link = {}}), (Ids{2}));
  EXPECT_EQ(ids({.since = {}, .until = at(100), .link = {}}), (Ids{2}));
  EXPECT_EQ(ids({.since = {}, .until = at(101), .link = {}}), (Ids{2, 1}));
  EXPECT_EQ(ids({.since = {}, .until = {}, .link = "l000"}), (Ids{1}));
  EXPECT_EQ(ids({.since = {}, .until = {}, .link = "nobody"}), (Ids{}));
}

TEST(Book, KeepsMinutesInMicrosecondsAndNothingWhereNothingAnswered) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  book::Batch batch = minute_batch(plan_of(2), 3);
  batch.minutes[1].minute.lost = 60;
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  ASSERT_EQ(store->write(batch, {}), std::nullopt);  // again changes nothing
  EXPECT_EQ(store->oldest(), at(0));
  store->close();

  Database database{folder.book(), OpenMode::read_write};
  Statement select = database.prepare("SELECT * FROM minute_list ORDER BY link");
  Rows rows = select.query();
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.text(0), "2026-11-01 00:03:00");
  EXPECT_EQ(rows.text(1), "l000");
  EXPECT_EQ(rows.integer(2), 60);
  EXPECT_EQ(rows.maybe_real(6), 0.48);
  EXPECT_EQ(rows.maybe_real(9), 0.7);
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.integer(3), 60);
  EXPECT_EQ(rows.maybe_real(6), std::nullopt);
  EXPECT_FALSE(rows.next());
}

TEST(Book, KeepsAConfigurationOnceUntilItChanges) {
  const StateFolder folder;
  auto store = open_store(folder.path());
  EXPECT_EQ(store->write_configuration(at(0), "a"), std::nullopt);
  EXPECT_EQ(store->write_configuration(at(1), "a"), std::nullopt);
  EXPECT_EQ(store->write_configuration(at(2), "b"), std::nullopt);
  EXPECT_EQ(store->write_configuration(at(3), "a"), std::nullopt);
  store->close();
  Database database{folder.book(), OpenMode::read_write};
  EXPECT_EQ(database.text("SELECT group_concat(text) FROM configurations"), "a,b,a");
}

TEST(Book, KnowsNothingOfTimeThatNoRowSpeaksOf) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(1);
  batch.links = {{0, at(0), at(100)}};
  batch.link_spans = {{0, {at(40), LinkState::up}}};  // what was before went with a damaged file
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  const auto entry = store->link_entries(at(-10)).at(0);
  const std::vector<book::Span> expected{{at(0), LinkState::unknown}, {at(40), LinkState::up}};
  EXPECT_EQ(entry.history.spans, expected);
}

TEST(Book, CountsTimeBetweenTwoBooksOfALinkAsUnknown) {
  const StateFolder folder;
  const auto store = open_store(folder.path());
  book::Batch batch;
  batch.plan = plan_of(1);
  batch.links = {{0, at(0), at(100)}};
  batch.link_spans = {{0, {at(0), LinkState::up}}};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);
  batch.links = {{0, at(300), at(400)}};  // from a daemon that could not read this book
  batch.link_spans = {{0, {at(310), LinkState::up}}};
  ASSERT_EQ(store->write(batch, {}), std::nullopt);

  const auto history = store->link_entries(at(0)).at(0).history;
  const std::vector<book::Span> expected{
      {at(0), LinkState::up}, {at(100), LinkState::unknown}, {at(310), LinkState::up}};
  EXPECT_EQ(history.spans, expected);
  EXPECT_EQ(history.first, at(0));
  EXPECT_EQ(history.settled_until, at(400));
}

}  // namespace
}  // namespace pantau::journal
