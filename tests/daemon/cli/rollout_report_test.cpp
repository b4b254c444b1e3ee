// SPDX-License-Identifier: Apache-2.0
// What `pantau rollout` works out from a plan and a book, and how it says it.
#include "daemon/cli/rollout_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/cli/rollout_documents.hpp"
#include "daemon/cli/rollout_numbers.hpp"
#include "daemon/cli/rollout_text.hpp"
#include "tests/daemon/cli/book_on_disk.hpp"

namespace pantau::cli {
namespace {

using book::LinkState;
using rollout::AcceptanceState;
using std::chrono::days;
using test::lines_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

constexpr config::Date kToday{std::chrono::year{2026} / 11 / 22};

config::Plan plan_of(const std::string& toml) {
  std::string name = std::filesystem::temp_directory_path() / "pantau-rollout.XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error{"no folder for the test"};
  }
  const std::filesystem::path file = std::filesystem::path(name) / "pantau.toml";
  std::ofstream{file} << toml;
  config::LoadOutcome outcome = config::load(file, {.credentials_directory = {}, .today = kToday});
  std::filesystem::remove_all(name);
  for (const config::Problem& problem : outcome.problems) {
    ADD_FAILURE() << config::to_string(problem);
  }
  return std::move(outcome.plan).value();
}

/// Nothing known of anything.
RolloutBook empty_book(const config::Plan& plan) {
  RolloutBook book;
  book.states.resize(plan.sites.size());
  book.last_month.resize(plan.sites.size());
  book.acceptance.resize(plan.sites.size());
  book.on_paper_only.resize(plan.sites.size());
  book.month = "2026-10";
  return book;
}

std::size_t place_of(const config::Plan& plan, const std::string& site) {
  return static_cast<std::size_t>(plan.find_site(site) - plan.sites.data());
}

std::string head(const std::string& language) {
  return fmt::format("[daemon]\ngateway = \"timika-1\"\nlanguage = \"{}\"\n", language);
}

constexpr const char* kTwoPhases = R"(
district = [ { id = "jila", name = "Jila", population = 2103 },
             { id = "hoya", name = "Hoya", population = 1601 },
             { id = "old", name = "Old", population = 500, until = 2026-06-30 } ]
phase = [ { id = "tahap-1", name = "Satu" }, { id = "tahap-2", name = "Dua" } ]
site = [
  { id = "a", name = "A", district = "jila", phase = "tahap-1", serves_population = 2000, services = ["puskesmas"], planned = { in_service = 2026-01-01 }, actual = { in_service = 2026-03-01 } },
  { id = "b", name = "B", district = "hoya", phase = "tahap-1", serves_population = 1601, services = ["puskesmas"], planned = { in_service = 2026-10-13 }, actual = { installed = 2026-10-01 } },
  { id = "c", name = "C", district = "hoya", phase = "tahap-2", planned = { surveyed = 2026-10-01, in_service = 2027-03-01 } } ]
link = [ { id = "a-vsat", site = "a", technology = "geo-vsat" } ]
)";

RolloutReport two_phases(const config::Plan& plan, RolloutBook& book) {
  book.states.at(place_of(plan, "a")) = LinkState::degraded;
  book.last_month.at(place_of(plan, "a")) = availability::Judgement::met;
  return rollout_report(plan, book, kToday);
}

// By hand: A has 100 of 100 %, B 75 of 100; C 0 of the 10 that were planned by now.
TEST(RolloutCsv, HasARowAPhaseAndTheTotal) {
  const config::Plan plan = plan_of(kTwoPhases);
  RolloutBook book = empty_book(plan);
  EXPECT_EQ(rollout_csv(two_phases(plan, book)),
            "phase,sites,due,built,on_air,accepted,meeting_sla,not_measured,on_hold,"
            "planned_progress,actual_progress,deviation,baseline_progress\r\n"
            "tahap-1,2,2,2,1,1,1,0,0,1.000000,0.875000,-0.125000,\r\n"
            "tahap-2,1,0,0,0,0,0,0,0,0.100000,0.000000,-0.100000,\r\n"
            "total,3,2,2,1,1,1,0,0,0.700000,0.583333,-0.116666,\r\n");
}

