// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/address_text.hpp"
#include "config/effective.hpp"
#include "config/load.hpp"
#include "tests/config/scratch_folder.hpp"

namespace pantau::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kBase =
    "vantage = { anchors = [\"198.18.0.1\"] }\n"
    "district = [ { id = \"jila\", name = \"Jila\" } ]\n"
    "site = [ { id = \"office\", name = \"Office\", district = \"jila\" } ]\n"
    "link = [ { id = \"vsat\", site = \"office\", technology = \"geo-vsat\" } ]\n"
    "[[snmp_credentials]]\nid = \"field\"\nversion = \"2c\"\ncommunity_file = \"community\"\n";

constexpr const char* kProfile =
    "id = \"own-ups\"\n[[scalar]]\nfact = \"model\"\noid = \"1.3.6.1.4.1.99999.1.0\"\n";

/// One device of a known site, with a profile of its own beside the configuration.
LoadOutcome load_device(const std::string& keys, const std::string& before = "") {
  const ScratchFolder folder;
  folder.write("community", "sesame", 0600);
  folder.write("snmp/own-ups.toml", kProfile);
  return load(folder.write("pantau.toml",
                           kBase + before + "[[device]]\nid = \"d\"\nsite = \"office\"\n" + keys),
              {});
}

Device device_of(const std::string& keys, const std::string& before = "") {
  auto outcome = load_device(keys, before);
  for (const auto& problem : outcome.problems) {
    ADD_FAILURE() << to_string(problem);
  }
  for (const auto& warning : outcome.warnings) {
    ADD_FAILURE() << to_string(warning);
  }
  return outcome.plan ? outcome.plan->devices.at(0) : Device{};
}

std::string problem_of(const std::string& keys) {
  const auto outcome = load_device(keys);
  return outcome.problems.empty() ? "nothing is wrong" : outcome.problems[0].text;
}

constexpr const char* kUsual = "address = \"198.18.6.2\"\ncredentials = \"field\"\n";

TEST(Agent, IsAHostWithOrWithoutAPort) {
  const auto agent = [](const std::string& text) {
    const auto parsed = parse_agent(text);
    const auto* known = std::get_if<Agent>(&parsed);
    return known == nullptr ? "none" : known->host + " " + std::to_string(known->port);
  };
  EXPECT_EQ(agent("198.18.6.2"), "198.18.6.2 161");
  EXPECT_EQ(agent("198.18.6.2:1161"), "198.18.6.2 1161");
  EXPECT_EQ(agent("router.example.org"), "router.example.org 161");
  EXPECT_EQ(agent("router.example.org:65535"), "router.example.org 65535");
  EXPECT_EQ(agent("2001:db8::1"), "2001:db8::1 161");
  EXPECT_EQ(agent("[2001:db8::1]"), "2001:db8::1 161");
  EXPECT_EQ(agent("[2001:db8::1]:1161"), "2001:db8::1 1161");
  EXPECT_EQ(agent("[fe80::1%eth0]:1161"), "fe80::1%eth0 1161");
  for (const auto* text : {"",
                           ":161",
                           "198.18.6.2:",
                           "198.18.6.2:0",
                           "198.18.6.2:65536",
                           "198.18.6.2:161x",
                           "198.18.6.2:-1",
                           "198.18.6.2: 161",
                           "[198.18.6.2]:161",
                           "[2001:db8::1",
                           "[2001:db8::1]161",
                           "[2001:db8::1]:",
                           "[]:161",
                           "[",
                           "]",
                           "[]",
                           "198.18.6.300",
                           "198.18.6.2/24",
                           "a b",
                           "0.0.0.0:161",
                           "224.0.0.1:161",
                           "[ff02::1]:161"}) {
    EXPECT_EQ(agent(text), "none") << text;
  }
}

TEST(Agent, IsWrittenAsItIsRead) {
  for (const auto* text : {"198.18.6.2",
                           "198.18.6.2:1161",
                           "router.example.org:16100",
                           "2001:db8::1",
                           "[2001:db8::1]:1161"}) {
    const auto agent = std::get<Agent>(parse_agent(text));
    EXPECT_EQ(agent_text(agent.host, agent.port), text);
  }
}

TEST(Device, HasDefaults) {
  const auto device = device_of(kUsual);
  EXPECT_EQ(device.address, "198.18.6.2");
  EXPECT_EQ(device.port, 161);
  EXPECT_EQ(device.profile, "auto");
  EXPECT_EQ(device.interval, std::chrono::seconds{60});
  EXPECT_EQ(device.timeout, std::chrono::seconds{3});
  EXPECT_EQ(device.retries, 2U);
}

TEST(Device, TakesItsKeysFromATemplate) {
  const auto device =
      device_of("template = \"t\"\nretries = 1\n",
                "[[template]]\nid = \"t\"\naddress = \"198.18.6.2:1161\"\nprofile = \"own-ups\"\n"
                "credentials = \"field\"\ntimeout = \"30s\"\nretries = 10\ninterval = \"1s\"\n");
  EXPECT_EQ(device.port, 1161);
  EXPECT_EQ(device.profile, "own-ups");
  EXPECT_EQ(device.credentials, "field");
  EXPECT_EQ(device.timeout, std::chrono::seconds{30});
  EXPECT_EQ(device.retries, 1U);
  EXPECT_EQ(device.interval, std::chrono::seconds{1});
}

