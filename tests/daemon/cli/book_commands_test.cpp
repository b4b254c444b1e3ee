// SPDX-License-Identifier: Apache-2.0
// The commands around the book of record as somebody uses them who errs, hurries or means ill.
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/book/outage.hpp"
#include "daemon/cli/exit_code.hpp"
#include "tests/daemon/cli/book_on_disk.hpp"

namespace pantau::cli {
namespace {

using book::Cause;
using test::BookOnDisk;
using test::lines_of;
using test::local;
using test::Ran;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

constexpr const char* kInventory = R"(
district = [ { id = "jila", name = "Jila" } ]
provider = [ { id = "bakti", name = "BAKTI" } ]
contract = [ { id = "c", provider = "bakti", start = 2025-01-01, target = 0.95 } ]
site = [ { id = "hub", name = "Hub", district = "jila" },
         { id = "jila", name = "Jila", district = "jila" } ]
link = [ { id = "hub-fibre", site = "hub", technology = "fibre" },
         { id = "jila-vsat", site = "jila", technology = "geo-vsat", contract = "c" } ]
[[maintenance]]
sites = ["hub"]
start = 2025-08-01T00:00:00
end = 2025-08-01T02:00:00
reason = "fibre"
)";

std::string without_control(const std::string& text) {
  std::string found;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r') || c == 0x7f) {
      found += c;
    }
  }
  return found;
}

boost::json::array outages_in(const Ran& ran) {
  return boost::json::parse(ran.out).as_object().at("outages").as_array();
}

/// One outage of the VSAT that is over, one that is open, and one that was taken back.
struct Commands : testing::Test {
  BookOnDisk book{kInventory};
  std::uint64_t over = 0;
  std::uint64_t open = 0;
  std::uint64_t taken_back = 0;

  Commands() {
    const book::Second begin = local("2025-08-01");
    book.enter("jila-vsat", begin, book::LinkState::up);
    book.enter("hub-fibre", begin, book::LinkState::up);
    over = book.fail("jila-vsat", begin + 1h, begin + 2h, Cause::upstream, "hub-fibre");
    book::Outage outage;
    outage.id = over + 1;
    outage.link = "jila-vsat";
    outage.site = "jila";
    outage.start = begin + 3h;
    outage.detected = outage.start;
    outage.end = outage.start;
    outage.ended_by = book::EndedBy::answers;
    taken_back = outage.id;
    book.enter(outage);
    outage.id = open = over + 2;
    outage.end = {};
    outage.ended_by = book::EndedBy::open;
    book::Segment segment;
    segment.start = outage.start;
    segment.roots = {"jila-vsat"};
    outage.segments = {segment};
    book.enter(outage);
    book.enter("jila-vsat", outage.start, book::LinkState::down);
    book.settle(begin + 4h);
  }

  [[nodiscard]] Ran outages(std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"outages", "--since", "2025-08-01"};
    words.insert(words.end(), more.begin(), more.end());
    return book.run(words);
  }

  [[nodiscard]] Ran set(const std::string& what, std::vector<std::string> more) const {
    std::vector<std::string> words{"outage", "set", what};
    words.insert(words.end(), more.begin(), more.end());
    return book.run(words);
  }

  [[nodiscard]] Ran maintenance(std::vector<std::string> more) const {
    more.insert(more.begin(), "maintenance");
    return book.run(more);
  }
};

void expect_refused(const Ran& ran, int code, const std::string& said) {
  EXPECT_EQ(ran.code, code) << ran.out << ran.err;
  EXPECT_THAT(ran.err, HasSubstr(said));
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_EQ(without_control(ran.err), "");
}

TEST_F(Commands, OutagesListsWhatIsOverAndWhatIsOpen) {
  const Ran table = outages();
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_THAT(table.out,
              HasSubstr("1  jila-vsat  2025-08-01 01:00:00  2025-08-01 02:00:00  "
                        "1 h 00 min  UNREACHABLE  upstream  hub-fibre  "));
  EXPECT_THAT(table.out, HasSubstr("3  jila-vsat  2025-08-01 03:00:00  open "));
}