TEST(RolloutCsv, ShowsTheFrozenPlanBesideTheNewOne) {
  const config::Plan plan = plan_of(kTwoPhases);
  RolloutBook book = empty_book(plan);
  rollout::Baseline baseline;
  baseline.name = "apbd-2026";
  baseline.sites = {{"a", "tahap-1", 1, {{config::Stage::in_service, kToday}}},
                    {"b", "tahap-1", 1, {{config::Stage::in_service, kToday}}}};
  book.baseline = baseline;
  const auto lines = lines_of(rollout_csv(two_phases(plan, book)));
  EXPECT_THAT(lines[1], testing::EndsWith(",-0.125000,1.000000"));
  EXPECT_THAT(lines[2], testing::EndsWith(",-0.100000,")) << "the baseline has no site of it";
  EXPECT_THAT(lines[3], testing::EndsWith(",-0.116666,1.000000"));
}

TEST(RolloutCsv, HasNoProgressWhereNothingWeighs) {
  const config::Plan plan = plan_of("phase = [ { id = \"later\", name = \"L\" } ]\n");
  const RolloutBook book = empty_book(plan);
  EXPECT_THAT(rollout_csv(rollout_report(plan, book, kToday)),
              HasSubstr("later,0,0,0,0,0,0,0,0,,,,\r\n"));
}

TEST(RolloutReport, CountsDistrictsAndPeopleThatExist) {
  const config::Plan plan = plan_of(kTwoPhases);
  RolloutBook book = empty_book(plan);
  const ServedNow served = two_phases(plan, book).served;
  EXPECT_EQ(served.all_districts(), 2);
  EXPECT_EQ(served.served_districts(), 1);
  EXPECT_EQ(served.all_people(), 3704);
  EXPECT_EQ(served.served_people(), 2000);
  book.states.at(place_of(plan, "a")) = LinkState::down;
  EXPECT_EQ(rollout_report(plan, book, kToday).served.served_people(), 0);
}

std::string stages(const std::string& id, const std::string& more) {
  return fmt::format(
      "{{ id = \"{0}\", name = \"{0}\", district = \"d\", phase = \"p\", {1} }},\n", id, more);
}

std::string county(const std::string& sites, const std::string& more = {}) {
  return "district = [ { id = \"d\", name = \"D\" } ]\nphase = [ { id = \"p\", name = \"P\" } ]\n"
         "site = [\n" +
         sites + "]\n" + more;
}

constexpr const char* kDueInOctober = "planned = { in_service = 2026-10-13 }, ";

std::vector<std::string> waiting_ids(const RolloutReport& report) {
  std::vector<std::string> ids;
  for (const WaitingSite& waiting : report.waiting) {
    ids.push_back(waiting.site->id);
  }
  return ids;
}

TEST(RolloutReport, NamesTheLatestFirstAndThenWhatIsHeldUp) {
  const config::Plan plan = plan_of(
      county(stages("ahead", "planned = { in_service = 2026-11-23 }") +
             stages("today", "planned = { in_service = 2026-11-22 }") +
             stages("late", std::string(kDueInOctober) + "actual = { installed = 2026-10-01 }") +
             stages("later", "planned = { in_service = 2026-10-01 }") +
             stages("opened", std::string(kDueInOctober) + "actual = { in_service = 2026-11-20 }") +
             stages("cut-off",
                    "actual = { in_service = 2026-02-01 }, hold = { kind = \"suspended\", since = "
                    "2026-11-01, reason = \"arrears\" }") +
             stages("held-tomorrow",
                    "planned = { in_service = 2027-10-01 }, hold = { kind = \"on_hold\", since = "
                    "2026-11-23 }") +
             stages("given-up", std::string(kDueInOctober) + "hold = { kind = \"cancelled\" }")));
  const RolloutBook book = empty_book(plan);
  const RolloutReport report = rollout_report(plan, book, kToday);
  EXPECT_THAT(waiting_ids(report), ElementsAre("later", "late", "cut-off"));
  EXPECT_EQ(report.waiting[0].late, days{52});
  EXPECT_EQ(report.waiting[1].late, days{40});
  EXPECT_EQ(report.waiting[2].late, days{0});
}

std::string text_of(const config::Plan& plan, const RolloutBook& book) {
  return rollout_text(plan,
                      book,
                      rollout_report(plan, book, kToday),
                      std::chrono::sys_days{kToday} + 3h,
                      BarStyle::ascii);
}

