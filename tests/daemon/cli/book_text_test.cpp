// SPDX-License-Identifier: Apache-2.0
// Tables of the commands around the book of record.
#include <string>

#include <gtest/gtest.h>

#include "daemon/cli/availability.hpp"
#include "daemon/cli/book_words.hpp"
#include "daemon/cli/local_time.hpp"
#include "daemon/cli/maintenance.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/outages.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/why_text.hpp"

namespace pantau::cli {
namespace {

using namespace std::chrono_literals;

constexpr book::Second kNoon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} + 12h};

config::Plan plan_in(config::Language language) {
  config::Plan plan;
  plan.daemon.language = language;
  return plan;
}

book::Outage upstream_outage() {
  book::Outage outage;
  outage.id = 417;
  outage.link = "jila-vsat";
  outage.start = kNoon;
  outage.detected = kNoon + 30s;
  outage.segments.push_back({.start = kNoon,
                             .end = kNoon + 10min,
                             .state = book::LinkState::unreachable,
                             .roots = {"hub"},
                             .proposed = book::Cause::upstream,
                             .planned = false,
                             .evidence = {}});
  outage.segments.push_back({.start = kNoon + 10min,
                             .end = {},
                             .state = book::LinkState::down,
                             .roots = {"jila-vsat"},
                             .proposed = book::Cause::unknown,
                             .planned = true,
                             .evidence = {}});
  return outage;
}

TEST(LocalTime, IsThatOfTheZone) {
  EXPECT_EQ(local_text(kNoon, "Asia/Jayapura"), "2026-11-20 21:00:00");
  EXPECT_EQ(zone_text(kNoon, "Asia/Jayapura"), "WIT");
}

TEST(LengthText, HasTheTwoUnitsThatMatter) {
  const auto en = config::Language::en;
  EXPECT_EQ(length_text(0s, en), "0 s");
  EXPECT_EQ(length_text(59s, en), "59 s");
  EXPECT_EQ(length_text(65s, en), "1 min 05 s");
  EXPECT_EQ(length_text(13h + 25min + 59s, en), "13 h 25 min");
  EXPECT_EQ(length_text(76h, en), "3 d 04 h");
  EXPECT_EQ(length_text(76h, config::Language::id), "3 hr 04 jam");
}

TEST(Words, ThereIsOneForEachStateCauseAndJudgement) {
  for (const auto language : {config::Language::id, config::Language::en}) {
    for (std::size_t i = 0; i < book::kLinkStates; ++i) {
      EXPECT_FALSE(state_word(static_cast<book::LinkState>(i), language).empty());
    }
    for (std::size_t i = 0; i < book::kCauseNames.size(); ++i) {
      EXPECT_FALSE(cause_word(static_cast<book::Cause>(i), language).empty()) << i;
    }
    for (std::size_t i = 0; i < availability::kJudgementNames.size(); ++i) {
      EXPECT_FALSE(judgement_word(static_cast<availability::Judgement>(i), language).empty());
    }
  }
}

TEST(OutagesTable, SaysWhatFailedSinceWhenAndWhy) {
  const std::string table =
      outages_table(plan_in(config::Language::en), {upstream_outage()}, {{417, 400}}, kNoon + 1h);
  EXPECT_NE(table.find("417  jila-vsat  2026-11-20 21:00:00  open  1 h 00 min  DOWN"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find("upstream, unknown"), std::string::npos) << table;
  EXPECT_NE(table.find("hub   yes           400"), std::string::npos) << table;
}

TEST(OutagesTable, ACorrectionStandsInPlaceOfTheProposal) {
  book::Outage outage = upstream_outage();
  outage.corrections.push_back({.time = kNoon,
                                .user = "noc",
                                .cause = book::Cause::rain_fade,
                                .note = {},
                                .document = {},
                                .reported = {},
                                .ticket = {}});
  const std::string table = outages_table(plan_in(config::Language::id), {outage}, {}, kNoon + 1h);
  EXPECT_NE(table.find("redaman hujan *"), std::string::npos) << table;
  EXPECT_EQ(table.find("jalur hulu"), std::string::npos) << table;
  EXPECT_NE(table.find("berlangsung"), std::string::npos) << table;
}

TEST(OutagesTable, SaysThatThereAreNone) {
  EXPECT_EQ(outages_table(plan_in(config::Language::en), {}, {}, kNoon),
            "No outages in this time.\n");
}

TEST(MaintenanceTable, TellsPresentFromAheadAndOver) {
  book::Window window;
  window.id = 12;
  window.links = {"jila-vsat"};
  window.providers = {"bakti"};
  window.start = kNoon;
  window.end = kNoon + 2h;
  window.reason = "modem";
  window.user = "noc";
  const config::Plan plan = plan_in(config::Language::en);
  const auto at = [&](book::Second now) { return maintenance_table(plan, {window}, now); };
  EXPECT_NE(at(kNoon).find("12  NOW "), std::string::npos) << at(kNoon);
  EXPECT_NE(at(kNoon - 1s).find("12  ahead "), std::string::npos);
  EXPECT_NE(at(kNoon + 2h).find("12  over "), std::string::npos) << "its end is not part of it";
  EXPECT_NE(at(kNoon).find("jila-vsat, provider:bakti  modem"), std::string::npos);
}

TEST(FutureMoment, CountsFromItsBase) {
  const config::Plan plan = plan_in(config::Language::en);
  EXPECT_EQ(future_moment("+5h", kNoon, plan, "--to"), kNoon + 5h);
  EXPECT_EQ(future_moment("2026-12-01T05:00:00+09:00", kNoon, plan, "--to"),
            book::Second{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} + 20h});
  EXPECT_EQ(moment("now", kNoon, plan, "--reported"), kNoon);
  EXPECT_EQ(moment("2h", kNoon, plan, "--reported"), kNoon - 2h);
  EXPECT_THROW((void)moment("+2h", kNoon, plan, "--reported"), UsageError);
  EXPECT_THROW((void)future_moment("+soon", kNoon, plan, "--to"), UsageError);
  EXPECT_THROW((void)future_moment("tomorrow", kNoon, plan, "--to"), UsageError);
}

