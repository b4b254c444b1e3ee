// SPDX-License-Identifier: Apache-2.0
// `pantau rollout ...` as from a shell, on a book of record on disk. No daemon runs.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/table_reader.hpp"
#include "config/time_zone.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/journal/store.hpp"
#include "tests/daemon/cli/book_on_disk.hpp"

namespace pantau::cli {
namespace {

using book::LinkState;
using test::BookOnDisk;
using test::lines_of;
using test::Ran;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;
using std::chrono::days;

/// Counted from today: commands have no other day.
std::string day(int from_today) {
  const auto today = std::chrono::sys_days{config::local_date(present_second(), "Asia/Jayapura")};
  return config::format_date(config::Date{today + days{from_today}});
}

std::string inventory(const std::string& hoya_stage = "contracted") {
  return fmt::format(R"(
district = [ {{ id = "jila", name = "Jila", population = 2103 }},
             {{ id = "hoya", name = "Hoya", population = 1601 }} ]
phase = [ {{ id = "tahap-1", name = "Tahap I" }} ]
provider = [ {{ id = "bakti", name = "BAKTI" }} ]
contract = [ {{ id = "c", provider = "bakti", start = 2020-01-01, end = {soon}, target = 0.95 }} ]
site = [ {{ id = "jila", name = "Jila", district = "jila", phase = "tahap-1", serves_population = 2103, planned = {{ in_service = {long_ago} }}, actual = {{ in_service = {long_ago} }} }},
         {{ id = "hoya", name = "Hoya", district = "hoya", phase = "tahap-1", serves_population = 1601, planned = {{ in_service = {late} }}, actual = {{ {stage} = {late} }} }},
         {{ id = "silent", name = "Silent", district = "hoya", phase = "tahap-1", planned = {{ in_service = {long_ago} }}, actual = {{ in_service = {long_ago} }} }} ]
link = [ {{ id = "jila-vsat", site = "jila", technology = "geo-vsat", contract = "c" }},
         {{ id = "silent-vsat", site = "silent", technology = "geo-vsat", contract = "c" }} ]
)",
                     fmt::arg("soon", day(30)),
                     fmt::arg("long_ago", day(-400)),
                     fmt::arg("late", day(-12)),
                     fmt::arg("stage", hoya_stage));
}

/// Jila works and is degraded now; the other one has been down ever since it is watched.
struct Rollout : testing::Test {
  BookOnDisk book{inventory()};
  book::Second until = std::chrono::floor<std::chrono::minutes>(present_second()) - 1h;

  Rollout() {
    book.enter("jila-vsat", until - days{80}, LinkState::up);
    book.enter("silent-vsat", until - days{80}, LinkState::down);
    book.enter("jila-vsat", until - 30min, LinkState::degraded);
    book.settle(until);
  }
};

boost::json::object json_of(const Ran& ran) {
  EXPECT_EQ(ran.code, 0) << ran.err;
  return boost::json::parse(ran.out).as_object();
}

TEST_F(Rollout, ReadsWhatIsServedFromTheBookAlone) {
  const auto document = json_of(book.run({"rollout", "--json"}));
  const auto& people = document.at("served").at("people").as_object();
  EXPECT_EQ(people.at("degraded"), 2103) << boost::json::serialize(people);
  EXPECT_EQ(people.at("not_in_service"), 1601);
  const auto& districts = document.at("served").at("districts").as_object();
  EXPECT_EQ(districts.at("degraded"), 1);
  EXPECT_EQ(districts.at("down"), 1);
  EXPECT_THAT(book.run({"rollout"}).out, HasSubstr("Served: 1 of 2 districts, 2,103 of 3,704"));
  EXPECT_THAT(book.run({"rollout"}).out, HasSubstr(" 1 h 0")) << "says how old that is";
}

TEST_F(Rollout, CountsWhoMeetsItsTargetByTheLastFullMonth) {
  const auto document = json_of(book.run({"rollout", "--json"}));
  const auto& total = document.at("total").as_object();
  EXPECT_EQ(total.at("sites"), 3);
  EXPECT_EQ(total.at("on_air"), 2);
  EXPECT_EQ(total.at("meeting_sla"), 1) << "jila was up all the month";
  EXPECT_EQ(total.at("not_measured"), 0) << "silent was judged, too: missed";
  EXPECT_EQ(total.at("due"), 3);
}

TEST_F(Rollout, CallsASiteThatNeverWorkedOneOnPaper) {
  const auto document = json_of(book.run({"rollout", "--json"}));
  EXPECT_EQ(boost::json::serialize(document.at("on_paper_only")), "[\"silent\"]");
}

TEST_F(Rollout, SaysWhatIsLateAndWhatEnds) {
  const std::string text = book.run({"rollout"}).out;
  EXPECT_THAT(text, HasSubstr("12 d  hoya  contracted  waiting for shipment\n")) << text;
  EXPECT_THAT(text, HasSubstr(day(30) + "  30 d  contract c (BAKTI)\n")) << text;
}

TEST_F(Rollout, PutsNoBlocksIntoWhatIsNoTerminal) {
  const std::string text = book.run({"rollout"}).out;
  EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 128; }))
      << text;
}

