// SPDX-License-Identifier: Apache-2.0
#include "config/inventory_items.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/scratch_folder.hpp"

namespace pantau::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Fields = std::vector<std::pair<std::string, std::string>>;

Plan plan_of(const std::string& text) {
  const ScratchFolder folder;
  auto outcome = load(folder.write("pantau.toml", text), {});
  for (const auto& problem : outcome.problems) {
    ADD_FAILURE() << to_string(problem);
  }
  return outcome.plan.value_or(Plan{});
}

Fields fields_of(const Plan& plan, const std::string& kind, const std::string& id) {
  for (const auto& item : inventory_items(plan)) {
    if (item.kind == kind && item.id == id) {
      return item.fields;
    }
  }
  ADD_FAILURE() << "no " << kind << " " << id;
  return {};
}

const std::string kBase =
    "[[district]]\nid = \"jila\"\nname = \"Jila\"\npopulation = 2103\n"
    "[[phase]]\nid = \"tahap-1\"\n[[phase]]\nid = \"tahap-2\"\n";

const std::string kOffice =
    "[[site]]\nid = \"office\"\nname = \"Office\"\ndistrict = \"jila\"\n"
    "contacts = [\"Kantor 0800-0-001\"]\n";

TEST(InventoryItems, OfASiteSayWhereItStandsInThePlanAndInTruth) {
  const auto plan = plan_of(
      kBase + kOffice +
      "phase = \"tahap-1\"\nservices = [\"puskesmas\"]\nserves_population = 900\n"
      "planned = { installed = 2026-02-15, in_service = 2026-03-15 }\n"
      "actual = { acceptance_test = 2026-03-01T08:00:00 }\n"
      "hold = { kind = \"on_hold\", since = 2026-03-02, until = 2026-04-01, reason = \"land\" }\n");
  EXPECT_THAT(fields_of(plan, "site", "office"),
              ElementsAre(std::pair("actual.acceptance_test", "2026-03-01"),
                          std::pair("actual.acceptance_test_start", "2026-02-28T23:00:00Z"),
                          std::pair("district", "jila"),
                          std::pair("hold.kind", "on_hold"),
                          std::pair("hold.reason", "land"),
                          std::pair("hold.since", "2026-03-02"),
                          std::pair("hold.until", "2026-04-01"),
                          std::pair("name", "Office"),
                          std::pair("phase", "tahap-1"),
                          std::pair("planned.in_service", "2026-03-15"),
                          std::pair("planned.installed", "2026-02-15"),
                          std::pair("serves_population", "900"),
                          std::pair("services", "[\"puskesmas\"]"),
                          std::pair("weight", "1.0")));
}

TEST(InventoryItems, OfAnAcceptanceTestFromMidnightHaveNoHour) {
  const auto plan = plan_of(kBase + kOffice + "actual = { acceptance_test = 2026-03-01 }\n");
  EXPECT_THAT(fields_of(plan, "site", "office"),
              ElementsAre(std::pair("actual.acceptance_test", "2026-03-01"),
                          std::pair("district", "jila"),
                          std::pair("name", "Office"),
                          std::pair("weight", "1.0")));
}

TEST(InventoryItems, OfALinkHaveOfItsProbingWhatDiffersFromItsTechnology) {
  const auto plan = plan_of(kBase + kOffice +
                            "[[technology]]\nid = \"leo\"\ninterval = \"3s\"\n"
                            "[[link]]\nid = \"a\"\nsite = \"office\"\ntechnology = \"leo\"\n"
                            "rtt_bad = \"300ms\"\naddress = \"198.18.6.1\"\n");
  EXPECT_THAT(fields_of(plan, "link", "a"),
              ElementsAre(std::pair("address", "198.18.6.1"),
                          std::pair("role", "primary"),
                          std::pair("rtt_bad", "300ms"),
                          std::pair("site", "office"),
                          std::pair("technology", "leo")));
}

TEST(InventoryItems, HoldTechnologiesThatAreNotAsBuiltIn) {
  const auto plan = plan_of("[[technology]]\nid = \"leo\"\ninterval = \"3s\"\n");
  const auto items = inventory_items(plan);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].kind, "technology");
  EXPECT_EQ(items[0].id, "leo");
  EXPECT_THAT(items[0].fields, testing::Contains(std::pair("interval", "3s")));
  EXPECT_THAT(inventory_items(plan_of("")), IsEmpty());
}

TEST(InventoryItems, StandByKindAndIdAndHoldNoContactAndNoSecret) {
  const auto plan = load(PANTAU_TEST_DATA "/config/good/everything.toml", {}).plan.value();
  const auto items = inventory_items(plan);
  EXPECT_TRUE(std::is_sorted(items.begin(), items.end(), [](const auto& a, const auto& b) {
    return std::tie(a.kind, a.id) < std::tie(b.kind, b.id);
  }));
  std::map<std::string, int> kinds;
  for (const auto& item : items) {
    ++kinds[item.kind];
    EXPECT_TRUE(std::is_sorted(item.fields.begin(), item.fields.end())) << item.id;
    for (const auto& [key, value] : item.fields) {
      EXPECT_THAT(value, testing::Not(testing::HasSubstr("0800-0")));
      EXPECT_FALSE(value.empty()) << key;
    }
  }
  EXPECT_THAT(kinds,
              ElementsAre(std::pair("contract", 1),
                          std::pair("district", 1),
                          std::pair("link", 2),
                          std::pair("phase", 1),
                          std::pair("provider", 1),
                          std::pair("site", 2),
                          std::pair("technology", 1)));
}

std::vector<InventoryChange> changes(const std::string& before, const std::string& after) {
  return inventory_changes(inventory_items(plan_of(before)), inventory_items(plan_of(after)));
}

TEST(InventoryChanges, TellWhichSiteWentToWhichPhase) {
  EXPECT_THAT(
      changes(kBase + kOffice + "phase = \"tahap-1\"\nplanned = { installed = 2026-02-15 }\n",
              kBase + kOffice + "phase = \"tahap-2\"\nactual = { surveyed = 2026-01-05 }\n"),
      ElementsAre(InventoryChange{"site", "office", "actual.surveyed", "", "2026-01-05"},
                  InventoryChange{"site", "office", "phase", "tahap-1", "tahap-2"},
                  InventoryChange{"site", "office", "planned.installed", "2026-02-15", ""}));
}

TEST(InventoryChanges, OfAWholeItemAreOneWithAllItSaid) {
  const std::string jila = "[[district]]\nid = \"jila\"\nname = \"Jila\"\n";
  const std::string hoya = "[[district]]\nid = \"hoya\"\nname = \"Hoya\"\ncode = \"94.04.14\"\n";
  const InventoryChange gone{"district", "jila", "", "name = Jila", ""};
  const InventoryChange fresh{"district", "hoya", "", "", "code = 94.04.14, name = Hoya"};
  EXPECT_THAT(changes(jila, hoya), ElementsAre(fresh, gone));
  EXPECT_THAT(changes("", hoya), ElementsAre(fresh));
  EXPECT_THAT(changes(jila, ""), ElementsAre(gone));
}

TEST(InventoryChanges, AreNoneWhereTheOrderOfTheFileAloneChanged) {
  const std::string jila = "[[district]]\nid = \"jila\"\nname = \"Jila\"\n";
  const std::string hoya = "[[district]]\nid = \"hoya\"\nname = \"Hoya\"\n";
  EXPECT_THAT(changes(jila + hoya, hoya + jila), IsEmpty());
}

}  // namespace
}  // namespace pantau::config