TEST_F(Commands, OutagesNeverShowsWhatWasTakenBack) {
  EXPECT_THAT(outages().out, Not(HasSubstr(fmt::format("\n {}  jila-vsat", taken_back))));
  EXPECT_EQ(outages_in(outages({"--json"})).size(), 2U);
  EXPECT_THAT(outages({"--csv"}).out, Not(HasSubstr(fmt::format("\n{},", taken_back))));
  expect_refused(set(std::to_string(taken_back), {"--cause", "unknown"}),
                 kExitFailure,
                 "there is no outage 2");
}

TEST_F(Commands, OutagesTakesTimesInAllForms) {
  for (const char* const since : {"2025-08-01",
                                  "2025-08-01T00:00",
                                  "2025-07-31T15:00:00Z",
                                  "2025-08-01T00:00:00+09:00",
                                  "2025-08-01 00:00:00.5",
                                  "100w",
                                  "36000d"}) {
    EXPECT_EQ(outages_in(book.run({"outages", "--since", since, "--json"})).size(), 2U) << since;
  }
  const Ran until = outages({"--until", "2025-08-01T03:00", "--json"});
  EXPECT_EQ(outages_in(until).size(), 1U) << "one that starts then is no part";
  EXPECT_EQ(outages_in(outages({"--link", "hub-fibre", "--json"})).size(), 0U);
}

TEST_F(Commands, OutagesLooksBackAMonthFromUntil) {
  const Ran ran = book.run({"outages", "--until", "2025-08-20", "--json"});
  EXPECT_EQ(outages_in(ran).size(), 2U);
}

TEST_F(Commands, OutagesRefusesTimesThatMeanNothing) {
  for (const char* const wrong : {"yesterday", "2025-13-01", "2025-02-30", "-1h", "9e99h"}) {
    expect_refused(book.run({"outages", std::string("--until=") + wrong}),
                   kExitUsage,
                   "write RFC 3339 as 2026-11-20T08:30:00+09:00");
  }
  expect_refused(book.run({"outages", "--since", "2025-08-02", "--until", "2025-08-01"}),
                 kExitUsage,
                 "--until (2025-08-01T00:00:00+09:00) must be later than --since "
                 "(2025-08-02T00:00:00+09:00)");
  expect_refused(book.run({"outages", "--json", "--csv"}), kExitUsage, "--csv");
  expect_refused(book.run({"outages", "--since", "\x1b[2J"}), kExitUsage, "is not a time");
}

TEST_F(Commands, OutagesKnowsAnEmptyTableFromAnUnknownLink) {
  const Ran none = outages({"--link", "hub-fibre"});
  EXPECT_EQ(none.code, 0);
  EXPECT_EQ(none.out, "No outages in this time.\n");
  expect_refused(outages({"--link", "jila-vsa"}),
                 kExitFailure,
                 "there is no link \"jila-vsa\"; did you mean \"jila-vsat\"?");
  expect_refused(outages({"--link", "a\x1b[2J\nb", "--json"}), kExitFailure, "a?[2J?b");
}

TEST_F(Commands, OutagesStillShowsALinkThatIsConfiguredNoMore) {
  BookOnDisk other{"district = [ { id = \"d\", name = \"D\" } ]\n"};
  std::filesystem::copy(book.state(), other.state(), std::filesystem::copy_options::recursive);
  const Ran gone = other.run({"outages", "--since", "2025-08-01", "--link", "jila-vsat", "--json"});
  EXPECT_EQ(outages_in(gone).size(), 2U) << gone.err;
  EXPECT_EQ(other.run({"outages", "--since", "2025-08-01", "--link", "hub-fibre"}).code, 0);
}