TEST_F(Rollout, FreezesThePlanUnderANameThatIsUsedOnce) {
  const Ran done = book.run({"rollout", "freeze", "apbd-2026"});
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_THAT(done.out, StartsWith("frozen as apbd-2026: sites 3, phases 1, weighed by site\n"));
  EXPECT_THAT(done.out, HasSubstr(fmt::format("planned from {} to {}\n", day(-400), day(-12))));
  const Ran again = book.run({"rollout", "freeze", "apbd-2026"});
  EXPECT_EQ(again.code, kExitFailure);
  EXPECT_THAT(again.out, IsEmpty());
  EXPECT_THAT(again.err, HasSubstr("apbd-2026"));
  const Ran wrong = book.run({"rollout", "freeze", "APBD 2026"});
  EXPECT_EQ(wrong.code, kExitUsage);
  EXPECT_THAT(wrong.err, HasSubstr("is no name for a baseline"));
}

TEST_F(Rollout, ShowsTheFrozenPlanEverywhere) {
  EXPECT_THAT(book.run({"rollout"}).out, Not(HasSubstr("BASELINE")));
  ASSERT_EQ(book.run({"rollout", "freeze", "one"}).code, 0);
  EXPECT_THAT(book.run({"rollout"}).out, HasSubstr("Baseline one, frozen on "));
  EXPECT_THAT(book.run({"rollout", "--csv"}).out, HasSubstr(",1.000000\r\n"));
  EXPECT_THAT(book.run({"rollout", "curve"}).out, HasSubstr("BASELINE"));
  ASSERT_EQ(book.run({"rollout", "freeze", "two"}).code, 0);
  EXPECT_EQ(json_of(book.run({"rollout", "--json"})).at("baseline").at("name"), "two");
}

TEST_F(Rollout, DrawsTheCurveByMonthEnds) {
  const Ran csv = book.run({"rollout", "curve", "--csv"});
  ASSERT_EQ(csv.code, 0) << csv.err;
  const auto lines = lines_of(csv.out);
  EXPECT_EQ(lines[0], "phase,date,planned,actual,baseline");
  EXPECT_THAT(lines[1], testing::MatchesRegex("tahap-1,[0-9-]*,0.666666,0.666666,"));
  EXPECT_THAT(lines.back(), testing::MatchesRegex("total,[0-9-]*,1.000000,0.766666,"));
  EXPECT_EQ(lines.size() % 2, 1U) << "as many points of the phase as of the whole";
  const std::string text = book.run({"rollout", "curve"}).out;
  EXPECT_THAT(text, StartsWith("tahap-1  Tahap I\nDATE        PLANNED  ACTUAL")) << text;
}