availability::ReportRow month_row() {
  availability::ReportRow row;
  row.id = "jila-vsat";
  row.period = {kNoon - 12h - 9h, kNoon};
  row.account = {
      .up = 900, .down = 60, .too_short = 20, .excluded = 10, .planned = 5, .unknown = 5};
  row.target = 0.95;
  row.judgement = availability::Judgement::missed;
  return row;
}

TEST(AvailabilityCsv, HasTheColumnsOfTheContract) {
  const std::string csv = availability_csv(availability::Grouping::link, {month_row()});
  EXPECT_EQ(csv,
            "group,id,from,to,total_seconds,down_seconds,excluded_seconds,planned_seconds,"
            "unknown_seconds,gross,net,lower_bound,coverage,target,judgement\r\n"
            "link,jila-vsat,2026-11-19T15:00:00Z,2026-11-20T12:00:00Z,1000,90,10,5,5,"
            "0.910000,,0.905000,0.995000,0.950000,missed\r\n");
}

TEST(AvailabilityJson, HasNullForWhatIsNotKnown) {
  const std::string json =
      availability_json(plan_in(config::Language::id), availability::Grouping::link, {month_row()});
  EXPECT_NE(json.find("\"net\": null"), std::string::npos) << json;
  EXPECT_NE(json.find("\"gross\": 0.91"), std::string::npos) << json;
  EXPECT_NE(json.find("\"short_seconds\": 20"), std::string::npos) << json;
}

TEST(AvailabilityTable, CutsAndSpeaksTheLanguage) {
  EXPECT_NE(availability_table(plan_in(config::Language::en), {month_row()}).find("91.000 %"),
            std::string::npos);
  const std::string id = availability_table(plan_in(config::Language::id), {month_row()});
  EXPECT_NE(id.find("91,000 %"), std::string::npos) << id;
  EXPECT_NE(id.find("tidak tercapai"), std::string::npos) << id;
}

TEST(ShortText, LeavesOutWhatIsClear) {
  config::DaemonSettings daemon;
  daemon.language = config::Language::en;
  EXPECT_EQ(short_text(kNoon, kNoon + 2h, daemon), "21:00:00") << "the same local day";
  EXPECT_EQ(short_text(kNoon, kNoon + 3h, daemon), "20 Nov 21:00") << "it is past local midnight";
  EXPECT_EQ(short_text(kNoon, kNoon + 24h * 300, daemon), "20 Nov 21:00");
  EXPECT_EQ(short_text(kNoon, kNoon + 24h * 301, daemon), "20 Nov 2026");
  daemon.language = config::Language::id;
  EXPECT_EQ(short_text(kNoon - 24h * 90, kNoon, daemon), "22 Agu 21:00");
}

TEST(Printable, LeavesNothingThatSteersATerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\nc\x7f"), "a?[2Jb?c?");
  EXPECT_EQ(printable("a\xc2\x9b"
                      "31mb"),
            "a31mb")
      << "CSI as one character of C1";
  EXPECT_EQ(printable("\x9b\x9b\x9b"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") << "no UTF-8";
  EXPECT_EQ(printable("petir \u2014 \"baru\""), "petir \u2014 \"baru\"");
}

constexpr const char* kWhy =
    R"({"now":"2026-11-20T12:20:05.500Z","link":"jila-vsat","site":"jila","state":"unreachable",
"since":"2026-11-20T12:00:00Z","rule":"parents","runs":{"losses":9,"answers":0},"vantage":true,
"parents":[{"link":"hub","state":"down"}],"root":["hub"],
"root_details":[{"link":"hub","site":"timika","contacts":["Hub 0800-0-002"],
  "provider":{"id":"t","name":"Telkom","contact":"147"}}],
"contacts":["Kantor 0800-0-001"],"provider":{"id":"b","name":"BAKTI","contact":"NOC 0800-0-000"},
"outage":{"id":7,"start":"2026-11-20T12:00:00Z","cause":"power_site",
  "corrections":[],"segments":[{"cause":"power_site","proposed":"power_site","evidence":[
{"kind":"charge","time":"2026-11-20T11:58:00Z","value":"ups 12 %"}]}]},
"echoes":[{"sent":"2026-11-20T12:01:00.250Z","verdict":"lost","rtt":null,"reason":"host_unreachable"},
{"sent":"2026-11-20T12:01:05.250Z","verdict":"answered","rtt":0.6512,"reason":null}]})";

std::string why_in(config::Language language, const std::string& document = kWhy) {
  config::DaemonSettings daemon;
  daemon.language = language;
  return why_text(document, daemon);
}

TEST(WhyText, BeginsWithWhatIsNeededAtNight) {
  const std::string text = why_in(config::Language::en);
  EXPECT_EQ(text.substr(0, text.find("decided by")),
            "link              jila-vsat  (site jila)\n"
            "state             UNREACHABLE since 2026-11-20 21:00:00 WIT (20 min 05 s)\n"
            "cause             site power\n"
            "because of        hub\n"
            "to phone          hub: Hub 0800-0-002\n"
            "provider          Telkom: 147\n"
            "to phone          jila-vsat: Kantor 0800-0-001\n"
            "provider          BAKTI: NOC 0800-0-000\n");
}

TEST(WhyText, ThenSaysWhatSpeaksForIt) {
  const std::string text = why_in(config::Language::en);
  for (const char* const part :
       {"decided by        what its parents say\n",
        "outage            7 since 2026-11-20 21:00:00 WIT (20 min 05 s)\n",
        "hub: DOWN",
        "yes: the anchors answer",
        "9 lost, 0 answered",
        "charge ups 12 % (2026-11-20 20:58:00 WIT)",
        "21:01:00.250  lost  host_unreachable\n",
        "21:01:05.250  answered  651.2 ms\n"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(WhyText, FitsAScreenOf80Columns) {
  for (const auto language : {config::Language::en, config::Language::id}) {
    const std::string text = why_in(language);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      EXPECT_LE(end - begin, 80U) << text.substr(begin, end - begin);
      begin = end + 1;
    }
  }
}

TEST(WhyText, SaysOfALinkThatIsDownItselfThatNothingElseIsToBlame) {
  const std::string text = why_in(
      config::Language::en,
      R"({"link":"hub","state":"down","since":null,"rule":"down_after","vantage":false,"root":["hub"],
"root_details":[{"link":"hub","contacts":["twice"]}],"contacts":["twice"],"maintenance":true,
"outage":{"id":3,"start":"2026-11-20T12:00:00Z","cause":"rain_fade","corrections":[
{"user":"noc\u001b[2J","cause":"rain_fade","note":"storm"}],"segments":[{"proposed":"unknown"}]}})");
  EXPECT_NE(text.find("because of        itself\n"), std::string::npos) << text;
  EXPECT_NE(text.find("rain fade (says noc?[2J); proposed: unknown\n"), std::string::npos) << text;
  EXPECT_NE(text.find("note              storm\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("twice"), text.rfind("twice")) << text;
  EXPECT_NE(text.find("NO: too few anchors answer"), std::string::npos) << text;
  EXPECT_NE(text.find("work is announced"), std::string::npos) << text;
}

TEST(WhyText, NamesAProviderOnceThatServesRootAndLink) {
  std::string document = kWhy;
  const std::string telkom = R"({"id":"t","name":"Telkom","contact":"147"})";
  document.replace(document.find(R"({"id":"b")"),
                   std::string(R"({"id":"b","name":"BAKTI","contact":"NOC 0800-0-000"})").size(),
                   telkom);
  const std::string text = why_in(config::Language::en, document);
  EXPECT_NE(text.find("provider          Telkom: 147\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("provider"), text.rfind("provider")) << text;
}

TEST(WhyText, SpeaksIndonesian) {
  EXPECT_NE(why_in(config::Language::id, R"({"link":"hub","state":"down","root":["hub"]})")
                .find("karena            tautan ini sendiri\n"),
            std::string::npos);
  const std::string text = why_in(config::Language::id);
  EXPECT_NE(text.find("TIDAK TERJANGKAU sejak"), std::string::npos) << text;
  EXPECT_NE(text.find("catu daya lokasi"), std::string::npos) << text;
  EXPECT_NE(text.find("hilang  host_unreachable"), std::string::npos) << text;
}

TEST(WhyText, RefusesWhatIsNoSuchDocument) {
  EXPECT_ANY_THROW((void)why_text("<html>", {}));
  EXPECT_ANY_THROW((void)why_text("[]", {}));
}

}  // namespace
}  // namespace pantau::cli
