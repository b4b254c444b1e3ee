// SPDX-License-Identifier: Apache-2.0
// The test vectors of semantics.md 9 through the real journal and the real command.
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/cli/book_on_disk.hpp"

namespace pantau::cli {
namespace {

using book::Cause;
using test::BookOnDisk;
using test::lines_of;
using test::local;
using test::Ran;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

/// Two links with contracts that differ in their formula alone, and the hub before them.
constexpr const char* kCounty = R"(
phase = [ { id = "tahap-2", name = "Tahap II", start = 2025-01-01, end = 2025-12-31 } ]
district = [ { id = "jila", name = "Jila" } ]
provider = [ { id = "bakti", name = "BAKTI" } ]
link = [
  { id = "hoya-vsat", site = "hoya", technology = "geo-vsat", contract = "c-net-b" },
  { id = "hub-fibre", site = "hub", technology = "fibre" },
  { id = "jila-vsat", site = "jila", technology = "geo-vsat", contract = "c-net-a" },
]
[[contract]]
id = "c-net-a"
provider = "bakti"
start = 2025-01-01
target = 0.95
formula = "net-a"
exclude = ["power"]
[[contract]]
id = "c-net-b"
provider = "bakti"
start = 2025-01-01
target = 0.95
formula = "net-b"
exclude = ["power"]
[[site]]
id = "hoya"
name = "Hoya"
district = "jila"
phase = "tahap-2"
actual = { in_service = 2025-06-15 }
[[site]]
id = "hub"
name = "Hub"
district = "jila"
[[site]]
id = "jila"
name = "Jila"
district = "jila"
phase = "tahap-2"
actual = { in_service = 2025-01-01 }
)";

std::string inventory() {
  return std::string(kCounty);
}

/// August 2025 has 744 h: 13 h 25 min behind the hub, 20 h 10 min without power. That it was the
/// grid an engineer says by command.
struct August : testing::Test {
  BookOnDisk book{inventory()};

  August() {
    std::vector<std::string> powerless;
    for (const char* const link : {"jila-vsat", "hoya-vsat"}) {
      book.enter(link, local("2025-06-01"), book::LinkState::up);
      const auto hub = local("2025-08-05T10:00");
      book.fail(link, hub, hub + 13h + 25min, Cause::upstream, "hub-fibre");
      const auto night = local("2025-08-20T22:00");
      powerless.push_back(
          std::to_string(book.fail(link, night, night + 20h + 10min, Cause::unknown)));
    }
    book.settle(local("2025-10-02"));
    for (const std::string& outage : powerless) {
      const Ran set = book.run({"outage", "set", outage, "--cause", "power_grid"});
      EXPECT_EQ(set.code, 0) << set.err;
    }
  }