/// Two loads of the configuration, as the daemon enters them.
struct Inventory : Rollout {
  Inventory() {
    journal::Store store{book.state()};
    EXPECT_FALSE(store.open().refusal);
    EXPECT_FALSE(store.write_inventory(until - 20min, items(inventory())));
    EXPECT_FALSE(store.write_inventory(until - 10min, items(inventory("installed"))));
  }

  static std::vector<config::InventoryItem> items(const std::string& toml) {
    const BookOnDisk other{toml};
    return config::inventory_items(*load_configuration(other.file()).plan);
  }
};

TEST_F(Inventory, TellsWhatChangedAndWhen) {
  const Ran csv = book.run({"rollout", "history", "site", "hoya", "--csv"});
  ASSERT_EQ(csv.code, 0) << csv.err;
  const auto lines = lines_of(csv.out);
  EXPECT_EQ(lines[0], "time,kind,id,key,before,after");
  EXPECT_THAT(
      lines,
      testing::Contains(HasSubstr(fmt::format(",site,hoya,actual.contracted,{},", day(-12)))));
  EXPECT_THAT(
      lines,
      testing::Contains(HasSubstr(fmt::format(",site,hoya,actual.installed,,{}", day(-12)))));
  const std::string text = book.run({"rollout", "history"}).out;
  EXPECT_THAT(text, StartsWith("LOADED AT            WHAT              KEY ")) << text;
  EXPECT_THAT(
      text,
      HasSubstr(fmt::format("site hoya         actual.installed   -           {}\n", day(-12))))
      << text;
}

TEST_F(Inventory, KnowsNoChangeFromNoSuchThing) {
  const Ran none = book.run({"rollout", "history", "district", "jila"});
  EXPECT_EQ(none.code, 0) << none.err;
  const Ran mistyped = book.run({"rollout", "history", "site", "hoia"});
  EXPECT_EQ(mistyped.code, kExitFailure);
  EXPECT_THAT(mistyped.err, HasSubstr("there is no site \"hoia\"; did you mean \"hoya\"?"));
  const Ran kind = book.run({"rollout", "history", "sites", "hoya"});
  EXPECT_EQ(kind.code, kExitUsage);
  EXPECT_THAT(kind.err, HasSubstr("did you mean \"site\"?"));
  EXPECT_EQ(book.run({"rollout", "history", "hoya"}).code, kExitUsage);
}

TEST(RolloutWithoutABook, SaysSo) {
  BookOnDisk book{inventory()};
  for (const char* const form : {"rollout", "rollout curve", "rollout history"}) {
    std::vector<std::string> words{"rollout"};
    if (const std::string all{form}; all.size() > words[0].size()) {
      words.push_back(all.substr(words[0].size() + 1));
    }
    const Ran ran = book.run(words);
    EXPECT_EQ(ran.code, kExitFailure) << form;
    EXPECT_THAT(ran.out, IsEmpty());
    EXPECT_THAT(ran.err, StartsWith(fmt::format("pantau {}: ", form)));
  }
}

TEST(RolloutFreeze, RefusesAPlanWithoutSites) {
  BookOnDisk book{"district = [ { id = \"d\", name = \"D\" } ]\n"};
  const Ran ran = book.run({"rollout", "freeze", "empty"});
  EXPECT_EQ(ran.code, kExitFailure);
  EXPECT_THAT(ran.err, HasSubstr("nothing to freeze"));
}

TEST(RolloutUsage, RefusesTwoFormsAtOnce) {
  EXPECT_EQ(test::run_pantau({"rollout", "--csv", "--json"}).code, kExitUsage);
  EXPECT_EQ(test::run_pantau({"rollout", "fly"}).code, kExitUsage);
  EXPECT_EQ(test::run_pantau({"rollout", "freeze"}).code, kExitUsage);
}

}  // namespace
}  // namespace pantau::cli
