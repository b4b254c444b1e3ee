// SPDX-License-Identifier: Apache-2.0
// What a provider owes back, from the real journal: domain notes 3.6 to the rupiah.
#include "daemon/cli/restitution.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/cli/exit_code.hpp"
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

/// \param contract  keys of the one contract besides provider, start and number
std::string county(std::string_view contract, std::string_view more = "") {
  return fmt::format(R"(
phase = [ {{ id = "tahap-2", name = "Tahap II", start = 2025-01-01, end = 2025-12-31 }} ]
district = [ {{ id = "jila", name = "Jila" }} ]
provider = [ {{ id = "bakti", name = "BAKTI" }} ]
link = [
  {{ id = "jila-vsat", site = "jila", technology = "geo-vsat", contract = "c" }},
  {}
]
[[contract]]
id = "c"
provider = "bakti"
number = "SPK-017/2025"
start = 2025-01-01
{}
[[site]]
id = "jila"
name = "Jila"
district = "jila"
phase = "tahap-2"
actual = {{ in_service = 2025-01-01 }}
)",
                     more,
                     contract);
}

constexpr const char* kProRata =
    "target = 0.95\nformula = \"net-a\"\nexclude = [\"power\"]\nminimum_outage = \"300s\"\n"
    "fee_per_month = 12500000\nrestitution = \"pro-rata\"\n";

/// August 2025: 13 h 25 min upstream, 20 h 10 min of power that an engineer named, and 4 minutes.
struct Restitution : testing::Test {
  BookOnDisk book{county(kProRata)};

  void play() {
    book.enter("jila-vsat", local("2025-06-01"), book::LinkState::up);
    const auto hub = local("2025-08-05T10:00");
    book.fail("jila-vsat", hub, hub + 13h + 25min, Cause::provider_equipment);
    const auto brief = local("2025-08-07T10:00");
    book.fail("jila-vsat", brief, brief + 4min, Cause::unknown);
    const auto night = local("2025-08-20T22:00");
    const auto power = book.fail("jila-vsat", night, night + 20h + 10min, Cause::unknown);
    book.settle(local("2025-10-02"));
    const Ran set = book.run({"outage",
                              "set",
                              std::to_string(power),
                              "--cause",
                              "power_grid",
                              "--document",
                              "BA-12/VIII/2025"});
    EXPECT_EQ(set.code, 0) << set.err;
  }

  [[nodiscard]] Ran run(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"restitution", "--month", "2025-08"});
    return book.run(more);
  }

  [[nodiscard]] boost::json::object contract() const {
    return boost::json::parse(run({"--json"}).out)
        .as_object()
        .at("contracts")
        .as_array()
        .at(0)
        .as_object();
  }
};

TEST_F(Restitution, ShowsInputsFormulaArithmeticRoundingAndResult) {
  play();
  const Ran ran = run();
  EXPECT_EQ(ran.code, kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("Restitution August 2025: 31 days = 2,678,400 seconds"));
  EXPECT_THAT(ran.out, Not(HasSubstr("SO FAR")));
  EXPECT_THAT(ran.out, HasSubstr("Contract c, no. SPK-017/2025, provider BAKTI"));
  EXPECT_THAT(ran.out, HasSubstr("Rp 12,500,000, shared evenly by 1 link(s)"));
  EXPECT_THAT(ran.out, HasSubstr("95 %"));
  EXPECT_THAT(ran.out, HasSubstr("net-a, outages over 5 min 00 s, excluded: power"));
  EXPECT_THAT(ran.out, HasSubstr("fee x failed seconds / seconds of the month"));
  EXPECT_THAT(ran.out, HasSubstr("12,500,000 x 48,300 / 2,678,400 = 225,414.4265"));
  EXPECT_THAT(ran.out, HasSubstr("half up, once over the sum of links"));
  EXPECT_THAT(ran.out, HasSubstr("RESTITUTION    Rp 225,414\n"));
  EXPECT_THAT(ran.out, HasSubstr("98.196 %"));
  EXPECT_THAT(ran.out, HasSubstr("excluded cause"));
  EXPECT_THAT(ran.out, HasSubstr("BA-12/VIII/2025"));
  EXPECT_THAT(ran.out, HasSubstr("1 outage(s) within the contract's minimum, not counted: 240 s"));
  EXPECT_THAT(ran.out, HasSubstr("Total by provider"));
}

TEST_F(Restitution, SpeaksIndonesian) {
  play();
  book.rewrite(county(kProRata), "id");
  const Ran ran = run();
  EXPECT_THAT(ran.out, HasSubstr("Restitusi Agustus 2025: 31 hari = 2.678.400 detik"));
  EXPECT_THAT(ran.out, HasSubstr("12.500.000 x 48.300 / 2.678.400 = 225.414,4265"));
  EXPECT_THAT(ran.out, HasSubstr("RESTITUSI      Rp 225.414\n"));
  EXPECT_THAT(ran.out, HasSubstr("98,196 %"));
  EXPECT_THAT(ran.out, HasSubstr("penyebab dikecualikan"));
}

