// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.hpp"
#include "tests/config/scratch_folder.hpp"

namespace pantau::config {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string good(const std::string& name) {
  return PANTAU_TEST_DATA "/config/good/" + name;
}

constexpr const char* kBase =
    "[vantage]\nanchors = [\"198.18.0.1\"]\n"
    "[[district]]\nid = \"jila\"\nname = \"Jila\"\n"
    "[[site]]\nid = \"hub\"\nname = \"Hub\"\ndistrict = \"jila\"\n"
    "[[site]]\nid = \"office\"\nname = \"Office\"\ndistrict = \"jila\"\n";

LoadOutcome load_text(const std::string& text) {
  const ScratchFolder folder;
  return load(folder.write("pantau.toml", text), {});
}

Plan plan_of(const std::string& text) {
  auto outcome = load_text(text);
  for (const auto& problem : outcome.problems) {
    ADD_FAILURE() << to_string(problem);
  }
  return outcome.plan.value_or(Plan{});
}

std::string origin(const Plan& plan, const std::string& link, const std::string& key) {
  for (const auto& setting : plan.link_settings.at(link)) {
    if (setting.key == key) {
      return setting.value + " from " + setting.origin.substr(0, setting.origin.find('/'));
    }
  }
  return "";
}

TEST(Plan, OfAnEmptyFileHasTheDefaults) {
  const auto plan = plan_of("");
  EXPECT_EQ(plan.daemon, DaemonSettings{});
  EXPECT_EQ(plan.http, HttpSettings{});
  EXPECT_EQ(plan.metrics, MetricsSettings{});
  EXPECT_EQ(plan.vantage, VantageSettings{});
  EXPECT_EQ(plan.technologies.size(), 6U);
}

// semantics.md 4, column by column.
TEST(Technology, HasTheBuiltInValues) {
  const auto plan = plan_of("");
  const auto row = [&](const std::string& id) {
    const auto at = std::find_if(plan.technologies.begin(),
                                 plan.technologies.end(),
                                 [&](const auto& t) { return t.id == id; });
    const auto& p = at->profile;
    return std::vector<double>{std::chrono::duration<double>(p.interval).count(),
                               std::chrono::duration<double>(p.timeout).count(),
                               static_cast<double>(p.down_after),
                               static_cast<double>(p.up_after),
                               p.rtt.warn,
                               p.rtt.bad,
                               p.variation.warn,
                               p.variation.bad,
                               p.loss.warn,
                               p.loss.bad,
                               p.target};
  };
  EXPECT_THAT(row("geo-vsat"), ElementsAre(5, 5, 6, 3, 0.8, 1.2, 0.3, 0.6, 0.03, 0.1, 0.95));
  EXPECT_THAT(row("meo"), ElementsAre(5, 3, 6, 3, 0.25, 0.4, 0.06, 0.15, 0.03, 0.1, 0.95));
  EXPECT_THAT(row("leo"), ElementsAre(2, 3, 15, 5, 0.12, 0.25, 0.06, 0.15, 0.03, 0.1, 0.95));
  EXPECT_THAT(row("radio"), ElementsAre(1, 3, 15, 5, 0.03, 0.1, 0.02, 0.06, 0.01, 0.05, 0.97));
  EXPECT_THAT(row("fibre"), ElementsAre(1, 3, 15, 5, 0.1, 0.2, 0.01, 0.03, 0.005, 0.02, 0.98));
  EXPECT_THAT(row("lte"), ElementsAre(5, 3, 6, 3, 0.12, 0.3, 0.08, 0.2, 0.03, 0.1, 0.95));
  for (const auto& technology : plan.technologies) {
    EXPECT_EQ(technology.profile.late_window, seconds{10});
    EXPECT_EQ(technology.profile.payload_size, 56);
    EXPECT_EQ(technology.profile.dscp, 0);
    EXPECT_TRUE(technology.built_in);
  }
}

TEST(Technology, OfOnesOwnTakesTheRestFromTheBuiltInRadio) {
  const auto plan = plan_of(std::string{kBase} +
                            "[[technology]]\nid = \"radio\"\ndown_after = 99\n"
                            "[[technology]]\nid = \"mesh\"\ninterval = \"7s\"\ntimeout = \"2s\"\n"
                            "[[link]]\nid = \"a\"\nsite = \"hub\"\ntechnology = \"mesh\"\n");
  const auto& profile = plan.find_link("a")->profile;
  EXPECT_EQ(profile.interval, seconds{7});
  EXPECT_EQ(profile.timeout, seconds{2});
  EXPECT_EQ(profile.down_after, 15U);
  EXPECT_EQ(profile.target, 0.97);
  EXPECT_EQ(origin(plan, "a", "down_after"), "15 from built-in radio");
}

TEST(Precedence, IsBuiltInTechnologyTemplateLink) {
  const auto plan =
      plan_of(std::string{kBase} +
              "[[technology]]\nid = \"leo\"\ninterval = \"3s\"\ntimeout = \"4s\"\ndscp = 8\n"
              "[[template]]\nid = \"t\"\ntechnology = \"leo\"\ntimeout = \"5s\"\ndscp = 9\n"
              "[[link]]\nid = \"a\"\nsite = \"hub\"\ntemplate = \"t\"\ndscp = 10\n");
  const auto& profile = plan.find_link("a")->profile;
  EXPECT_EQ(profile.up_after, 5U);
  EXPECT_EQ(profile.interval, seconds{3});
  EXPECT_EQ(profile.timeout, seconds{5});
  EXPECT_EQ(profile.dscp, 10);
  EXPECT_EQ(origin(plan, "a", "up_after"), "5 from built-in leo");
  EXPECT_EQ(origin(plan, "a", "interval"), "3s from technology leo, ");
  EXPECT_EQ(origin(plan, "a", "timeout"), "5s from template t, ");
  EXPECT_EQ(origin(plan, "a", "dscp"), "10 from ");
}

TEST(Parents, OfAFlatListMustAllBeMetAndAListInsideIsAnAlternative) {
  const auto plan = plan_of(
      std::string{kBase} +
      "[[link]]\nid = \"h1\"\nsite = \"hub\"\ntechnology = \"fibre\"\naddress = \"198.18.1.1\"\n"
      "[[link]]\nid = \"h2\"\nsite = \"hub\"\ntechnology = \"leo\"\naddress = \"198.18.1.2\"\n"
      "[[link]]\nid = \"all\"\nsite = \"office\"\ntechnology = \"leo\"\nparents = [\"h2\", "
      "\"h1\"]\n"
      "[[link]]\nid = \"any\"\nsite = \"office\"\ntechnology = \"leo\"\nparents = [[\"h2\", "
      "\"h1\"], [\"all\"]]\n"
      "[[link]]\nid = \"site\"\nsite = \"office\"\ntechnology = \"leo\"\nparents = "
      "[\"site:hub\"]\n");
  const auto& all = plan.find_link("all")->parents;
  ASSERT_EQ(all.size(), 2U);
  EXPECT_THAT(all[0].links, ElementsAre("h2"));
  EXPECT_THAT(all[1].links, ElementsAre("h1"));
  const auto& any = plan.find_link("any")->parents;
  ASSERT_EQ(any.size(), 2U);
  EXPECT_EQ(any[0].written, "h2 or h1");
  EXPECT_THAT(any[0].links, ElementsAre("h1", "h2"));
  const auto& site = plan.find_link("site")->parents;
  ASSERT_EQ(site.size(), 1U);
  EXPECT_EQ(site[0].written, "site:hub");
  EXPECT_THAT(site[0].links, ElementsAre("h1", "h2"));
}

TEST(Link, TakesItsProviderFromTheFirstContract) {
  const auto plan = plan_of(
      std::string{kBase} +
      "[[provider]]\nid = \"p1\"\n[[provider]]\nid = \"p2\"\n"
      "[[contract]]\nid = \"c1\"\nprovider = \"p1\"\nstart = 2026-01-01\nend = "
      "2026-12-31\ntarget = 0.9\n"
      "[[contract]]\nid = \"c2\"\nprovider = \"p2\"\nstart = 2027-01-01\ntarget = 0.9\n"
      "[[link]]\nid = \"a\"\nsite = \"hub\"\ntechnology = \"leo\"\ncontract = [\"c1\", \"c2\"]\n"
      "[[link]]\nid = \"b\"\nsite = \"hub\"\ntechnology = \"leo\"\ncontract = \"c1\"\nprovider = "
      "\"p2\"\n");
  EXPECT_EQ(plan.find_link("a")->provider, "p1");
  EXPECT_THAT(plan.find_link("a")->contracts, ElementsAre("c1", "c2"));
  EXPECT_EQ(plan.find_link("b")->provider, "p2");
  EXPECT_EQ(origin(plan, "a", "provider"), "p1 from contract c1");
}

TEST(Device, IsReachedThroughTheSitesFirstPrimary) {
  const auto plan =
      plan_of(std::string{kBase} +
              "[[link]]\nid = \"a\"\nsite = \"hub\"\ntechnology = \"leo\"\nrole = \"backup\"\n"
              "[[link]]\nid = \"b\"\nsite = \"hub\"\ntechnology = \"leo\"\n"
              "[[device]]\nid = \"r\"\nsite = \"hub\"\naddress = \"198.18.1.2\"\n");
  EXPECT_EQ(plan.devices[0].via, "b");
  EXPECT_EQ(plan.devices[0].profile, "auto");
}

TEST(Dates, WithoutAnOffsetAreLocalToTheTimeZone) {
  const auto window = [](const std::string& zone, const std::string& start) {
    return plan_of(std::string{kBase} + "[daemon]\ntimezone = \"" + zone +
                   "\"\n[[maintenance]]\nsites = [\"hub\"]\nstart = " + start +
                   "\nend = 2030-01-01T00:00:00\n")
        .maintenance[0]
        .start;
  };
  using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals only
  const std::chrono::sys_seconds expected{std::chrono::sys_days{2026y / 12 / 1}};
  EXPECT_EQ(window("Asia/Jayapura", "2026-12-01T09:00:00"), expected);
  EXPECT_EQ(window("Europe/Amsterdam", "2026-12-01T01:00:00"), expected);
  EXPECT_EQ(window("Asia/Jayapura", "2026-12-01T07:00:00+07:00"), expected);
}

TEST(Dates, OfTheAcceptanceTestMayHaveAnHour) {
  const auto start = [](const std::string& written) {
    const auto plan = plan_of(
        "[[district]]\nid = \"jila\"\nname = \"Jila\"\n[[site]]\nid = \"hub\"\nname = \"Hub\"\n"
        "district = \"jila\"\nactual = { acceptance_test = " +
        written + " }\n");
    return std::pair{plan.sites[0].acceptance_start.value(),
                     plan.sites[0].actual.at(Stage::acceptance_test)};
  };
  using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals only
  const auto day = std::chrono::sys_days{2026y / 3 / 2};
  EXPECT_EQ(start("2026-03-02"), std::pair(UtcTime{day - 9h}, Date{day}));
  EXPECT_EQ(start("2026-03-02T08:00:00"), std::pair(UtcTime{day - 1h}, Date{day}));
  // 20:00 UTC is the next day in Timika.
  EXPECT_EQ(start("2026-03-01T20:00:00Z"), std::pair(UtcTime{day - 4h}, Date{day}));
}

TEST(Includes, MergeInTheOrderOfTheirNamesAndEachFileOnce) {
  const auto outcome = load(good("split.toml"), {});
  ASSERT_TRUE(outcome.plan.has_value());
  const std::vector<std::filesystem::path> expected{good("split.toml"),
                                                    good("split.d/10-sites.toml"),
                                                    good("split.d/deep/links.toml"),
                                                    good("split.d/20-districts.toml")};
  EXPECT_EQ(outcome.plan->files, expected);
  EXPECT_NE(outcome.plan->find_link("office-vsat"), nullptr);
}

TEST(Includes, FindTheirFolderWhateverItIsCalled) {
  const ScratchFolder folder;
  folder.write("odd [x] * ?/more.toml", "[daemon]\ngateway = \"found\"\n");
  const auto outcome =
      load(folder.write("odd [x] * ?/pantau.toml", "include = [\"mo*.toml\"]\n"), {});
  ASSERT_TRUE(outcome.plan.has_value());
  EXPECT_EQ(outcome.plan->daemon.gateway, "found");
}

TEST(Load, OfAFileThatCannotBeReadIsAProblem) {
  const ScratchFolder folder;
  const auto text = [](const LoadOutcome& outcome) { return to_string(outcome.problems.at(0)); };
  const auto missing = (folder.path() / "none.toml").string();
  EXPECT_EQ(text(load(missing, {})), missing + ":1:1: cannot be read: No such file or directory");
  EXPECT_THAT(text(load(folder.path(), {})), HasSubstr("cannot be read: it is a directory"));
  EXPECT_THAT(text(load("/dev/null", {})), HasSubstr("cannot be read: it is not a regular file"));
}

TEST(Load, OfAFileWithoutPermissionIsAProblem) {
  if (::geteuid() == 0) {
    GTEST_SKIP() << "root may read everything";
  }
  const ScratchFolder folder;
  EXPECT_THAT(to_string(load(folder.write("pantau.toml", "", 0), {}).problems.at(0)),
              HasSubstr("cannot be read: Permission denied"));
}

TEST(Load, DoesNotCallMissingWhatABrokenFileMayHaveDefined) {
  const ScratchFolder folder;
  folder.write("sites.toml", "[[site]]\nid = \"office\nname = \"Office\"\n");
  const auto outcome =
      load(folder.write("pantau.toml",
                        "include = [\"sites.toml\"]\n[[link]]\nid = \"a\"\nsite = \"office\"\n"
                        "technology = \"mesh\"\nparents = [\"b\"]\ninterval = \"0s\"\n"),
           {});
  ASSERT_EQ(outcome.problems.size(), 2U);
  EXPECT_THAT(to_string(outcome.problems[0]), HasSubstr("interval: is 0s"));
  EXPECT_THAT(to_string(outcome.problems[1]), HasSubstr("sites.toml:2:13: not valid TOML"));
}

TEST(Load, NoDateIsWrongBecauseOfToday) {
  const ScratchFolder folder;
  const auto file = folder.write("pantau.toml",
                                 std::string{kBase} +
                                     "[[site]]\nid = \"s\"\nname = \"S\"\ndistrict = \"jila\"\n"
                                     "actual = { in_service = 2026-06-01 }\n");
  using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals only
  const auto warnings = [&](Date today) { return load(file, {{}, today}).warnings.size(); };
  EXPECT_EQ(warnings(2026y / 5 / 31), 1U);
  EXPECT_EQ(warnings(2026y / 6 / 1), 0U);
  EXPECT_TRUE(load(file, {{}, 1970y / 1 / 1}).plan.has_value());
}

TEST(Load, RefusesMoreTablesThanAGatewayCanHave) {
  std::string rows = "phase = [\n";
  for (int i = 0; i < 10'001; ++i) {
    rows += "{id=\"p" + std::to_string(i) + "\"},\n";
  }
  const auto outcome = load_text(rows + "]\n");
  ASSERT_EQ(outcome.problems.size(), 1U);
  EXPECT_EQ(outcome.problems[0].place.line, 10'002U);
  EXPECT_THAT(outcome.problems[0].text, HasSubstr("more than 10000 of them"));
}

TEST(Load, KeepsAThousandProblemsAndCountsTheRest) {
  std::string rows = "phase = [\n";
  for (int i = 0; i < 2'000; ++i) {
    rows += "{},\n";
  }
  const auto outcome = load_text(rows + "]\n");
  ASSERT_EQ(outcome.problems.size(), 1001U);
  EXPECT_EQ(outcome.problems.back().text, "and 1000 more problems");
}

TEST(Load, BoundsATreeThatWouldBeSquared) {
  std::string rows =
      "district = [{id=\"d\",name=\"D\"}]\nsite = "
      "[{id=\"a\",name=\"A\",district=\"d\"},{id=\"b\",name=\"B\",district=\"d\"}]\nlink = [\n";
  for (int i = 0; i < 1'100; ++i) {
    rows += "{id=\"a" + std::to_string(i) + "\",site=\"a\",technology=\"leo\"},\n{id=\"b" +
            std::to_string(i) + "\",site=\"b\",technology=\"leo\",parents=[\"site:a\"]},\n";
  }
  const auto outcome = load_text(rows + "]\n");
  ASSERT_FALSE(outcome.problems.empty());
  EXPECT_THAT(outcome.problems[0].text, HasSubstr("more than 1000000 pairs"));
}

TEST(Load, FollowsAChainOfTenThousandParents) {
  std::string rows =
      "district = [{id=\"d\",name=\"D\"}]\nsite = [{id=\"a\",name=\"A\",district=\"d\"}]\nlink = "
      "[\n";
  constexpr int kLinks = 10'000;
  for (int i = 0; i < kLinks; ++i) {
    rows += "{id=\"l" + std::to_string(i) + "\",site=\"a\",technology=\"leo\",parents=[\"l" +
            std::to_string((i + 1) % kLinks) + "\"]},\n";
  }
  const auto outcome = load_text(rows + "]\n");
  ASSERT_EQ(outcome.problems.size(), 1U);
  EXPECT_THAT(outcome.problems[0].text, HasSubstr(" -> 9970 more -> l0; take one"));
}

TEST(Load, LeavesSettingsOutWhenNobodyAsks) {
  LoadOptions options;
  options.link_settings = false;
  EXPECT_TRUE(load(good("county-60.toml"), options).plan.value().link_settings.empty());
}

}  // namespace
}  // namespace pantau::config