TEST_F(Commands, OutageSetKeepsAllAndTheLastCounts) {
  EXPECT_EQ(set("1", {"--cause", "rain_fade", "--note", "storm"}).code, 0);
  const Ran second = set("1",
                         {"--cause",
                          "power_grid",
                          "--note",
                          "PLN said \"no\", twice",
                          "--document",
                          "B-112/XI/2026",
                          "--reported",
                          "2025-08-01T01:30",
                          "--ticket",
                          "TT-1"});
  EXPECT_EQ(second.code, 0) << second.err;
  EXPECT_EQ(second.out, "outage 1 (jila-vsat): grid outage\n");
  const auto outage = outages_in(outages({"--json"})).at(0).as_object();
  EXPECT_EQ(outage.at("segments").as_array().at(0).as_object().at("cause"), "power_grid");
  EXPECT_EQ(outage.at("segments").as_array().at(0).as_object().at("proposed"), "upstream");
  const auto& corrections = outage.at("corrections").as_array();
  ASSERT_EQ(corrections.size(), 2U);
  EXPECT_EQ(corrections[0].as_object().at("cause"), "rain_fade");
  EXPECT_EQ(corrections[1].as_object().at("note"), "PLN said \"no\", twice");
  EXPECT_EQ(corrections[1].as_object().at("reported"), "2025-07-31T16:30:00Z");
  EXPECT_EQ(corrections[1].as_object().at("ticket"), "TT-1");
  EXPECT_NE(corrections[1].as_object().at("user"), "");
  EXPECT_THAT(outages({"--csv"}).out,
              HasSubstr(",power_grid,upstream,false,\"PLN said \"\"no\"\", twice\","
                        "B-112/XI/2026\r\n"));
}

TEST_F(Commands, OutageSetOfALinkMeansItsOpenOutage) {
  const Ran ran = set("jila-vsat", {"--cause", "theft_vandalism"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("outage 3 (jila-vsat): "));
  expect_refused(set("hub-fibre", {"--cause", "unknown"}), kExitFailure, "has no open outage");
  expect_refused(set("hub-fibr", {"--cause", "unknown"}), kExitFailure, "did you mean");
}

TEST_F(Commands, OutageSetRefusesWhatItCannotUse) {
  expect_refused(set("99", {"--cause", "unknown"}), kExitFailure, "there is no outage 99");
  expect_refused(set("18446744073709551616", {"--cause", "unknown"}), kExitFailure, "no link");
  expect_refused(set("1", {"--cause", "rain"}), kExitUsage, "rain_fade");
  expect_refused(set("1", {"--cause", "\x1b[2J"}), kExitUsage, "?[2J");
  expect_refused(set("1", {}), kExitUsage, "--cause is required");
  expect_refused(set("1", {"--cause", "unknown", "--ticket", "T"}), kExitUsage, "--reported");
  expect_refused(set("1", {"--cause", "unknown", "--reported", "2999-01-01"}), kExitUsage, "ahead");
  expect_refused(set("1", {"--cause", "unknown", "--reported", "soon"}), kExitUsage, "--reported");
  EXPECT_THAT(outages_in(outages({"--json"})).at(0).as_object().at("corrections").as_array(),
              IsEmpty());
}

TEST_F(Commands, NoTextSteersTheTerminalOfTheNextReader) {
  const std::string hostile =
      "a\x1b]0;x\x07\x1b[2J\xc2\x9b"
      "2J\x9b\r\n9,evil,\"q\"";
  EXPECT_EQ(set("1", {"--cause", "unknown", "--note", hostile, "--document", hostile}).code, 0);
  EXPECT_EQ(maintenance({"add",
                         "jila-vsat",
                         "--from",
                         "now",
                         "--to",
                         "+1h",
                         "--reason",
                         hostile,
                         "--document",
                         hostile})
                .code,
            0);
  for (const Ran& ran : {outages(),
                         outages({"--json"}),
                         outages({"--csv"}),
                         maintenance({"list"}),
                         maintenance({"list", "--all"}),
                         maintenance({"list", "--all", "--json"})}) {
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(without_control(ran.out), "");
    EXPECT_THAT(ran.out, Not(HasSubstr("\xc2\x9b")));
  }
  EXPECT_NO_THROW((void)boost::json::parse(maintenance({"list", "--all", "--json"}).out));
  EXPECT_EQ(lines_of(outages({"--csv"}).out).size(), 3U) << "no line of its own";
  EXPECT_EQ(lines_of(maintenance({"list"}).out).size(), 2U);
}

TEST_F(Commands, MaintenanceIsAddedListedAndEnded) {
  const Ran first = maintenance({"add",
                                 "jila-vsat",
                                 "--site",
                                 "hub",
                                 "--provider",
                                 "bakti",
                                 "--from",
                                 "now",
                                 "--to",
                                 "+2h",
                                 "--reason",
                                 "new modem"});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("1  NOW "));
  EXPECT_THAT(first.out, HasSubstr("jila-vsat, site:hub, provider:bakti  new modem"));
  const Ran overlapping = maintenance(
      {"add", "jila-vsat", "hub-fibre", "--from", "+1h", "--to", "+1h30m", "--reason", "again"});
  EXPECT_EQ(overlapping.code, 0) << overlapping.err;
  EXPECT_THAT(overlapping.out, HasSubstr("2  ahead "));
  EXPECT_EQ(lines_of(maintenance({"list"}).out).size(), 3U) << maintenance({"list"}).out;
  EXPECT_EQ(maintenance({"end", "1"}).code, 0);
  expect_refused(maintenance({"end", "1"}), kExitFailure, "or it is over already");
  EXPECT_EQ(maintenance({"end", "2"}).code, 0) << "taken back before it began";
  expect_refused(maintenance({"end", "2"}), kExitFailure, "or it is over already");
  expect_refused(maintenance({"end", "77"}), kExitFailure, "there is no window 77");
  expect_refused(maintenance({"end", "one"}), kExitUsage, "NUMBER");
  EXPECT_EQ(maintenance({"list"}).out, "No work is announced.\n");
  EXPECT_THAT(maintenance({"list", "--all"}).out, HasSubstr("fibre"))
      << "that of the configuration";
}