TEST(RolloutText, SaysWhatEachLateSiteWaitsFor) {
  const config::Plan plan = plan_of(
      county(stages("no-survey", "planned = { in_service = 2026-10-13 }") +
             stages("built", std::string(kDueInOctober) + "actual = { installed = 2026-10-01 }") +
             stages("held",
                    std::string(kDueInOctober) +
                        "actual = { contracted = 2026-08-01 }, hold = { kind = "
                        "\"on_hold\", reason = \"security\" }")) +
      head("en"));
  const std::string text = text_of(plan, empty_book(plan));
  EXPECT_THAT(text, HasSubstr("40 d  built      installed   waiting for integration\n")) << text;
  EXPECT_THAT(text, HasSubstr("40 d  held       contracted  on hold: security\n")) << text;
  EXPECT_THAT(text, HasSubstr("40 d  no-survey  -           waiting for the survey\n")) << text;
}

rollout::Acceptance trial(const std::string& site, AcceptanceState state) {
  rollout::Acceptance acceptance;
  acceptance.site = site;
  acceptance.state = state;
  acceptance.period = {std::chrono::sys_days{kToday} - 24h, std::chrono::sys_days{kToday} + 48h};
  acceptance.judged_until = std::chrono::sys_days{kToday} - 6h;
  rollout::LinkTrial link;
  link.link = site + "-vsat";
  for (rollout::CriterionResult& result : link.criteria) {
    result.figure = 1;
    result.met = true;
  }
  link.criteria.at(static_cast<std::size_t>(rollout::Criterion::rtt)).met = false;
  acceptance.links.push_back(link);
  return acceptance;
}

constexpr const char* kInTest =
    "planned = { in_service = 2026-10-13 }, actual = { acceptance_test = 2026-11-21 }";
constexpr const char* kAccepted =
    "actual = { acceptance_test = 2026-10-01, accepted = 2026-10-05 }";

struct Trials : testing::Test {
  config::Plan plan =
      plan_of(county(stages("runs", kInTest) + stages("fails", kInTest) + stages("blind", kInTest) +
                     stages("passes", kInTest) + stages("old-blind", kAccepted) +
                     stages("old-failed", kAccepted)) +
              head("en"));
  RolloutBook book = empty_book(plan);

  Trials() {
    for (const auto& [site, state] : {std::pair{"runs", AcceptanceState::running},
                                      std::pair{"fails", AcceptanceState::failed},
                                      std::pair{"blind", AcceptanceState::undecided},
                                      std::pair{"passes", AcceptanceState::passed},
                                      std::pair{"old-blind", AcceptanceState::undecided},
                                      std::pair{"old-failed", AcceptanceState::failed}}) {
      book.acceptance.at(place_of(plan, site)) = trial(site, state);
    }
  }
};

TEST_F(Trials, AreNamedWhileTheyRunAndWhenTheyFailed) {
  const RolloutReport report = rollout_report(plan, book, kToday);
  std::vector<std::string> ids;
  for (const rollout::Acceptance* const each : report.trials) {
    ids.push_back(each->site);
  }
  EXPECT_THAT(ids, ElementsAre("blind", "fails", "old-failed", "runs"));
}

TEST_F(Trials, SayWhichCriterionFailed) {
  const std::string text = text_of(plan, book);
  EXPECT_THAT(text, HasSubstr("runs        running    25.0 %  24 Nov 09:00  -\n")) << text;
  EXPECT_THAT(text, HasSubstr("fails       failed     25.0 %  24 Nov 09:00  round trip\n")) << text;
}

TEST_F(Trials, AreWhatALateSiteWaitsFor) {
  const std::string text = text_of(plan, book);
  EXPECT_THAT(text, HasSubstr("runs    acceptance test  acceptance test: running\n")) << text;
  EXPECT_THAT(text, HasSubstr("passes  acceptance test  waiting for acceptance\n")) << text;
}

std::vector<std::string> ending_ids(const RolloutReport& report) {
  std::vector<std::string> ids;
  for (const Ending& ending : report.endings) {
    ids.push_back(fmt::format("{} {}", ending.id, ending.left.count()));
  }
  return ids;
}

