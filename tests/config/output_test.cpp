// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/effective.hpp"
#include "config/explain.hpp"
#include "config/inventory_items.hpp"
#include "config/load.hpp"
#include "config/summary.hpp"
#include "config/text_table.hpp"
#include "tests/config/scratch_folder.hpp"

namespace pantau::config {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

std::string good(const std::string& name) {
  return PANTAU_TEST_DATA "/config/good/" + name;
}

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

TEST(County, OfSixtyLinksAndFortyOneDevicesFitsInThreeHundredLines) {
  std::ifstream file(good("county-60.toml"));
  const auto lines = std::count(std::istreambuf_iterator<char>(file), {}, '\n');
  const auto plan = load(good("county-60.toml"), {}).plan.value();
  EXPECT_EQ(plan.links.size(), 60U);
  EXPECT_EQ(plan.devices.size(), 41U);
  EXPECT_LT(lines, 300);
}

constexpr Date kNovember{std::chrono::year{2026}, std::chrono::November, std::chrono::day{20}};

// Its dates are those of November 2026; secrets stand in files that only an installation has.
TEST(Example, IsSilentButForTheSecretsThatItDoesNotBring) {
  for (const auto& warning :
       load(PANTAU_SOURCE_DIR "/config/pantau.toml", {{}, kNovember}).warnings) {
    EXPECT_THAT(warning.path, testing::EndsWith("_file")) << to_string(warning);
  }
}

TEST(Example, ShowsASiteInEveryStageAndEachKindOfTrouble) {
  const auto plan = load(PANTAU_SOURCE_DIR "/config/pantau.toml", {{}, kNovember}).plan.value();
  std::set<Stage> stages;
  std::set<std::string> phases;
  for (const auto& site : plan.sites) {
    if (!site.actual.empty()) {
      stages.insert(site.actual.rbegin()->first);
    }
    phases.insert(site.phase);
  }
  EXPECT_EQ(stages.size(), kStages);
  EXPECT_THAT(phases, testing::ElementsAre("", "tahap-1", "tahap-2", "tahap-3"));
  EXPECT_LT(plan.find_site("example-agimuga")->planned.at(Stage::in_service), kNovember);
  EXPECT_EQ(plan.find_site("example-jila")->hold->reason, "security");
  EXPECT_TRUE(plan.find_site("example-jita")->acceptance_start.has_value());
  const auto* ending = plan.find_contract("example-town-2025");
  EXPECT_LT(std::chrono::sys_days{ending->end} - std::chrono::sys_days{kNovember},
            std::chrono::days{60});
  const auto& paper = *plan.find_site("example-mimika-timur");
  EXPECT_TRUE(paper.actual.contains(Stage::in_service));
  EXPECT_TRUE(std::none_of(plan.links.begin(), plan.links.end(), [&](const Link& link) {
    return link.site == paper.id;
  }));
}

TEST(Example, LoadsAndHoldsTheEighteenDistricts) {
  const auto outcome = load(PANTAU_SOURCE_DIR "/config/pantau.toml", {});
  for (const auto& problem : outcome.problems) {
    ADD_FAILURE() << to_string(problem);
  }
  const auto& plan = outcome.plan.value();
  EXPECT_EQ(plan.districts.size(), 18U);
  EXPECT_EQ(plan.phases.size(), 3U);
  EXPECT_GE(plan.links.size(), 5U);
  EXPECT_EQ(plan.devices.size(), 2U);
  std::int64_t people = 0;
  for (const auto& district : plan.districts) {
    people += district.population.value();
  }
  EXPECT_EQ(people, 323'503);  // the county's own total for the second half of 2025
  for (const auto& link : plan.links) {
    EXPECT_TRUE(link.address.empty() || link.address.starts_with("198.18.")) << link.id;
    EXPECT_TRUE(link.id.starts_with("example-")) << link.id;
  }
}

void expect_same(const Device& second, const Device& first) {
  EXPECT_EQ(second.id, first.id);
  EXPECT_EQ(second.site, first.site);
  EXPECT_EQ(second.address, first.address);
  EXPECT_EQ(second.port, first.port);
  EXPECT_EQ(second.profile, first.profile);
  EXPECT_EQ(second.credentials, first.credentials);
  EXPECT_EQ(second.interfaces, first.interfaces);
  EXPECT_EQ(second.links, first.links);
  EXPECT_EQ(second.via, first.via);
  EXPECT_EQ(second.interval, first.interval);
  EXPECT_EQ(second.timeout, first.timeout);
  EXPECT_EQ(second.retries, first.retries);
  EXPECT_EQ(second.low_volts, first.low_volts);
}

class Effective : public testing::TestWithParam<std::string> {};

TEST_P(Effective, ConfigurationLoadsAgainToTheSamePlan) {
  const ScratchFolder folder;
  const auto first = load(PANTAU_SOURCE_DIR "/" + GetParam(), {}).plan.value();
  const auto text = effective_toml(first);
  const auto outcome = load(folder.write("effective.toml", text), {});
  for (const auto& problem : outcome.problems) {
    ADD_FAILURE() << to_string(problem);
  }
  const auto& second = outcome.plan.value();
  EXPECT_EQ(effective_toml(second), text);
  EXPECT_EQ(second.daemon, first.daemon);
  EXPECT_EQ(second.vantage, first.vantage);
  EXPECT_EQ(second.service_hours, first.service_hours);
  EXPECT_EQ(second.rollout, first.rollout);
  EXPECT_EQ(second.acceptance, first.acceptance);
  EXPECT_EQ(inventory_items(second), inventory_items(first));
  ASSERT_EQ(second.devices.size(), first.devices.size());
  for (std::size_t i = 0; i < first.devices.size(); ++i) {
    expect_same(second.devices[i], first.devices[i]);
  }
  ASSERT_EQ(second.links.size(), first.links.size());
  for (std::size_t i = 0; i < first.links.size(); ++i) {
    EXPECT_EQ(second.links[i].profile, first.links[i].profile);
    ASSERT_EQ(second.links[i].parents.size(), first.links[i].parents.size());
    for (std::size_t g = 0; g < first.links[i].parents.size(); ++g) {
      EXPECT_EQ(second.links[i].parents[g].written, first.links[i].parents[g].written);
      EXPECT_EQ(second.links[i].parents[g].links, first.links[i].parents[g].links);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Files,
                         Effective,
                         testing::Values("config/pantau.toml",
                                         "tests/data/config/good/empty.toml",
                                         "tests/data/config/good/everything.toml",
                                         "tests/data/config/good/odd-quoting.toml",
                                         "tests/data/config/good/county-60.toml",
                                         "tests/data/config/good/rollout.toml",
                                         "tests/data/config/good/twenty-districts.toml"),
                         [](const auto& parameter) {
                           auto name = std::filesystem::path(parameter.param).stem().string();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Effective, MasksUsersAndSecrets) {
  const auto plan = plan_of(
      "[http.users]\nprometheus = "
      "\"$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234\"\n"
      "[[snmp_credentials]]\nid = \"field\"\nversion = \"2c\"\ncommunity_file = \"none\"\n");
  const auto text = effective_toml(plan);
  EXPECT_THAT(text, HasSubstr("# \"prometheus\" = \"<secret>\""));
  EXPECT_THAT(text, HasSubstr("community_file = \"<secret>\""));
  EXPECT_THAT(text, testing::Not(HasSubstr("$2y$")));
}

TEST(Summary, CountsBytesOfProbingBothWays) {
  Link link;
  link.address = "198.18.6.1";
  link.profile.interval = seconds{5};
  EXPECT_EQ(probing_bytes_per_day(link), 17'280U * 84 * 2);
  link.address = "2001:db8::1";
  EXPECT_EQ(probing_bytes_per_day(link), 17'280U * 104 * 2);
  link.profile.payload_size = 16;
  link.profile.interval = std::chrono::milliseconds{100};
  EXPECT_EQ(probing_bytes_per_day(link), 864'000U * 64 * 2);
  link.address.clear();
  EXPECT_EQ(probing_bytes_per_day(link), 0U);
}

TEST(TextTable, AlignsColumnsByWhatIsSeen) {
  TextTable table({"NAMA", "MS", "CATATAN"}, {1});
  table.add({"Jila", "642.0", "x"});
  table.add({"Ayuka\u2013Timur", "1.5", "y"});  // the dash is three bytes and one column
  EXPECT_EQ(table.text(),
            "NAMA            MS  CATATAN\n"
            "Jila         642.0  x\n"
            "Ayuka\u2013Timur    1.5  y\n");
}

/// 60 series a probed link; a megabyte a day for a device with credentials.
Costs round_costs() {
  return {.series_of = [](const Link& link) { return link.address.empty() ? 10U : 60U; },
          .snmp_bytes_of =
              [](const Device& device) { return device.credentials.empty() ? 0 : 1000000; }};
}

TEST(Summary, SpeaksTheConfiguredLanguage) {
  auto plan = load(PANTAU_SOURCE_DIR "/config/pantau.toml", {}).plan.value();
  plan.devices.clear();
  const auto indonesian = summary(plan, round_costs());
  EXPECT_THAT(indonesian,
              HasSubstr("18 distrik, 3 tahap, 16 lokasi, 11 tautan (9 diukur, 2 direncanakan"));
  EXPECT_THAT(indonesian, HasSubstr(", 0 perangkat (0 ditanya lewat SNMP), "));
  plan.daemon.language = Language::en;
  const auto text = summary(plan, round_costs());
  EXPECT_THAT(text, HasSubstr("18 districts, 3 phases, 16 sites, 11 links (9 probed, 2 planned"));
  EXPECT_THAT(text, HasSubstr(", 0 devices (0 polled by SNMP), "));
  EXPECT_THAT(text,
              HasSubstr("example-hub-fibre            fibre             1s  14.5 MB     -  14.5 MB"
                        "      60\n"));
  EXPECT_THAT(text, HasSubstr("geo-vsat     planned        -     -        -      10\n"));
  EXPECT_THAT(text, HasSubstr("74.0 MB     -  74.0 MB     560\n"));
}

Plan plan_with_devices() {
  Plan plan;
  plan.daemon.language = Language::en;
  for (const char* id : {"a", "b"}) {
    Link link;
    link.id = id;
    link.technology = "geo-vsat";
    link.profile.interval = seconds{5};
    plan.links.push_back(link);
  }
  plan.links[0].address = "198.18.6.1";
  for (const char* via : {"a", "a", "b", "", "", "a"}) {
    Device device;
    device.id = "d" + std::to_string(plan.devices.size());
    device.via = via;
    device.credentials = "field";
    plan.devices.push_back(device);
  }
  plan.devices.back().credentials.clear();
  return plan;
}

TEST(Summary, CountsTheSitesOfEachPhase) {
  auto plan = load(PANTAU_SOURCE_DIR "/config/pantau.toml", {}).plan.value();
  EXPECT_THAT(summary(plan, round_costs()),
              HasSubstr("tahap                     nama       mulai       selesai     lokasi\n"
                        "tahap-1                   Tahap I    2025-01-01  2025-12-31       4\n"
                        "tahap-2                   Tahap II   2026-01-01  2026-12-31       6\n"
                        "tahap-3                   Tahap III  2027-01-01  2027-12-31       5\n"
                        "(tanpa tahap: prasarana)                                          1\n"
                        "bobot lokasi menurut site, uji terima 72h\n"));
  plan.daemon.language = Language::en;
  plan.phases[0].start.reset();
  EXPECT_THAT(summary(plan, round_costs()),
              HasSubstr("Tahap I    -           2025-12-31      4\n"));
  plan.phases.clear();
  EXPECT_THAT(summary(plan, round_costs()), testing::Not(HasSubstr("acceptance test")));
}

TEST(Summary, AddsThePollingOfDevicesToTheLinkThatTheyAreReachedOver) {
  const auto text = summary(plan_with_devices(), round_costs());
  EXPECT_THAT(text, HasSubstr("6 devices (5 polled by SNMP)"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "link                      technology  interval    ICMP    SNMP   a day  series\n"
          "a                         geo-vsat          5s  2.9 MB  2.0 MB  4.9 MB      60\n"
          "b                         geo-vsat     planned       -  1.0 MB  1.0 MB      10\n"
          "(devices without a link)                             -  2.0 MB  2.0 MB       -\n"
          "total                                           2.9 MB  5.0 MB  7.9 MB      70\n"));
}

TEST(Summary, ShowsDevicesWhereThereAreNoLinks) {
  auto plan = plan_with_devices();
  plan.links.clear();
  EXPECT_THAT(summary(plan, round_costs()), HasSubstr("(devices without a link)"));
  plan.devices.clear();
  EXPECT_THAT(summary(plan, round_costs()), testing::Not(HasSubstr("total")));
}

TEST(Explain, ShowsEveryKeyWithItsOrigin) {
  auto plan = load(good("everything.toml"), {}).plan.value();
  plan.daemon.language = Language::en;
  const auto text = explain_link(plan, "jila-vsat").value();
  EXPECT_THAT(text,
              HasSubstr("rtt_warn         900ms                " + good("everything.toml:121\n")));
  EXPECT_THAT(text, HasSubstr("interval         5s                   technology geo-vsat, "));
  EXPECT_THAT(text, HasSubstr("timeout          5s                   built-in geo-vsat\n"));
  EXPECT_THAT(text, HasSubstr("capacity_up      1Mbit/s              template bakti-vsat, "));
  EXPECT_FALSE(explain_link(plan, "no-such-link").has_value());
}

}  // namespace
}  // namespace pantau::config