TEST_F(Restitution, DividesByTheTargetWhereTheContractSaysSo) {
  play();
  book.rewrite(
      county("target = 0.995\nformula = \"net-a\"\nexclude = [\"power\"]\n"
             "minimum_outage = \"300s\"\nfee_per_month = 12500000\n"
             "restitution = \"pro-rata-over-target\"\n"));
  EXPECT_THAT(run().out, HasSubstr("12,500,000 x 48,300 / (2,678,400 x 99.5 %) = 226,547"));
  EXPECT_THAT(run().out, HasSubstr("RESTITUTION    Rp 226,547\n"));
}

TEST_F(Restitution, PaysTheShortfallOfAMissedTarget) {
  play();
  book.rewrite(
      county("target = 0.99\nformula = \"gross\"\nfee_per_month = 12500000\n"
             "restitution = \"shortfall\"\n"));
  // 33 h 39 min of 744 h: 95.477 %; 12,500,000 x (0.99 - 2,557,260/2,678,400)
  EXPECT_THAT(run().out,
              HasSubstr("jila-vsat: 12,500,000 x (99 % - 95.477 %) x 2,678,400 / 2,678,400 = "
                        "440,356.1828"));
  EXPECT_THAT(run().out, HasSubstr("RESTITUTION    Rp 440,356\n"));
}

TEST_F(Restitution, JsonHasAllThatTheFigureFollowsFrom) {
  play();
  const auto document = boost::json::parse(run({"--json"}).out).as_object();
  EXPECT_EQ(document.at("month"), "2025-08");
  EXPECT_EQ(document.at("so_far"), false);
  EXPECT_EQ(document.at("providers").as_array().at(0).as_object().at("rupiah"), 225414);
  const auto one = contract();
  EXPECT_EQ(one.at("number"), "SPK-017/2025");
  EXPECT_EQ(one.at("restitution"), "pro-rata");
  EXPECT_EQ(one.at("calendar_seconds"), 2678400);
  EXPECT_EQ(one.at("rupiah"), 225414);
  const auto& link = one.at("links").as_array().at(0).as_object();
  EXPECT_EQ(link.at("failed_seconds"), 48300);
  EXPECT_EQ(link.at("availability"), 0.981966);
  EXPECT_EQ(link.at("paid_seconds").as_object().at("excluded"), 72600);
  const auto& outages = link.at("outages").as_array();
  ASSERT_EQ(outages.size(), 3U);
  EXPECT_EQ(outages[0].as_object().at("counted_seconds"), 48300);
  EXPECT_EQ(outages[1].as_object().at("short_seconds"), 240);
  const auto& power = outages[2].as_object();
  EXPECT_EQ(power.at("counted_seconds"), 0);
  EXPECT_EQ(power.at("excluded_by_cause"), true);
  EXPECT_EQ(power.at("cause").as_array().at(0), "power_grid");
  EXPECT_EQ(power.at("document").as_array().at(0), "BA-12/VIII/2025");
}

TEST_F(Restitution, CsvHasARowALinkAndOneAContract) {
  play();
  EXPECT_THAT(
      lines_of(run({"--csv"}).out),
      ElementsAre("month,contract,number,provider,link,paid_seconds,down_seconds,short_seconds,"
                  "excluded_seconds,planned_seconds,unknown_seconds,failed_seconds,coverage,"
                  "availability,target,judgement,rupiah",
                  "2025-08,c,SPK-017/2025,bakti,jila-vsat,2678400,121140,240,72600,0,0,48300,"
                  "1.000000,0.981966,0.950000,met,225414.4265",
                  "2025-08,c,SPK-017/2025,bakti,,,,,,,,,,,,,225414"));
}

TEST_F(Restitution, StaysAfterTheContractChangedAndTakesACorrection) {
  play();
  EXPECT_THAT(run().out, HasSubstr("not judged yet"));
  book.judge();
  EXPECT_THAT(run().out, HasSubstr("frozen"));
  book.rewrite(
      county("target = 0.5\nformula = \"gross\"\nfee_per_month = 1\n"
             "restitution = \"shortfall\"\nfree_until = 2025-12-31\n"));
  EXPECT_EQ(contract().at("rupiah"), 225414);
  EXPECT_EQ(contract().at("fee_per_month"), 12500000);
  const Ran availability =
      book.run({"availability", "--from", "2025-08-01", "--to", "2025-08-31", "--csv"});
  EXPECT_THAT(availability.out, HasSubstr(",0.981966,")) << availability.out;
  EXPECT_THAT(availability.out, HasSubstr(",0.950000,met")) << availability.out;
  ASSERT_EQ(book.run({"outage", "set", "1", "--cause", "fuel_out"}).code, 0);
  EXPECT_EQ(contract().at("rupiah"), 0) << "its power was excluded then";
}