TEST(RolloutReport, WarnsNinetyDaysBeforeSomethingEnds) {
  const std::string provider =
      "provider = [ { id = \"bakti\", name = \"BAKTI\" } ]\n"
      "contract = [\n"
      "{ id = \"over\", provider = \"bakti\", start = 2025-01-01, end = 2026-11-21, target = 0.9 "
      "},\n"
      "{ id = \"today\", provider = \"bakti\", start = 2025-01-01, end = 2026-11-22, target = 0.9 "
      "},\n"
      "{ id = \"soon\", provider = \"bakti\", start = 2025-01-01, end = 2027-02-20, target = 0.9 "
      "},\n"
      "{ id = \"later\", provider = \"bakti\", start = 2025-01-01, end = 2027-02-21, free_until = "
      "2026-12-01, target = 0.9 },\n"
      "{ id = \"endless\", provider = \"bakti\", start = 2025-01-01, target = 0.9 } ]\n";
  const config::Plan plan = plan_of(county(
      stages("forgotten", "hold = { kind = \"on_hold\", until = 2026-11-01, reason = \"land\" }") +
          stages("given-up", "hold = { kind = \"cancelled\", until = 2026-11-30 }"),
      provider));
  const RolloutReport report = rollout_report(plan, empty_book(plan), kToday);
  EXPECT_THAT(ending_ids(report), ElementsAre("forgotten -21", "today 0", "later 9", "soon 90"));
  EXPECT_EQ(report.endings[2].kind, Ending::Kind::free_period);
}

TEST(RolloutText, SaysHowOldTheStatesAre) {
  const config::Plan plan = plan_of(std::string(kTwoPhases) + head("en"));
  RolloutBook book = empty_book(plan);
  EXPECT_THAT(text_of(plan, book), HasSubstr("nothing in the book yet"));
  book.as_of = std::chrono::sys_days{kToday} + 3h - 10min;
  EXPECT_THAT(text_of(plan, book), HasSubstr("as of 2026-11-22 11:50:00 WIT\n"));
  book.as_of = std::chrono::sys_days{kToday} - 23h;
  EXPECT_THAT(text_of(plan, book), HasSubstr("as of 2026-11-21 10:00:00 WIT, 1 d 02 h ago\n"));
}

TEST(RolloutText, CountsServicesWithoutALink) {
  const config::Plan plan = plan_of(std::string(kTwoPhases) + head("en"));
  RolloutBook book = empty_book(plan);
  book.states.at(place_of(plan, "a")) = LinkState::up;
  EXPECT_THAT(text_of(plan, book), Not(HasSubstr("puskesmas")));
  book.states.at(place_of(plan, "a")) = LinkState::unreachable;
  EXPECT_THAT(lines_of(text_of(plan, book)),
              testing::Contains("puskesmas               1        0           1"))
      << text_of(plan, book);
}

std::string county_of_the_lab() {
  std::ifstream file{std::filesystem::path(PANTAU_SOURCE_DIR) / "tests/lab/mimika.toml"};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  // Secrets are files beside it, and of no matter here.
  const auto from = text.find("device = [");
  return text.erase(from, text.find("\n[daemon]") - from);
}

