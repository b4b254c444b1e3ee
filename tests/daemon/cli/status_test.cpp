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
   "minute":null}]})";

TEST(StatusTable, ShowsWhatIsDownFirst) {
  const std::string table = status_table(kDocument, config::Language::en);
  EXPECT_LT(table.find("b-down"), table.find("a-up"));
}

TEST(StatusTable, ShowsLossAndRoundTripsOfTheMinuteAndADashForNone) {
  const std::string table = status_table(kDocument, config::Language::en);
  EXPECT_NE(table.find("5.0 %  12.3 ms  20.0 ms  -\n"), std::string::npos);
  EXPECT_NE(table.find("2026-11-21T23:00:00Z      -        -        -  -\n"), std::string::npos);
}

TEST(StatusTable, PutsWhatIsUnreachableBelowItsRoot) {
  const std::string table = status_table(
      R"({"gateway":"g","now":"x","vantage":true,"links":[
  {"link":"a","site":"a","state":"unreachable","root":["hub"],"outage":{"cause":"upstream"}},
  {"link":"b","site":"b","state":"down","root":["b"],"outage":{"cause":"power_site"}},
  {"link":"c","site":"c","state":"up","root":[]},
  {"link":"d","site":"d","state":"unreachable","root":["gone"]},
  {"link":"hub","site":"h","state":"down","root":["hub"]}]})",
      config::Language::en,
      R"({"sites":[{"site":"h","contacts":["Hub 0800-0-002"]},{"site":"c","contacts":["no"]}]})");
  const auto at = [&table](const char* text) { return table.find(text); };
  EXPECT_LT(at(" hub "), at("└ a ")) << table;
  EXPECT_LT(at("└ a "), at(" b ")) << "the root that takes most with it comes first\n" << table;
  EXPECT_LT(at(" b "), at(" d ")) << table;
  EXPECT_LT(at(" d "), at(" c ")) << table;
  EXPECT_NE(at("site power"), std::string::npos) << table;
  EXPECT_NE(at("h: Hub 0800-0-002"), std::string::npos) << table;
  EXPECT_EQ(at("no\n"), std::string::npos) << "nobody is to be phoned about what is up";
}

TEST(StatusTable, SpeaksIndonesian) {
  const std::string table = status_table(kDocument, config::Language::id);
  EXPECT_NE(table.find("KEADAAN"), std::string::npos);
  EXPECT_NE(table.find("pandangan: baik"), std::string::npos);
}

TEST(StatusTable, SaysWhenWeCannotSee) {
  EXPECT_NE(
      status_table(R"({"gateway":"g","now":"x","vantage":false,"links":[]})", config::Language::en)
          .find("vantage: LOST"),
      std::string::npos);
}

TEST(StatusTable, ShowsControlCharactersAsQuestionMarks) {
  const std::string table =
      status_table(R"({"gateway":"g","now":"x","links":[{"link":"a\u001b[31m\nb","state":"up"}]})",
                   config::Language::en);
  EXPECT_NE(table.find("a?[31m?b"), std::string::npos);
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
}

TEST(StatusTable, RefusesWhatIsNoStatusDocument) {
  EXPECT_ANY_THROW((void)status_table("<html>", config::Language::en));
  EXPECT_ANY_THROW((void)status_table("{}", config::Language::en));
}

}  // namespace
}  // namespace pantau::cli
