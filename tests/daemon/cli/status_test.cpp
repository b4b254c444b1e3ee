// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/status.hpp"

#include <gtest/gtest.h>

namespace pantau::cli {
namespace {

constexpr const char* kDocument =
    R"({"now":"2026-11-21T23:54:00Z","gateway":"timika-1","vantage":true,"links":[
  {"link":"a-up","site":"a","technology":"fibre","address":"198.18.1.1","state":"up","since":"2026-11-21T20:00:00Z",
   "minute":{"sent":60,"lost":3,"median":0.0123,"p95":0.02}},
  {"link":"b-down","site":"b","technology":"geo-vsat","address":"198.18.1.2","state":"down","since":"2026-11-21T23:00:00Z",
   "minute":null,"outage":1,"cause":"rain_fade"}]})";

config::DaemonSettings speaking(config::Language language) {
  config::DaemonSettings daemon;
  daemon.language = language;
  return daemon;
}

std::string english(const std::string& document,
                    const std::string& sites = {},
                    StatusView view = {}) {
  return status_table(document, speaking(config::Language::en), sites, view);
}

TEST(StatusTable, ShowsWhatIsDownFirstInLocalTime) {
  EXPECT_EQ(english(kDocument),
            "timika-1  2026-11-22 08:54:00 WIT\n"
            "2 links: 1 down, 1 up\n"
            "STATE  LINK    SINCE     FOR          CAUSE / LOSS, MEDIAN\n"
            "DOWN   b-down  08:00:00  54 min 00 s  rain fade\n"
            "UP     a-up    05:00:00  3 h 54 min   5.0 %, 12.3 ms\n");
}

TEST(StatusTable, IsWideWhenAsked) {
  const std::string table = english(kDocument, {}, {.wide = true, .failing = false});
  EXPECT_NE(table.find("5.0 %, 12.3 ms        20.0 ms  a     fibre       198.18.1.1\n"),
            std::string::npos)
      << table;
}

TEST(StatusTable, ShowsOnlyWhatIsNotUpWhenAsked) {
  const std::string table = english(kDocument, {}, {.wide = false, .failing = true});
  EXPECT_NE(table.find("2 links: 1 down, 1 up\n"), std::string::npos) << table;
  EXPECT_NE(table.find("b-down"), std::string::npos);
  EXPECT_EQ(table.find("a-up"), std::string::npos);
}

TEST(StatusTable, EndsAfterTheCountsWhenNothingFails) {
  const std::string table =
      english(R"({"gateway":"g","now":"2026-11-21T23:54:00Z","links":[{"link":"a","state":"up"}]})",
              {},
              {.wide = false, .failing = true});
  EXPECT_EQ(table, "g  2026-11-22 08:54:00 WIT\n1 link: 1 up\n");
}

TEST(StatusTable, PutsWhatIsUnreachableBelowItsRoot) {
  const std::string table = english(
      R"({"gateway":"g","now":"2026-11-21T23:54:00Z","vantage":true,"links":[
  {"link":"a","site":"a","state":"unreachable","root":["hub"],"outage":2,"cause":"upstream"},
  {"link":"b","site":"b","state":"down","root":["b"],"outage":3,"cause":"power_site"},
  {"link":"c","site":"c","state":"up","root":[]},
  {"link":"d","site":"d","state":"unreachable","root":["gone"],"outage":4,"cause":"upstream"},
  {"link":"hub","site":"h","state":"down","root":["hub"],"outage":1,"cause":"unknown"}]})",
      R"({"sites":[{"site":"h","contacts":["Hub 0800-0-002","Jaga 0800-0-003"]},
                   {"site":"c","contacts":["nobody"]}]})");
  EXPECT_EQ(table.substr(table.find("5 links")),
            "5 links: 2 down, 2 unreachable, 1 up\n"
            "STATE        LINK  SINCE  FOR  CAUSE / LOSS, MEDIAN\n"
            "DOWN         hub   -      -    unknown, behind it: 1\n"
            "  phone h: Hub 0800-0-002, Jaga 0800-0-003\n"
            "UNREACHABLE  └ a   -      -    upstream\n"
            "DOWN         b     -      -    site power\n"
            "UNREACHABLE  d     -      -    upstream (gone)\n"
            "UP           c     -      -    -, -\n")
      << "the root that takes most with it comes first; nobody is phoned about what is up";
}

TEST(StatusTable, SpeaksIndonesian) {
  const std::string table = status_table(kDocument, speaking(config::Language::id));
  EXPECT_NE(table.find("2 tautan: 1 gangguan, 1 normal\n"), std::string::npos) << table;
  EXPECT_NE(table.find("KEADAAN"), std::string::npos);
  EXPECT_NE(table.find("redaman hujan"), std::string::npos);
}

TEST(StatusTable, SaysWhenWeCannotSee) {
  EXPECT_NE(english(R"({"gateway":"g","now":"2026-11-21T23:54:00Z","vantage":false,"links":[]})")
                .find("vantage: LOST"),
            std::string::npos);
}

TEST(StatusTable, ShowsControlCharactersAsQuestionMarks) {
  const std::string table = english(
      R"({"gateway":"g","now":"2026-11-21T23:54:00Z","links":[{"link":"a\u001b[31m\nb","state":"up"}]})");
  EXPECT_NE(table.find("a?[31m?b"), std::string::npos);
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
}

TEST(StatusTable, RefusesWhatIsNoStatusDocument) {
  EXPECT_ANY_THROW((void)english("<html>"));
  EXPECT_ANY_THROW((void)english("{}"));
}

}  // namespace
}  // namespace pantau::cli
