// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/documents.hpp"

#include <limits>
#include <memory>
#include <string>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/http/json_text.hpp"
#include "tests/daemon/http/sample_snapshot.hpp"

namespace pantau::http {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using config::Stage;
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
    "outage": null})"));
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

TEST(Live, IsASiteInServiceWithoutAHold) {
  constexpr config::Date kToday = year(2026) / 11 / 20;
  config::Site site;
  EXPECT_TRUE(is_live(site, kToday)) << "infrastructure";
  site.phase = "tahap-2";
  EXPECT_FALSE(is_live(site, kToday)) << "no stage yet";
  site.actual[Stage::accepted] = year(2026) / 1 / 1;
  EXPECT_FALSE(is_live(site, kToday)) << "accepted only";
  site.actual[Stage::in_service] = year(2026) / 11 / 21;
  EXPECT_FALSE(is_live(site, kToday)) << "from tomorrow";
  site.actual[Stage::in_service] = kToday;
  EXPECT_TRUE(is_live(site, kToday)) << "from today";
  site.actual[Stage::handed_over] = kToday;
  EXPECT_TRUE(is_live(site, kToday)) << "handed over";
  site.hold = config::Hold{};
  EXPECT_FALSE(is_live(site, kToday)) << "on hold";
  site.hold.reset();
  site.actual[Stage::decommissioned] = kToday;
  EXPECT_FALSE(is_live(site, kToday)) << "decommissioned";
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