TEST_F(Commands, MaintenanceTakesSeveralOfAKind) {
  const Ran ran = maintenance({"add",
                               "--site",
                               "hub",
                               "--site",
                               "jila",
                               "jila-vsat",
                               "--from",
                               "now",
                               "--to",
                               "+1h",
                               "--reason",
                               "r"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("  jila-vsat, site:hub, site:jila  r"));
}

TEST_F(Commands, MaintenanceAddRefusesWhatItCannotUse) {
  const auto add = [this](std::vector<std::string> more) {
    more.insert(more.begin(), "add");
    more.insert(more.end(), {"--reason", "r"});
    return maintenance(more);
  };
  const std::string vsat = "jila-vsat";
  expect_refused(
      add({vsat, "--from", "2026-13-01", "--to", "+1h"}), kExitUsage, "--from: \"2026-13-01\"");
  expect_refused(add({vsat, "--from", "now", "--to", "+soon"}), kExitUsage, "write \"+5h\"");
  expect_refused(add({vsat, "--from", "now", "--to", "2h"}), kExitUsage, "\"+5h\" counts from");
  expect_refused(add({vsat, "--from", "now", "--to", "+0s"}), kExitUsage, "must be later");
  expect_refused(add({vsat, "--from", "2025-01-01", "--to", "2025-01-02"}), kExitUsage, "over");
  expect_refused(add({vsat, "--from", "now", "--to", "+9999999d"}), kExitUsage, "no duration");
  expect_refused(add({"--from", "now", "--to", "+1h"}), kExitUsage, "say what is worked on");
  expect_refused(add({"jila-vsta", "--from", "now", "--to", "+1h"}), kExitUsage, "jila-vsat");
  expect_refused(add({"--site", "x\x1b", "--from", "now", "--to", "+1h"}), kExitUsage, "no site");
  expect_refused(add({"--district", "x", "--from", "now", "--to", "+1h"}), kExitUsage, "district");
  expect_refused(add({"--provider", "x", "--from", "now", "--to", "+1h"}), kExitUsage, "provider");
  expect_refused(maintenance({"add", vsat, "--from", "now", "--to", "+1h"}), kExitUsage, "reason");
  expect_refused(maintenance({"add", vsat, "--from", "now", "--to", "+1h", "--reason", " \t"}),
                 kExitUsage,
                 "--reason");
  EXPECT_EQ(lines_of(maintenance({"list", "--all"}).out).size(), 2U) << "that of the configuration";
}

TEST_F(Commands, AvailabilityRefusesDatesThatAreNone) {
  for (const char* const wrong : {"2025-8-1",
                                  "2025-13-01",
                                  "2025-02-29",
                                  "yesterday",
                                  "2025-08-01T00:00",
                                  "24h",
                                  "",
                                  " 025-08-01",
                                  "2025-08-01 "}) {
    expect_refused(book.run({"availability", "--from", wrong, "--to", "2025-08-31"}),
                   kExitUsage,
                   "is no date; write 2026-10-01");
  }
  expect_refused(book.run({"availability", "--from", "2025-08-02", "--to", "2025-08-01"}),
                 kExitUsage,
                 "--to must not be before --from");
  expect_refused(book.run({"availability", "--from", "0001-01-01", "--to", "9999-12-31"}),
                 kExitUsage,
                 "50 years");
  expect_refused(book.run({"availability", "--from", "2025-08-01"}), kExitUsage, "--to");
  expect_refused(
      book.run({"availability", "--from", "2025-08-01", "--to", "2025-08-01", "--by", "moon"}),
      kExitUsage,
      "moon");
}

TEST_F(Commands, AvailabilityOfFiftyYearsIsThatOfWhatIsInTheBook) {
  const Ran ran = book.run({"availability", "--from", "2000-01-01", "--to", "2049-12-31", "--csv"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(
      ran.out,
      HasSubstr("link,jila-vsat,1999-12-31T15:00:00Z,2049-12-31T15:00:00Z,14400,7200,3600,0,0,"))
      << "four hours, two of them down, one of these in the window of the root";
}

TEST_F(Commands, AvailabilityOfNothingSaysSo) {
  const Ran ran = book.run({"availability", "--from", "2024-01-01", "--to", "2024-12-31"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.out, "Nothing was in service and watched in this time.\n");
}

TEST(WithoutABook, ReadersSayWhatToDoAndWorkCanBeAnnounced) {
  const BookOnDisk book{kInventory};
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"outages"},
        {"availability", "--from", "2025-08-01", "--to", "2025-08-31"},
        {"outage", "set", "1", "--cause", "unknown"},
        {"maintenance", "list"}}) {
    expect_refused(book.run(words), kExitFailure, "there is no book of record in ");
  }
  const Ran added = book.run(
      {"maintenance", "add", "jila-vsat", "--from", "now", "--to", "+1h", "--reason", "r"});
  EXPECT_EQ(added.code, 0) << added.err;
  EXPECT_THAT(book.run({"maintenance", "list"}).out, HasSubstr("NOW"));
}

TEST(WithABadConfiguration, EveryCommandEndsWith78) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"outages"},
        {"availability", "--from", "2025-08-01", "--to", "2025-08-31"},
        {"outage", "set", "1", "--cause", "unknown"},
        {"maintenance", "list"},
        {"maintenance", "end", "1"}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"-c", "/nonexistent/pantau.toml"});
    expect_refused(test::run_pantau(all), kExitConfiguration, "/nonexistent/pantau.toml");
  }
}

TEST(WithoutADaemon, WhyAndStatusSayHowToGoOn) {
  const BookOnDisk book{kInventory + std::string("[http]\nlisten = \"127.0.0.1:1\"\n")};
  expect_refused(book.run({"status"}), kExitFailure, "is the daemon running?");
  expect_refused(book.run({"why", "jila-vsat"}), kExitFailure, "is the daemon running?");
  expect_refused(book.run({"why", "jila-vsa"}), kExitFailure, "did you mean \"jila-vsat\"?");
}

}  // namespace
}  // namespace pantau::cli