TEST(Device, HasAProfileThatIsKnown) {
  const auto with = [](const std::string& id) {
    return problem_of(std::string{kUsual} + "profile = \"" + id + "\"\n");
  };
  EXPECT_EQ(with("auto"), "nothing is wrong");
  EXPECT_EQ(with("own-ups"), "nothing is wrong");
  EXPECT_EQ(with("autp"), "there is no profile \"autp\"; did you mean \"auto\"?");
  EXPECT_EQ(with("own-usp"), "there is no profile \"own-usp\"; did you mean \"own-ups\"?");
  EXPECT_THAT(with("quite-another"),
              HasSubstr("there is no profile \"quite-another\": write one of auto, "));
  EXPECT_THAT(with("quite-another"), HasSubstr(", own-ups"));
}

TEST(Device, OfABrokenProfileIsNotSaidToHaveNone) {
  const ScratchFolder folder;
  folder.write("community", "sesame", 0600);
  folder.write("snmp/own-ups.toml", "id = ");
  const auto outcome =
      load(folder.write("pantau.toml",
                        std::string{kBase} + "[[device]]\nid = \"d\"\nsite = \"office\"\n" +
                            kUsual + "profile = \"own-ups\"\n"),
           {});
  ASSERT_EQ(outcome.problems.size(), 1U);
  EXPECT_THAT(to_string(outcome.problems[0]), HasSubstr("own-ups.toml:1:"));
}

TEST(Device, WithoutCredentialsIsSaidNotToBePolled) {
  const auto outcome = load_device("address = \"198.18.6.2\"\n");
  ASSERT_TRUE(outcome.plan.has_value());
  ASSERT_EQ(outcome.warnings.size(), 1U);
  EXPECT_THAT(outcome.warnings[0].text, HasSubstr("is not polled: write credentials = "));
}

TEST(Device, WithUnknownCredentialsHasOneProblem) {
  const auto outcome = load_device("address = \"198.18.6.2\"\ncredentials = \"fiel\"\n");
  EXPECT_EQ(outcome.problems.size(), 1U);
  EXPECT_THAT(outcome.warnings, IsEmpty());
}

TEST(Device, SharesALinkWithNoOther) {
  const std::string other =
      "[[device]]\nid = \"e\"\nsite = \"office\"\naddress = \"198.18.6.3\"\ncredentials = "
      "\"field\"\n"
      "interfaces = [\"wan\"]\n";
  const auto links = "interfaces = [\"ether1\"]\nlinks = { ether1 = \"vsat\" }\n";
  EXPECT_EQ(device_of(std::string{kUsual} + links + other).links.at("ether1"), "vsat");
  const auto text =
      problem_of(std::string{kUsual} + links + other + "links = { wan = \"vsat\" }\n");
  EXPECT_THAT(text,
              HasSubstr("link \"vsat\" is carried by interface \"ether1\" of device \"d\" ("));
  EXPECT_THAT(text, HasSubstr("/pantau.toml:15) and by \"wan\" of \"e\""));
}

TEST(SnmpCredentials, AreCompleteWithEverySecretThatTheyNeed) {
  const auto version3 = [](const std::string& auth, const std::string& privacy) {
    SnmpCredentials credentials;
    credentials.version = "3";
    credentials.auth = auth;
    credentials.privacy = privacy;
    return credentials;
  };
  EXPECT_TRUE(version3("", "").complete());
  auto both = version3("SHA", "AES");
  EXPECT_FALSE(both.complete());
  both.auth_password = Secret("correct horse");
  EXPECT_FALSE(both.complete());
  both.privacy_password = Secret("battery staple");
  EXPECT_TRUE(both.complete());
  both.auth_password = {};
  EXPECT_FALSE(both.complete());
  auto no_privacy = version3("SHA", "");
  EXPECT_FALSE(no_privacy.complete());
  no_privacy.auth_password = Secret("correct horse");
  EXPECT_TRUE(no_privacy.complete());
  for (const auto* version : {"1", "2c"}) {
    SnmpCredentials community;
    community.version = version;
    EXPECT_FALSE(community.complete());
    community.community = Secret("sesame");
    EXPECT_TRUE(community.complete());
  }
}

TEST(Device, IsTheSameAfterTheEffectiveConfigurationIsLoaded) {
  const ScratchFolder folder;
  folder.write("community", "sesame", 0600);
  folder.write("snmp/own-ups.toml", kProfile);
  folder.write("<secret>", "sesame", 0600);
  const auto first =
      load(folder.write(
               "pantau.toml",
               std::string{kBase} +
                   "[[device]]\nid = \"d\"\nsite = \"office\"\n"
                   "address = \"[2001:db8::1]:1161\"\ncredentials = \"field\"\n"
                   "profile = \"own-ups\"\ninterfaces = [\"ether 1\", \"b\"]\n"
                   "links = { \"ether 1\" = \"vsat\" }\nvia = \"vsat\"\ninterval = \"90s\"\n"
                   "timeout = \"1500ms\"\nretries = 0\npower = { low_volts = 46.5 }\n"),
           {})
          .plan.value();
  const auto outcome = load(folder.write("effective.toml", effective_toml(first)), {});
  ASSERT_TRUE(outcome.plan.has_value()) << to_string(outcome.problems.at(0));
  const auto& device = outcome.plan->devices.at(0);
  EXPECT_EQ(device.address, "2001:db8::1");
  EXPECT_EQ(device.port, 1161);
  EXPECT_EQ(device.profile, "own-ups");
  EXPECT_EQ(device.credentials, "field");
  EXPECT_THAT(device.interfaces, ElementsAre("ether 1", "b"));
  EXPECT_EQ(device.links, first.devices.at(0).links);
  EXPECT_EQ(device.via, "vsat");
  EXPECT_EQ(device.interval, std::chrono::seconds{90});
  EXPECT_EQ(device.timeout, std::chrono::milliseconds{1500});
  EXPECT_EQ(device.retries, 0U);
  EXPECT_EQ(device.low_volts, 46.5);
}

}  // namespace
}  // namespace pantau::config
