// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/outage_documents.hpp"

#include <chrono>
#include <string>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/http/csv_text.hpp"
#include "tests/daemon/http/sample_outages.hpp"
#include "tests/daemon/http/sample_snapshot.hpp"

namespace pantau::http {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using test::sample_day;
using test::sample_outages;
using testing::HasSubstr;
using testing::Not;

Incidents incidents() {
  return {{7, 7}, {8, 3}};
}

json::value document() {
  return json::parse(outages_document(sample_outages(), incidents(), sample_day() + 3h));
}

TEST(OutagesDocument, SaysOfAnOpenOutageWhatTheContractLists) {
  EXPECT_EQ(document().at("outages").as_array().at(0), json::parse(R"({
    "id": 7, "link": "jila-vsat", "site": "jila", "start": "2026-11-20T02:00:00Z",
    "detected": "2026-11-20T02:00:35Z", "end": null, "ended_by": null, "seconds": 3600,
    "incident": 7,
    "segments": [{"start": "2026-11-20T02:00:00Z", "end": null, "state": "down",
      "root": ["jila-vsat"], "cause": "power_site", "proposed": "power_site", "planned": false,
      "evidence": [{"kind": "charge", "time": "2026-11-20T01:59:00Z", "value": "jila-ups 0.15"}]}],
    "corrections": []})"));
}

TEST(OutagesDocument, ShowsProposalAndCorrectionSideBySide) {
  const auto outage = document().at("outages").as_array().at(1);
  EXPECT_EQ(outage.at("incident"), 3);
  EXPECT_EQ(outage.at("ended_by"), "answers");
  EXPECT_EQ(outage.at("seconds"), 4200) << "without the unknown time between the segments";
  const auto& segment = outage.at("segments").as_array().at(0);
  EXPECT_EQ(segment.at("cause"), "security");
  EXPECT_EQ(segment.at("proposed"), "upstream");
  EXPECT_EQ(segment.at("planned"), true);
  EXPECT_EQ(segment.at("root"), json::parse(R"(["jila-vsat", "timika-fibre"])"));
  EXPECT_EQ(outage.at("corrections").as_array().at(0), json::parse(R"({
    "time": "2026-11-20T04:00:00Z", "user": "noc", "cause": "rain_fade", "note": "rain",
    "document": null, "reported": null, "ticket": null})"));
  EXPECT_EQ(outage.at("corrections").as_array().at(1).at("reported"), "2026-11-20T01:20:00Z");
}

TEST(OutagesDocument, IsSortedById) {
  const auto list = document().at("outages").as_array();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list.at(0).at("id"), 7);
  EXPECT_EQ(list.at(1).at("id"), 8);
}

TEST(OutagesDocument, TakesAnUnlistedOutageForAnIncidentOfItsOwn) {
  const auto alone = json::parse(outages_document(sample_outages(), Incidents{}, sample_day()));
  EXPECT_EQ(alone.at("outages").as_array().at(1).at("incident"), 8);
}

TEST(OutagesDocument, StaysJsonWhateverPeopleTyped) {
  auto outages = sample_outages();
  outages[0].corrections[0].note = "\xFF\x1b[2J\"\\";
  const auto text = outages_document(outages, incidents(), sample_day());
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_EQ(json::parse(text)
                .at("outages")
                .as_array()
                .at(1)
                .at("corrections")
                .as_array()
                .at(0)
                .at("note"),
            "\xEF\xBF\xBD[2J\"\\");
}

TEST(OutagesCsv, HasARowForEachSegment) {
  const auto snapshot = test::sample_snapshot();
  EXPECT_EQ(outages_csv(*snapshot.plan, sample_outages(), incidents(), sample_day() + 3h),
            "id,link,site,district,provider,contract,start,detected,end,seconds,state,root,"
            "incident,cause,proposed,planned,note,document\r\n"
            "7,jila-vsat,jila,jila-district,bakti,c-2026,2026-11-20T02:00:00Z,"
            "2026-11-20T02:00:35Z,,3600,down,jila-vsat,7,power_site,power_site,false,,\r\n"
            "8,jila-wifi,jila,jila-district,,,2026-11-20T01:00:00Z,2026-11-20T01:00:15Z,"
            "2026-11-20T01:10:00Z,600,unreachable,jila-vsat timika-fibre,3,security,upstream,"
            "true,\"said \"\"no\"\",=1+1\",BA-7/2026\r\n"
            "8,jila-wifi,jila,jila-district,,,2026-11-20T02:00:00Z,2026-11-20T01:00:15Z,"
            "2026-11-20T03:00:00Z,3600,down,jila-wifi,3,security,unknown,false,"
            "\"said \"\"no\"\",=1+1\",BA-7/2026\r\n");
}

TEST(OutagesCsv, NamesTheContractOfTheOutageAndNotOfToday) {
  auto outages = sample_outages();
  outages[1].start = sample_day() - 24h * 400;
  EXPECT_THAT(outages_csv(*test::sample_snapshot().plan, outages, incidents(), sample_day()),
              HasSubstr("7,jila-vsat,jila,jila-district,bakti,c-2025,"));
}

TEST(OutagesCsv, LeavesEmptyWhatIsConfiguredNoMore) {
  EXPECT_THAT(outages_csv(config::Plan{}, sample_outages(), incidents(), sample_day() + 3h),
              HasSubstr("\r\n7,jila-vsat,jila,,,,2026"));
}

TEST(CsvRecord, QuotesWhatRfc4180AsksFor) {
  EXPECT_EQ(csv_record({"a", "", "b c", "d;e", "'f'"}), "a,,b c,d;e,'f'\r\n");
  EXPECT_EQ(csv_record({"a,b", "say \"hi\"", "x"}), "\"a,b\",\"say \"\"hi\"\"\",x\r\n");
}

TEST(IncidentScope, CoversTheOutagesThatWereFound) {
  auto outages = sample_outages();
  outages[1].end = sample_day() + 5h;
  book::OutageQuery asked;
  asked.link = "jila-vsat";
  const auto scope = incident_scope(asked, outages);
  EXPECT_EQ(scope.since, sample_day() + 1h);
  EXPECT_EQ(scope.until, sample_day() + 5h);
  EXPECT_EQ(scope.link, "");
}

TEST(IncidentScope, HasNoEndWhileOneIsOpen) {
  book::OutageQuery asked;
  asked.until = sample_day();
  EXPECT_EQ(incident_scope(asked, sample_outages()).until, std::nullopt);
}

TEST(IncidentScope, GoesBackAMonthAtMost) {
  auto outages = sample_outages();
  outages[0].start = sample_day() - 24h * 700;
  book::OutageQuery asked;
  asked.since = sample_day();
  EXPECT_EQ(incident_scope(asked, outages).since, sample_day() - 24h * 31);
  EXPECT_EQ(incident_scope({}, outages).since, sample_day() - 24h * 700) << "all is asked for";
}

}  // namespace
}  // namespace pantau::http
