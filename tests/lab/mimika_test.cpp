// SPDX-License-Identifier: Apache-2.0
// county-mimika.toml and mimika.toml tell of the same county: one is played, the other is watched.
#include <algorithm>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <toml++/toml.h>

#include "tests/lab/county.hpp"
#include "tests/lab/echo_bytes.hpp"
#include "tests/lab/timetable.hpp"

namespace pantau::lab {
namespace {

using namespace std::chrono_literals;

std::string path_of(const char* name) {
  return std::string(PANTAU_SOURCE_DIR) + "/tests/lab/" + name;
}

ParsedCounty county() {
  return load_county(path_of("county-mimika.toml"));
}

toml::table watched() {
  return toml::parse_file(path_of("mimika.toml"));
}

std::set<std::string> texts_of(const toml::table& root,
                               std::string_view rows,
                               std::string_view key) {
  std::set<std::string> found;
  for (const toml::node& row : *root[rows].as_array()) {
    if (const auto text = row.as_table()->at_path(key).value<std::string>()) {
      found.insert(*text);
    }
  }
  return found;
}

std::set<std::string> watched_addresses() {
  auto addresses = texts_of(watched(), "link", "address");
  addresses.merge(texts_of(watched(), "device", "address"));
  const toml::table root = watched();
  for (const toml::node& anchor : *root["vantage"]["anchors"].as_array()) {
    addresses.insert(anchor.value<std::string>().value());
  }
  return addresses;
}

TEST(Mimika, TheCountyIsWithoutMistakes) {
  EXPECT_THAT(county().problems, testing::IsEmpty());
}

TEST(Mimika, EveryWatchedAddressAnswers) {
  const auto config = county().config;
  const auto addresses = watched_addresses();
  EXPECT_EQ(addresses.size(), 39U);
  for (const std::string& address : addresses) {
    const auto host = config.host_of(parse_ip(address).value());
    ASSERT_TRUE(host) << address;
    EXPECT_TRUE(config.nodes[*host].range->is_single()) << address;
  }
}

TEST(Mimika, EveryHostIsWatchedUnderItsId) {
  const toml::table root = watched();
  const auto addresses = watched_addresses();
  auto ids = texts_of(root, "link", "id");
  ids.merge(texts_of(root, "device", "id"));
  for (const Node& node : county().config.nodes) {
    if (node.range) {
      EXPECT_TRUE(addresses.contains(to_string(node.range->first))) << node.id;
      EXPECT_TRUE(node.id.starts_with("anchor-") || ids.contains(node.id)) << node.id;
    }
  }
}

TEST(Mimika, EveryDeviceHasAnAgentThatKnowsItsCommunity) {
  const toml::table root = watched();
  const CountyConfig config = county().config;
  for (const toml::node& row : *root["device"].as_array()) {
    const toml::table& device = *row.as_table();
    const auto address = parse_ip(device.at("address").value<std::string>().value()).value();
    const Node& host = config.nodes[config.host_of(address).value()];
    ASSERT_EQ(host.agents.size(), 1U) << host.id;
    const Agent& agent = config.agents[host.agents[0]];
    const auto credentials = device.at("credentials").value<std::string>().value();
    EXPECT_TRUE(agent.kind == Agent::Kind::snmpd ||
                std::any_of(agent.recordings.begin(),
                            agent.recordings.end(),
                            [&](const auto& file) { return file.stem() == credentials; }))
        << host.id;
  }
}

TEST(Mimika, EveryHostWithAnAgentIsADevice) {
  const auto devices = texts_of(watched(), "device", "id");
  for (const Node& node : county().config.nodes) {
    EXPECT_EQ(!node.agents.empty(), devices.contains(node.id)) << node.id;
  }
}

TEST(Mimika, EveryDistrictHasASite) {
  const toml::table root = watched();
  EXPECT_EQ(texts_of(root, "district", "id").size(), 20U) << "two of them without a code";
  EXPECT_EQ(texts_of(root, "district", "code").size(), 18U);
  EXPECT_EQ(texts_of(root, "district", "id"), texts_of(root, "site", "district"));
}

TEST(Mimika, WhatIsInServiceHasALinkButForTheOneOnPaper) {
  const toml::table root = watched();
  const auto linked = texts_of(root, "link", "site");
  std::set<std::string> without;
  for (const toml::node& row : *root["site"].as_array()) {
    const toml::table& site = *row.as_table();
    const auto id = site.at("id").value<std::string>().value();
    const bool in_service =
        site.at_path("actual.in_service") && !site.at_path("actual.decommissioned");
    if (in_service && !site.contains("hold") && !linked.contains(id)) {
      without.insert(id);
    }
  }
  EXPECT_THAT(without, testing::ElementsAre("kokonao-sekolah"));
}

/// The furthest of a site's actual dates.
std::string stage_of(const toml::table& site) {
  std::string stage;
  for (const char* const word : {"proposed",
                                 "surveyed",
                                 "site_cleared",
                                 "contracted",
                                 "shipped",
                                 "on_site",
                                 "installed",
                                 "integrated",
                                 "acceptance_test",
                                 "accepted",
                                 "in_service",
                                 "handed_over",
                                 "decommissioned"}) {
    if (site.at_path(std::string("actual.") + word)) {
      stage = word;
    }
  }
  return stage;
}

TEST(Mimika, ASiteStandsInEveryStage) {
  const toml::table root = watched();
  std::set<std::string> stages;
  std::set<std::string> held;
  for (const toml::node& row : *root["site"].as_array()) {
    const toml::table& site = *row.as_table();
    if (site.contains("hold")) {
      held.insert(site.at_path("hold.reason").value<std::string>().value());
    }
    if (site.contains("phase")) {
      stages.insert(stage_of(site));
    }
  }
  EXPECT_EQ(stages.size(), 13U) << testing::PrintToString(stages);
  EXPECT_THAT(held, testing::ElementsAre("arrears", "security"));
  EXPECT_EQ(texts_of(root, "phase", "id"), texts_of(root, "site", "phase"));
}

// Disdukcapil, second half of 2025: 323,503 people.
TEST(Mimika, CountsEveryone) {
  const toml::table root = watched();
  std::int64_t people = 0;
  for (const toml::node& district : *root["district"].as_array()) {
    people += district.as_table()->at_path("population").value<std::int64_t>().value_or(0);
  }
  EXPECT_EQ(people, 323'503);
}

bool answers(const County& county, const CountyConfig& config, const char* id, nanoseconds time) {
  const auto node = config.find(id).value();
  return !county.is_down(node, config.nodes[node].range->first, time);
}

TEST(Mimika, TheRelayTakesItsRadioHopsWithIt) {
  const CountyConfig config = county().config;
  const County played(config);
  for (const char* id : {"relay-radio",
                         "iwaka-radio",
                         "mimika-timur-radio",
                         "poumako-radio",
                         "mimika-tengah-radio"}) {
    EXPECT_TRUE(answers(played, config, id, 39s)) << id;
    EXPECT_FALSE(answers(played, config, id, 40s)) << id;
    EXPECT_FALSE(answers(played, config, id, 84s)) << id;
    EXPECT_TRUE(answers(played, config, id, 85s)) << id;
    EXPECT_FALSE(answers(played, config, id, 225s)) << id << " three minutes later";
  }
  for (const char* id : {"anchor-1", "anchor-2", "hub-fibre", "tembagapura-radio", "jila-vsat"}) {
    EXPECT_TRUE(answers(played, config, id, 60s)) << id;
  }
}

TEST(Mimika, TheBatteryRunsDownBeforeTheLinkGoes) {
  const CountyConfig config = county().config;
  const County played(config);
  const auto agent = config.nodes[config.find("tembagapura-ups").value()].agents[0];
  EXPECT_EQ(value_at(config, agent, "charge", 19s), std::nullopt);
  EXPECT_LT(value_at(config, agent, "charge", 109s).value(), 6);
  EXPECT_TRUE(answers(played, config, "tembagapura-radio", 109s));
  EXPECT_FALSE(answers(played, config, "tembagapura-radio", 110s));
}

/// Whether the timetable has stopped the agent of this device.
bool is_stopped(const CountyConfig& config, const char* device, nanoseconds time) {
  const auto agent = config.nodes[config.find(device).value()].agents[0];
  return std::any_of(
      config.agent_events.begin(), config.agent_events.end(), [&](const AgentEvent& event) {
        return event.agent == agent && event.restart && is_active(event, time);
      });
}

TEST(Mimika, TheBatteryTakesItsOwnAgentWithItAndNoOther) {
  const CountyConfig config = county().config;
  const auto agent = config.nodes[config.find("tembagapura-ups").value()].agents[0];
  EXPECT_EQ(std::count_if(config.nodes.begin(),
                          config.nodes.end(),
                          [&](const Node& node) {
                            return std::count(node.agents.begin(), node.agents.end(), agent) > 0;
                          }),
            1);
  EXPECT_FALSE(is_stopped(config, "tembagapura-ups", 109s));
  EXPECT_TRUE(is_stopped(config, "tembagapura-ups", 110s));
  EXPECT_FALSE(is_stopped(config, "tembagapura-ups", 125s)) << "before its radio is back";
  EXPECT_FALSE(answers(County(config), config, "tembagapura-radio", 134s));
}

TEST(Mimika, ThePlannedWorkHasTimeEnoughToBeSeen) {
  const CountyConfig config = county().config;
  const County played(config);
  EXPECT_TRUE(answers(played, config, "kwamki-narama-fibre", 85s));
  EXPECT_FALSE(answers(played, config, "kwamki-narama-fibre", 86s));
  EXPECT_FALSE(answers(played, config, "kwamki-narama-fibre", 111s));
  EXPECT_TRUE(answers(played, config, "kwamki-narama-fibre", 112s));
}

TEST(Mimika, WithoutItsUplinkTheGatewaySeesNothing) {
  const CountyConfig config = county().config;
  const County played(config);
  for (const Node& node : config.nodes) {
    if (node.range) {
      EXPECT_FALSE(answers(played, config, node.id.c_str(), 146s)) << node.id;
      EXPECT_FALSE(answers(played, config, node.id.c_str(), 165s)) << node.id;
    }
  }
  EXPECT_TRUE(answers(played, config, "anchor-1", 145s));
  EXPECT_TRUE(answers(played, config, "anchor-1", 166s));
}

TEST(Mimika, OneSiteFlaps) {
  const CountyConfig config = county().config;
  const County played(config);
  int falls = 0;
  for (auto time = 1s; time < 180s; time += 1s) {
    const bool fell = answers(played, config, "amar-leo", time - 1s) &&
                      !answers(played, config, "amar-leo", time);
    falls += fell ? 1 : 0;
  }
  EXPECT_EQ(falls, 5);
}

TEST(Mimika, NoGeoReplyIsFasterThanLight) {
  // 4 x 35,786 km at the speed of light.
  constexpr auto kFloor = 477'500us;
  County played(county().config);
  for (const std::string address : {"198.18.2.1",
                                    "198.18.4.2",
                                    "198.18.6.1",
                                    "198.18.6.10",
                                    "198.18.10.10",
                                    "198.18.11.1",
                                    "198.18.12.1",
                                    "198.18.18.1"}) {
    for (int i = 0; i < 300; ++i) {
      const auto judgement = played.receive(echo_request_to(address), i * 600ms).value();
      EXPECT_TRUE(judgement.packets.empty() || judgement.record.delay >= kFloor) << address;
    }
  }
}

}  // namespace
}  // namespace pantau::lab
