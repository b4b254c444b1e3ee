// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/documents.hpp"

#include <limits>
#include <memory>
#include <string>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/http/json_text.hpp"
#include "daemon/http/outage_documents.hpp"
#include "tests/daemon/http/sample_outages.hpp"
#include "tests/daemon/http/sample_snapshot.hpp"

namespace pantau::http {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using std::chrono::year;
using test::sample_snapshot;
using testing::HasSubstr;
using testing::Not;

TEST(LinksDocument, SaysOfALinkWhatTheContractLists) {
  const auto document = json::parse(links_document(sample_snapshot()));
  EXPECT_EQ(document.at("now"), "2026-11-20T03:04:05.678Z");
  EXPECT_EQ(document.at("gateway"), "timika-1");
  EXPECT_EQ(document.at("vantage"), true);
  EXPECT_EQ(document.at("links").as_array().at(0), json::parse(R"({
    "link": "jila-vsat", "site": "jila", "technology": "geo-vsat", "role": "primary",
    "provider": "bakti", "contract": "c-2026", "address": "198.18.6.1",
    "state": "up", "since": "2026-11-19T00:00:01Z", "settled_until": null, "root": [],
    "maintenance": false, "last_reply": "2026-11-20T03:04:05.178Z",
    "minute": {"start": "2026-11-20T03:02:00Z", "sent": 12, "lost": 1, "late": 1,
      "duplicates": 2, "min": 0.6, "median": 0.65, "p95": 0.7, "max": 0.72, "variation": 0.1},
    "outage": null, "cause": null})"));
}

/// jila-wifi is down because of timika-fibre and another root; its numbers show the first alone.
links::Snapshot snapshot_with_outage() {
  auto snapshot = sample_snapshot();
  auto outage = std::make_shared<book::Outage>();
  outage->segments.resize(2);
  outage->segments[0].roots = {"jila-wifi"};
  outage->segments[1].state = book::LinkState::unreachable;
  outage->segments[1].roots = {"jila-vsat", "timika-fibre"};
  snapshot.open_outages = {{1, outage}};
  auto& numbers = snapshot.links[1];
  numbers.state = links::LinkState::unreachable;
  numbers.root = 2;
  numbers.in_maintenance = true;
  numbers.outage = links::OpenOutage{.id = 17, .cause = book::Cause::rain_fade};
  return snapshot;
}

json::value link_of(const links::Snapshot& snapshot, std::size_t place) {
  return json::parse(links_document(snapshot)).at("links").as_array().at(place);
}

TEST(LinksDocument, NamesAllRootsOfAnOpenOutage) {
  auto snapshot = snapshot_with_outage();
  const auto failed = link_of(snapshot, 1);
  EXPECT_EQ(failed.at("state"), "unreachable");
  EXPECT_EQ(failed.at("root"), json::parse(R"(["jila-vsat", "timika-fibre"])"));
  EXPECT_EQ(failed.at("outage"), 17);
  EXPECT_EQ(failed.at("cause"), "rain_fade");
  EXPECT_EQ(failed.at("maintenance"), true);
  snapshot.open_outages.clear();
  EXPECT_EQ(link_of(snapshot, 1).at("root"), json::parse(R"(["timika-fibre"])"));
}

TEST(LinksDocument, NamesNoRootWhileTheStateIsUnknown) {
  auto snapshot = snapshot_with_outage();
  snapshot.links[1].state = links::LinkState::unknown;
  EXPECT_EQ(link_of(snapshot, 1).at("root"), json::array());
  EXPECT_EQ(link_of(snapshot, 1).at("outage"), 17) << "it is still open";
}

std::shared_ptr<availability::Accounts> settled(const std::shared_ptr<const config::Plan>& plan,
                                                std::size_t place) {
  auto accounts = std::make_shared<availability::Accounts>();
  accounts->plan = plan;
  accounts->links.resize(plan->links.size());
  accounts->links[place].emplace();
  accounts->links[place]->settled_until = std::chrono::sys_days(year(2026) / 11 / 20) + 3h;
  return accounts;
}

TEST(LinksDocument, SaysHowFarTheBookHasSettled) {
  auto snapshot = sample_snapshot();
  snapshot.accounts = settled(snapshot.plan, 0);
  EXPECT_EQ(link_of(snapshot, 0).at("settled_until"), "2026-11-20T03:00:00Z");
  EXPECT_TRUE(link_of(snapshot, 1).at("settled_until").is_null());
}

TEST(LinksDocument, FindsAccountsOfThePlanBeforeByTheirId) {
  auto snapshot = sample_snapshot();
  auto before = std::make_shared<config::Plan>(*snapshot.plan);
  before->links.erase(before->links.begin());
  snapshot.accounts = settled(before, 1);
  EXPECT_TRUE(link_of(snapshot, 0).at("settled_until").is_null());
  EXPECT_TRUE(link_of(snapshot, 1).at("settled_until").is_null());
  EXPECT_EQ(link_of(snapshot, 2).at("settled_until"), "2026-11-20T03:00:00Z");
}

links::Why sample_why() {
  auto snapshot = snapshot_with_outage();
  auto plan = std::make_shared<config::Plan>(*snapshot.plan);
  plan->sites[0].contacts = {"Kantor distrik 0800-0-001"};
  plan->links[1].provider = "bakti";
  config::Provider provider;
  provider.id = "bakti";
  provider.name = "BAKTI";
  provider.contact = "NOC 0800-0-000";
  plan->providers = {provider};
  links::Why why;
  why.plan = plan;
  why.place = 1;
  why.now = snapshot.now;
  why.numbers = snapshot.links[1];
  why.numbers.losing_run = 7;
  why.rule = "parents";
  why.parents = {{"timika-fibre", links::LinkState::down, 0}};
  why.roots = {"timika-fibre"};
  const net::WallTime sent = std::chrono::sys_days(year(2026) / 11 / 20) + 3h;
  why.echoes = {{sent, links::RecentEcho::Verdict::answered, 650ms, false, ""},
                {sent + 5s, links::RecentEcho::Verdict::lost, 6s, true, "host_unreachable"},
                {sent + 10s, links::RecentEcho::Verdict::voided, std::nullopt, false, "suspend"},
                {sent + 15s, links::RecentEcho::Verdict::undecided, std::nullopt, false, ""}};
  return why;
}

TEST(WhyDocument, GivesTheReasoningAndWhomToAsk) {
  const auto document = json::parse(why_document(sample_why()));
  EXPECT_EQ(document.at("link"), "jila-wifi");
  EXPECT_EQ(document.at("state"), "unreachable");
  EXPECT_EQ(document.at("since"), "2026-11-20T02:00:00Z");
  EXPECT_EQ(document.at("rule"), "parents");
  EXPECT_EQ(document.at("runs"), json::parse(R"({"losses": 7, "answers": 0})"));
  EXPECT_EQ(document.at("vantage"), true);
  EXPECT_EQ(document.at("parents"),
            json::parse(R"([{"link": "timika-fibre", "state": "down", "group": 0}])"));
  EXPECT_EQ(document.at("root"), json::parse(R"(["timika-fibre"])"));
  EXPECT_EQ(document.at("contacts"), json::parse(R"(["Kantor distrik 0800-0-001"])"));
  EXPECT_EQ(document.at("provider"),
            json::parse(R"({"id": "bakti", "name": "BAKTI", "contact": "NOC 0800-0-000"})"));
  EXPECT_EQ(document.at("outage").at("id"), 17);
  EXPECT_EQ(document.at("outage").at("cause"), "rain_fade");
}

TEST(WhyDocument, GivesTheOpenOutageWithItsEvidence) {
  auto why = sample_why();
  why.outage = std::make_shared<book::Outage>(test::sample_outages()[1]);
  ASSERT_EQ(why.outage->id, 7U);
  why.now.wall = why.outage->start + 90s;
  const auto outage = json::parse(why_document(why)).at("outage");
  EXPECT_EQ(outage.at("id"), 7);
  EXPECT_EQ(outage.at("seconds"), 90);
  EXPECT_TRUE(outage.at("incident").is_null()) << "the book alone knows it";
  EXPECT_EQ(outage.at("cause"), "rain_fade") << "that of the numbers: corrections included";
  const auto& segment = outage.at("segments").as_array().at(0);
  EXPECT_EQ(segment.at("proposed"), "power_site");
  EXPECT_EQ(segment.at("evidence").as_array().at(0).at("value"), "jila-ups 0.15");
}

TEST(WhyDocument, SaysWhomToAskAboutARoot) {
  auto why = sample_why();
  why.roots = {"jila-vsat", "gone"};
  const auto roots = json::parse(why_document(why)).at("root_details").as_array();
  ASSERT_EQ(roots.size(), 2U);
  EXPECT_EQ(roots[0].at("link"), "jila-vsat");
  EXPECT_EQ(roots[0].at("contacts"), json::parse(R"(["Kantor distrik 0800-0-001"])"));
  EXPECT_TRUE(roots[1].at("site").is_null()) << "no longer configured";
  EXPECT_EQ(roots[1].at("contacts"), json::array());
}

TEST(OutagesDocument, LeavesOutWhatWasTakenBack) {
  auto outages = test::sample_outages();
  outages[0].segments.clear();
  outages[0].end = outages[0].start;
  const std::uint64_t left = outages[1].id;
  const auto document = json::parse(outages_document(outages, outages[1].start + 1h));
  ASSERT_EQ(document.at("outages").as_array().size(), 1U);
  EXPECT_EQ(document.at("outages").as_array().at(0).at("id"), left);
  const auto csv = outages_csv(config::Plan{}, outages, outages[1].start + 1h);
  EXPECT_EQ(csv.find("\n" + std::to_string(outages[0].id) + ","), std::string::npos) << csv;
}

TEST(WhyDocument, ListsTheLastEchoes) {
  EXPECT_EQ(json::parse(why_document(sample_why())).at("echoes"), json::parse(R"([
    {"sent": "2026-11-20T03:00:00.000Z", "verdict": "answered", "rtt": 0.65, "late": false,
     "reason": null},
    {"sent": "2026-11-20T03:00:05.000Z", "verdict": "lost", "rtt": 6, "late": true,
     "reason": "host_unreachable"},
    {"sent": "2026-11-20T03:00:10.000Z", "verdict": "void", "rtt": null, "late": false,
     "reason": "suspend"},
    {"sent": "2026-11-20T03:00:15.000Z", "verdict": "undecided", "rtt": null, "late": false,
     "reason": null}])"));
}

TEST(WhyDocument, WritesUnknownAsNull) {
  auto why = sample_why();
  why.place = 2;  // no provider, a site without contacts
  why.numbers = {};
  why.rule.clear();
  const auto document = json::parse(why_document(why));
  for (const auto* name : {"since", "rule", "provider", "outage"}) {
    EXPECT_TRUE(document.at(name).is_null()) << name;
  }
  EXPECT_EQ(document.at("contacts"), json::array());
}

TEST(LinksDocument, WritesUnknownAsNull) {
  const auto document = json::parse(links_document(sample_snapshot()));
  const auto& silent = document.at("links").as_array().at(1);
  EXPECT_TRUE(silent.at("last_reply").is_null());
  EXPECT_EQ(silent.at("minute").at("lost"), 60);
  for (const auto* name : {"min", "median", "p95", "max", "variation"}) {
    EXPECT_TRUE(silent.at("minute").at(name).is_null()) << name;
  }
  const auto& planned = document.at("links").as_array().at(2);
  EXPECT_EQ(planned.at("state"), "unknown");
  for (const auto* name : {"provider", "contract", "address", "since", "minute"}) {
    EXPECT_TRUE(planned.at(name).is_null()) << name;
  }
}

TEST(LinksDocument, NamesTheContractThatWasLastWhenNoneIsInForce) {
  const auto document = json::parse(links_document(sample_snapshot()));
  EXPECT_EQ(document.at("links").as_array().at(1).at("contract"), "c-2025");
}

TEST(LinksDocument, TakesTodayFromTheConfiguredTimeZone) {
  auto snapshot = sample_snapshot();
  // The last hours of 2025 in UTC are 2026 in Jayapura (UTC+9).
  snapshot.now.wall = std::chrono::sys_days(year(2025) / 12 / 31) + 16h;
  const auto document = json::parse(links_document(snapshot));
  EXPECT_EQ(document.at("links").as_array().at(0).at("contract"), "c-2026");
}

TEST(LinksDocument, IsEmptyWithoutAPlan) {
  const auto document = json::parse(links_document(links::Snapshot{}));
  EXPECT_TRUE(document.at("links").as_array().empty());
  EXPECT_TRUE(document.at("gateway").is_null());
}

TEST(DiscoveryDocument, HasAGroupForEachLink) {
  const auto document = json::parse(discovery_document(sample_snapshot()));
  ASSERT_EQ(document.as_array().size(), 3U);
  EXPECT_EQ(document.as_array().at(1), json::parse(R"({
    "targets": ["jila-wifi"],
    "labels": {"__meta_pantau_link": "jila-wifi", "__meta_pantau_site": "jila",
      "__meta_pantau_district": "jila-district", "__meta_pantau_technology": "radio",
      "__meta_pantau_role": "backup", "__meta_pantau_address": "198.18.6.2",
      "__meta_pantau_live": "1"}})"));
  EXPECT_EQ(document.as_array().at(2).at("labels").at("__meta_pantau_address"), "");
}

TEST(ProbePage, GivesTheLastRoundTripUnderTheNamesOfBlackboxExporter) {
  const auto page = probe_page(sample_snapshot(), 0);
  ASSERT_TRUE(page);
  EXPECT_THAT(*page, HasSubstr("\nprobe_success 1\n"));
  EXPECT_THAT(*page, HasSubstr("\nprobe_duration_seconds 0.65\n"));
  EXPECT_THAT(*page, HasSubstr("\nprobe_icmp_duration_seconds{phase=\"rtt\"} 0.65\n"));
}

TEST(ProbePage, HasNoRoundTripOfALostEcho) {
  const auto page = probe_page(sample_snapshot(), 1);
  ASSERT_TRUE(page);
  EXPECT_THAT(*page, HasSubstr("\nprobe_success 0\n"));
  EXPECT_THAT(*page, HasSubstr("\nprobe_duration_seconds 3\n"));
  EXPECT_THAT(*page, Not(HasSubstr("probe_icmp_duration_seconds")));
}

TEST(ProbePage, IsNoneBeforeTheFirstVerdict) {
  EXPECT_FALSE(probe_page(sample_snapshot(), 2));
}

TEST(FindLink, TakesConfiguredIdsOnly) {
  const auto snapshot = sample_snapshot();
  EXPECT_EQ(find_link(snapshot, "jila-wifi"), 1U);
  EXPECT_FALSE(find_link(snapshot, "198.18.6.2"));
  EXPECT_FALSE(find_link(snapshot, "jila-wif"));
  EXPECT_FALSE(find_link(snapshot, ""));
}

TEST(JsonText, WritesNumbersAsPeopleDo) {
  EXPECT_EQ(to_text(0.65), "0.65\n");
  EXPECT_EQ(to_text(5), "5\n");
  EXPECT_EQ(to_text(true), "true\n");
  EXPECT_EQ(to_text(nullptr), "null\n");
  EXPECT_EQ(to_text(std::numeric_limits<double>::quiet_NaN()), "null\n");
  EXPECT_EQ(to_text(std::numeric_limits<double>::infinity()), "null\n");
}

TEST(JsonText, WritesWhatReadsBackTheSame) {
  const auto value = json::parse(
      R"({"a":[],"b":{},"c":[1,-2.5,1e-9,"x\"\\\u0001<é"],"d":{"e\n":null,"f":[{"g":false}]}})");
  EXPECT_EQ(json::parse(to_text(value)), value);
}

TEST(JsonText, IndentsByTwo) {
  EXPECT_EQ(to_text(json::parse(R"({"a":[1,{"b":2}],"c":[]})")),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": []\n}\n");
}

TEST(JsonText, WritesTimesInUtc) {
  const auto second = std::chrono::sys_days(year(2024) / 2 / 29) + 23h + 59min + 58s;
  EXPECT_EQ(rfc3339(second), "2024-02-29T23:59:58Z");
  EXPECT_EQ(rfc3339_milliseconds(second + 1999us), "2024-02-29T23:59:58.001Z");
  EXPECT_EQ(rfc3339_milliseconds(net::WallTime{-1ns}), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace pantau::http