TEST_F(Restitution, RemembersALinkAndAContractThatAreGone) {
  play();
  book.judge();
  std::string other = county(kProRata);
  other.replace(other.find("jila-vsat"), 9, "jila-leoo");
  for (std::size_t at = other.find("\"c\""); at != std::string::npos; at = other.find("\"c\"")) {
    other.replace(at, 3, "\"d\"");
  }
  book.rewrite(other);
  const Ran ran = run({"--contract", "c"});
  EXPECT_EQ(ran.code, kExitOk) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("jila-vsat"));
  EXPECT_THAT(ran.out, HasSubstr("Rp 225,414\n"));
  const Ran availability =
      book.run({"availability", "--from", "2025-08-01", "--to", "2025-08-31", "--csv"});
  EXPECT_THAT(availability.out, HasSubstr("link,jila-vsat,")) << availability.out;
}

TEST_F(Restitution, SaysWhyALinkWasNotJudged) {
  book.enter("jila-vsat", local("2025-08-20"), book::LinkState::up);
  book.settle(local("2025-10-02"));
  EXPECT_THAT(run().out, HasSubstr("coverage under 90 %"));
  EXPECT_THAT(run().out, HasSubstr("not judged: too little data of every link"));
  EXPECT_TRUE(contract().at("rupiah").is_null());
}

TEST_F(Restitution, OwesNothingInTheFreePeriod) {
  play();
  book.rewrite(county(std::string(kProRata) + "free_until = 2025-08-31\n"));
  EXPECT_THAT(run().out, HasSubstr("none: the month lies in the free period"));
  EXPECT_EQ(contract().at("free"), true);
  EXPECT_TRUE(contract().at("rupiah").is_null());
}

TEST_F(Restitution, OfAMonthThatTheBookDoesNotReachIsSoFar) {
  book.enter("jila-vsat", local("2025-06-01"), book::LinkState::up);
  const auto start = local("2025-08-05T10:00");
  book.fail("jila-vsat", start, start + 1h, Cause::unknown);
  book.settle(local("2025-08-10"));
  EXPECT_THAT(run().out, HasSubstr("SO FAR: the book does not reach the month's end"));
  EXPECT_THAT(run().out, HasSubstr("2025-08-10 00:00:00"));
  EXPECT_THAT(run().out, HasSubstr("12,500,000 x 3,600 / 2,678,400"));
}

TEST_F(Restitution, WrongQuestionsEndWithTheReason) {
  play();
  const auto asked = [this](const std::string& month) {
    return book.run({"restitution", "--month", month});
  };
  EXPECT_EQ(asked("2025-13").code, kExitUsage);
  EXPECT_THAT(asked("2025-8").err, HasSubstr("\"2025-8\" is no month; write 2026-10"));
  EXPECT_EQ(asked("9998-12").code, kExitUsage);
  EXPECT_THAT(asked("9998-12").err, HasSubstr("has not begun"));
  const Ran unknown = run({"--contract", "cc"});
  EXPECT_EQ(unknown.code, kExitFailure);
  EXPECT_THAT(unknown.err, HasSubstr("there is no contract \"cc\""));
  EXPECT_THAT(asked("2024-08").out, HasSubstr("No contract with a fee ran in this month."));
}

TEST_F(Restitution, AvailabilityCanBeAskedForOneContract) {
  const std::string two =
      county(std::string(kProRata) +
                 "[[contract]]\nid = \"e\"\nprovider = \"bakti\"\n"
                 "start = 2025-01-01\ntarget = 0.99\n",
             "{ id = \"jila-leo\", site = \"jila\", technology = \"leo\", role = \"backup\", "
             "contract = \"e\" }");
  book.rewrite(two);
  book.enter("jila-leo", local("2025-06-01"), book::LinkState::up);
  play();
  const auto rows = [this](const std::string& by) {
    return lines_of(book.run({"availability",
                              "--from",
                              "2025-08-01",
                              "--to",
                              "2025-08-31",
                              "--contract",
                              "e",
                              "--csv",
                              "--by",
                              by})
                        .out);
  };
  for (const char* const by : {"link", "provider", "contract", "site"}) {
    ASSERT_EQ(rows(by).size(), 2U) << by;
  }
  EXPECT_THAT(rows("link")[1], HasSubstr("link,jila-leo,"));
  EXPECT_THAT(rows("provider")[1], HasSubstr(",2678400,0,0,0,0,1.000000,1.000000,"));
  EXPECT_THAT(rows("contract")[1], HasSubstr("contract,e,"));
  const Ran unknown =
      book.run({"availability", "--from", "2025-08-01", "--to", "2025-08-31", "--contract", "x"});
  EXPECT_EQ(unknown.code, kExitFailure);
  EXPECT_THAT(unknown.err, HasSubstr("there is no contract \"x\""));
}

}  // namespace
}  // namespace pantau::cli