std::size_t columns(const std::string& line) {
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// All that the page can have, for the simulated county.
struct LabPage : testing::TestWithParam<config::Language> {
  config::Plan plan = plan_of(county_of_the_lab());
  RolloutBook book = empty_book(plan);

  LabPage() {
    plan.daemon.language = GetParam();
    for (std::size_t place = 0; place < plan.sites.size(); ++place) {
      book.states[place] = static_cast<LinkState>(place % book::kLinkStates);
    }
    book.as_of = std::chrono::sys_days{kToday} - 23h;
    book.acceptance.at(place_of(plan, "alama-kantor")) =
        trial("alama-kantor", AcceptanceState::undecided);
    book.on_paper_only.at(place_of(plan, "kokonao-sekolah")) = true;
  }
};

TEST_P(LabPage, FitsAScreenOf80Columns) {
  for (const bool baseline : {false, true}) {
    if (baseline) {
      book.baseline = rollout::freeze(plan, "apbd-perubahan-2026", "perencanaan", {});
    }
    const std::string text = text_of(plan, book);
    for (const std::string& line : lines_of(text)) {
      EXPECT_LE(columns(line), 80U) << line;
    }
    EXPECT_GE(lines_of(text).size(), 40U) << text;
  }
}

TEST_P(LabPage, NamesEveryTroubleOfTheCounty) {
  const std::string text = text_of(plan, book);
  for (const char* const said : {"hoya-kantor",
                                 "aroanop-puskesmas",
                                 "alama-kantor",
                                 "jita-kampung",
                                 "kokonao-sekolah",
                                 "lte-2026",
                                 "leo-2026"}) {
    EXPECT_THAT(text, HasSubstr(said));
  }
  // One that worked longer ago was seen (semantics.md 8).
  EXPECT_THAT(
      text,
      HasSubstr(GetParam() == config::Language::en ? "not seen working for 30 days"
                                                   : "tidak terlihat bekerja selama 30 hari"));
}

INSTANTIATE_TEST_SUITE_P(Languages,
                         LabPage,
                         testing::Values(config::Language::id, config::Language::en));

TEST(RolloutText, CallsADeviationAsTheFieldDoes) {
  const config::Plan plan = plan_of(std::string(kTwoPhases) + head("id"));
  RolloutBook book = empty_book(plan);
  const std::string text = text_of(plan, book);
  EXPECT_THAT(text, HasSubstr("tahap-1  #################---")) << text;
  EXPECT_THAT(text, HasSubstr("100,0 %     87,5 %  -12,5 pp  kritis\n")) << text;
  EXPECT_THAT(text, HasSubstr("10,0 %      0,0 %  -10,0 pp  terlambat\n")) << text;
}

TEST(RolloutJson, HasNullForWhatIsNotKnown) {
  const config::Plan plan = plan_of(kTwoPhases);
  RolloutBook book = empty_book(plan);
  const RolloutReport report = two_phases(plan, book);
  const auto document =
      boost::json::parse(rollout_json(plan, book, report, std::chrono::sys_days{kToday}))
          .as_object();
  EXPECT_TRUE(document.at("as_of").is_null());
  EXPECT_TRUE(document.at("baseline").is_null());
  const auto& total = document.at("total").as_object();
  EXPECT_TRUE(total.at("phase").is_null());
  EXPECT_EQ(total.at("standing"), "critical");
  EXPECT_EQ(document.at("served").at("people").at("degraded"), 2000);
  const auto& late = document.at("waiting").as_array().at(0).as_object();
  EXPECT_EQ(late.at("site"), "b");
  EXPECT_EQ(late.at("days"), 40);
  EXPECT_EQ(late.at("next"), "integrated");
  EXPECT_TRUE(late.at("hold").is_null());
}

TEST(RolloutNumbers, NeverMakeProgressLookBetter) {
  const auto en = config::Language::en;
  EXPECT_EQ(progress_text(0.99999, en), "99.9 %");
  EXPECT_EQ(progress_text(1.0, en), "100.0 %");
  EXPECT_EQ(progress_text(0.1 + 0.2, en), "30.0 %");
  EXPECT_EQ(progress_text(0.3 - 1e-16, en), "30.0 %") << "the noise of a sum";
  EXPECT_EQ(progress_text(std::nullopt, en), "-");
  EXPECT_EQ(signed_ratio(-0.0000004), "0.000000");
  EXPECT_EQ(signed_ratio(-0.5), "-0.500000");
  EXPECT_EQ(signed_ratio(0.88 - 0.95), "-0.070000") << "the noise of a difference";
  EXPECT_EQ(people_text(999, en), "999");
  EXPECT_EQ(people_text(323503, config::Language::id), "323.503");
  EXPECT_EQ(people_text(1000000, en), "1,000,000");
}

TEST(RolloutNumbers, GiveTheDeviationThatOneGetsBySubtracting) {
  const auto en = config::Language::en;
  EXPECT_EQ(points_text(0.97559, 0.95811, en), "+1.7 pp") << "97.5 less 95.8";
  EXPECT_EQ(points_text(0.58, 0.642, config::Language::id), "-6,2 pp");
  EXPECT_EQ(points_text(0.5, 0.5003, en), "-0.0 pp") << "behind, by less than is shown";
  EXPECT_EQ(points_text(0.1 + 0.2, 0.3, en), "0.0 pp") << "the noise of a sum";
  EXPECT_EQ(points_text(std::nullopt, 0.5, en), "-");
  EXPECT_EQ(points_text(0.5, std::nullopt, en), "-");
}

TEST(ProgressBar, TellsWhatIsMissingFromWhatIsAhead) {
  EXPECT_EQ(progress_bar({0.8, 0.5}, 10, BarStyle::ascii), "#####---..");
  EXPECT_EQ(progress_bar({0.5, 0.8}, 10, BarStyle::ascii), "#####+++..");
  EXPECT_EQ(progress_bar({1, 0.99}, 10, BarStyle::ascii), "#########-") << "not whole";
  EXPECT_EQ(progress_bar({0.8, 0.5}, 10, BarStyle::blocks), "█████░░░..");
}

}  // namespace
}  // namespace pantau::cli