  [[nodiscard]] Ran availability(const std::vector<std::string>& options) const {
    std::vector<std::string> words{"availability", "--from", "2025-08-01", "--to", "2025-08-31"};
    words.insert(words.end(), options.begin(), options.end());
    return book.run(words);
  }
};

TEST_F(August, TheTableCutsThreeDigits) {
  const Ran ran = availability({});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const std::vector<std::string> lines = lines_of(ran.out);
  ASSERT_EQ(lines.size(), 3U) << ran.out;
  EXPECT_THAT(lines[1], HasSubstr("hoya-vsat"));
  EXPECT_THAT(lines[1], HasSubstr("95.486 %")) << ran.out;
  EXPECT_THAT(lines[1], HasSubstr("98.146 %")) << "net-b\n" << ran.out;
  EXPECT_THAT(lines[2], HasSubstr("jila-vsat"));
  EXPECT_THAT(lines[2], HasSubstr("95.486 %")) << ran.out;
  EXPECT_THAT(lines[2], HasSubstr("98.196 %")) << "net-a\n" << ran.out;
  EXPECT_THAT(lines[2], HasSubstr("met")) << ran.out;
}

constexpr const char* kPeriod = "2025-07-31T15:00:00Z,2025-08-31T15:00:00Z";

TEST_F(August, TheCsvHasTheSameToSixDigits) {
  const Ran ran = availability({"--csv"});
  EXPECT_THAT(lines_of(ran.out),
              ElementsAre("group,id,from,to,total_seconds,down_seconds,excluded_seconds,"
                          "planned_seconds,unknown_seconds,gross,net,lower_bound,coverage,target,"
                          "judgement",
                          std::string("link,hoya-vsat,") + kPeriod +
                              ",2678400,120900,72600,0,0,0.954861,0.981464,0.954861,1.000000,"
                              "0.950000,met",
                          std::string("link,jila-vsat,") + kPeriod +
                              ",2678400,120900,72600,0,0,0.954861,0.981966,0.954861,1.000000,"
                              "0.950000,met"));
}

TEST_F(August, TheJsonHasTheSame) {
  const auto document = boost::json::parse(availability({"--json"}).out).as_object();
  EXPECT_EQ(document.at("by"), "link");
  EXPECT_EQ(document.at("timezone"), "Asia/Jayapura");
  const auto& rows = document.at("rows").as_array();
  ASSERT_EQ(rows.size(), 2U);
  const auto& jila = rows[1].as_object();
  EXPECT_EQ(jila.at("id"), "jila-vsat");
  EXPECT_EQ(jila.at("from"), "2025-07-31T15:00:00Z");
  EXPECT_EQ(jila.at("total_seconds"), 744 * 3600);
  EXPECT_EQ(jila.at("down_seconds"), 120900);
  EXPECT_EQ(jila.at("excluded_seconds"), 72600);
  EXPECT_EQ(jila.at("gross"), 0.954861);
  EXPECT_EQ(jila.at("net"), 0.981966);
  EXPECT_EQ(jila.at("judgement"), "met");
  EXPECT_EQ(rows[0].as_object().at("net"), 0.981464);
}

TEST_F(August, GroupsPoolSeconds) {
  const auto rows = [this](const char* by) {
    std::vector<std::string> lines = lines_of(availability({"--csv", "--by", by}).out);
    lines.erase(lines.begin());
    return lines;
  };
  const std::string period = kPeriod;
  // 2 * 2678400 s, 2 * 120900 s down; the net ones: (2630100 + 2557500) / (2678400 + 2605800).
  const std::string both = "," + period + ",5356800,241800,";
  const std::string one = "," + period + ",2678400,120900,";
  EXPECT_THAT(rows("provider"),
              ElementsAre("provider,bakti" + both +
                          "145200,0,0,0.954861,0.981719,0.954861,1.000000,0.950000,none"));
  EXPECT_THAT(rows("contract"),
              ElementsAre("contract,c-net-a" + one +
                              "72600,0,0,0.954861,0.981966,0.954861,1.000000,0.950000,none",
                          "contract,c-net-b" + one +
                              "72600,0,0,0.954861,0.981464,0.954861,1.000000,0.950000,none"));
  EXPECT_THAT(rows("site"),
              ElementsAre("site,hoya" + one + "0,0,0,0.954861,,0.954861,1.000000,,met",
                          "site,jila" + one + "0,0,0,0.954861,,0.954861,1.000000,,met"));
  for (const char* const by : {"district", "phase"}) {
    EXPECT_THAT(rows(by),
                ElementsAre(std::string(by) + (by[0] == 'd' ? ",jila" : ",tahap-2") + both +
                            "0,0,0,0.954861,,0.954861,1.000000,,none"));
  }
}

TEST_F(August, WithoutTheCorrectionNothingIsExcluded) {
  const Ran set = book.run({"outage", "set", "2", "--cause", "upstream"});
  ASSERT_EQ(set.code, 0) << set.err;
  EXPECT_THAT(lines_of(availability({"--csv"}).out)[2],
              HasSubstr(",2678400,120900,0,0,0,0.954861,0.954861,"));
}

/// 110.4 h down in August, in a quarter of 92 days.
TEST(Quarter, ShowsItsThreeMonths) {
  BookOnDisk book{inventory()};
  book.enter("jila-vsat", local("2025-06-01"), book::LinkState::up);
  const auto start = local("2025-08-10T07:00");
  book.fail("jila-vsat", start, start + 397440s, Cause::provider_equipment);
  book.settle(local("2025-10-02"));
  const std::vector<std::string> quarter{
      "availability", "--from", "2025-07-01", "--to", "2025-09-30"};
  const std::vector<std::string> lines = lines_of(book.run(quarter).out);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_THAT(lines[1], HasSubstr("2025-07-01  2025-09-30"));
  EXPECT_THAT(lines[1], HasSubstr("  95.000 %")) << lines[1];
  EXPECT_THAT(lines[1], HasSubstr("missed")) << "its months judge";
  EXPECT_THAT(lines[2], HasSubstr("2025-07-01  2025-07-31"));
  EXPECT_THAT(lines[2], HasSubstr(" 100.000 %"));
  EXPECT_THAT(lines[3], HasSubstr("2025-08-01  2025-08-31"));
  EXPECT_THAT(lines[3], HasSubstr("  85.161 %")) << lines[3];
  EXPECT_THAT(lines[4], HasSubstr("2025-09-01  2025-09-30"));
  EXPECT_THAT(lines[4], HasSubstr(" 100.000 %"));
  const Ran csv = book.run(
      {"availability", "--from", "2025-07-01", "--to", "2025-09-30", "--csv", "--by", "site"});
  EXPECT_THAT(csv.out, HasSubstr(",7948800,397440,0,0,0,0.950000,,0.950000,"));
  EXPECT_THAT(csv.out, HasSubstr(",2678400,397440,0,0,0,0.851612,,0.851612,"));
}

TEST(Quarter, IsNotAnyThreeMonths) {
  BookOnDisk book{inventory()};
  book.enter("jila-vsat", local("2025-06-01"), book::LinkState::up);
  book.settle(local("2025-10-02"));
  const Ran ran = book.run({"availability", "--from", "2025-06-01", "--to", "2025-08-31", "--csv"});
  EXPECT_EQ(lines_of(ran.out).size(), 2U) << ran.out;
}

/// Live from the 15th of a month of 30 days, 36 h down, watched since the month before.
TEST(YoungLink, CountsSinceItIsInService) {
  BookOnDisk book{inventory()};
  book.enter("hoya-vsat", local("2025-05-20"), book::LinkState::up);
  book.fail("hoya-vsat", local("2025-06-10"), local("2025-06-12"), Cause::rain_fade);
  const auto start = local("2025-06-20T01:30");
  book.fail("hoya-vsat", start, start + 36h, Cause::rain_fade);
  book.settle(local("2025-07-02"));
  const std::vector<std::string> june{"availability", "--from", "2025-06-01", "--to", "2025-06-30"};
  const Ran table = book.run(june);
  ASSERT_EQ(lines_of(table.out).size(), 2U) << table.out << table.err;
  EXPECT_THAT(lines_of(table.out)[1], HasSubstr("90.625 %")) << table.out;
  EXPECT_THAT(lines_of(table.out)[1], HasSubstr("16 d 00 h")) << "384 h\n" << table.out;
  std::vector<std::string> csv = june;
  csv.emplace_back("--csv");
  EXPECT_THAT(book.run(csv).out, HasSubstr(",1382400,129600,0,0,0,0.906250,0.906250,"));
}

/// Two hours of the hub's work a month are planned, and they were used up on the first.
TEST(PlannedHours, CountFromTheBeginningOfTheMonth) {
  std::string county = inventory();
  const std::string formula = "formula = \"net-a\"\n";
  county.insert(county.find(formula), "planned_hours_per_month = 2\n");
  for (const char* const day : {"2025-08-01", "2025-08-20"}) {
    county += fmt::format(
        "[[maintenance]]\nlinks = [\"hub-fibre\"]\nreason = \"work\"\n"
        "start = {0}T10:00:00\nend = {0}T12:00:00\n",
        day);
  }
  BookOnDisk book{county};
  book.enter("jila-vsat", local("2025-06-01"), book::LinkState::up);
  for (const char* const day : {"2025-08-01T10:00", "2025-08-20T10:00"}) {
    book.fail("jila-vsat", local(day), local(day) + 2h, Cause::upstream, "hub-fibre");
  }
  book.settle(local("2025-10-02"));
  const auto from = [&book](const char* day) {
    return book.run({"availability", "--from", day, "--to", "2025-08-31", "--csv"}).out;
  };
  EXPECT_THAT(from("2025-08-01"), HasSubstr(",2678400,14400,7200,0,0,"));
  EXPECT_THAT(from("2025-08-15"), HasSubstr(",1468800,7200,0,0,0,"));
}

TEST(Availability, TheSameBookGivesTheSameReport) {
  BookOnDisk book{inventory()};
  book.enter("jila-vsat", local("2025-06-01"), book::LinkState::up);
  book.fail("jila-vsat", local("2025-07-03"), local("2025-07-05"), Cause::unknown);
  book.settle(local("2025-10-02"));
  for (const char* const form : {"--csv", "--json"}) {
    const std::vector<std::string> words{
        "availability", "--from", "2025-07-01", "--to", "2025-09-30", form};
    EXPECT_EQ(book.run(words).out, book.run(words).out);
  }
}

}  // namespace
}  // namespace pantau::cli
