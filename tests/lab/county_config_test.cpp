// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/county_config.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> problems(std::string_view text) {
  return parse_county(text, "c.toml").problems;
}

TEST(CountyConfig, ReadsATree) {
  const auto [config, wrong] = parse_county(R"(
seed = 7
[[host]]
id = "jila-vsat"
address = "198.18.6.1/24 count 10"
parent = "hub"
loss = 0.02
silent = false
[[node]]
id = "hub"
[[event]]
target = "jila-vsat"
from = "1s"
until = "2s"
every = "1m"
down = true
)",
                                            "c.toml");
  EXPECT_THAT(wrong, IsEmpty());
  EXPECT_EQ(config.seed, 7U);
  const auto host = config.find("jila-vsat").value();
  EXPECT_EQ(config.nodes[host].parent, config.find("hub"));
  EXPECT_EQ(config.nodes[host].behaviour.loss->probability, 0.02);
  EXPECT_EQ(config.events.at(0).node, host);
  EXPECT_EQ(config.events.at(0).every, 60s);
  EXPECT_EQ(config.host_of(parse_ip("198.18.6.10").value()), host);
  EXPECT_EQ(config.host_of(parse_ip("198.18.6.11").value()), std::nullopt);
}

TEST(CountyConfig, EmptyIsACountyWithoutPeople) {
  EXPECT_THAT(problems(""), IsEmpty());
}

TEST(CountyConfig, NamesEveryMistakeWithItsPlace) {
  EXPECT_THAT(problems(R"([[host]]
id = "a"
address = "198.18.6"
loss = 3
colour = "red"
[[host]]
id = "b"
parent = "nobody"
)"),
              ElementsAre("c.toml:3:11: address must be like \"198.18.6.1\", \"198.18.0.0/16\" or "
                          "\"198.18.0.1/16 count 10000\"",
                          "c.toml:5:10: unknown key 'colour' in a host",
                          "c.toml:4:8: loss: loss is '3' but must be a probability from 0 to 1",
                          "c.toml:6:1: a host needs an address",
                          "c.toml:8:10: parent 'nobody' is not defined"));
}

TEST(CountyConfig, RefusesBadAndDoubleIds) {
  EXPECT_THAT(
      problems("[[node]]\nid = \"A\"\n[[node]]\nid = \"198.18.0.1\"\n[[node]]\n"),
      ElementsAre("c.toml:1:1: id is 'A' but must be lower case letters, digits, '.', '_', '-'",
                  testing::HasSubstr("c.toml:3:1: id is '198.18.0.1'"),
                  testing::HasSubstr("c.toml:5:1: id is ''")));
  EXPECT_THAT(problems("[[node]]\nid = \"a\"\n[[host]]\nid = \"a\"\naddress = \"198.18.0.1\"\n"),
              ElementsAre("c.toml:3:1: id 'a' is also defined in line 1"));
}

TEST(CountyConfig, RefusesTwoHostsWithOneAddress) {
  EXPECT_THAT(problems("[[host]]\nid = \"a\"\naddress = \"198.18.0.1\"\n"
                       "[[host]]\nid = \"b\"\naddress = \"198.18.0.1\"\n"),
              ElementsAre("c.toml:4:1: 'a' of line 1 has the same addresses"));
}

TEST(CountyConfig, RefusesParentsThatGoRound) {
  EXPECT_THAT(
      problems("[[node]]\nid = \"a\"\nparent = \"b\"\n[[node]]\nid = \"b\"\nparent = \"a\"\n"),
      ElementsAre("c.toml:3:10: the parents of 'a' go round"));
}

TEST(CountyConfig, RefusesBurstsOfAHop) {
  EXPECT_THAT(
      problems("[[node]]\nid = \"a\"\nloss = \"burst 0.1 0.1 1\"\n"),
      ElementsAre("c.toml:1:1: the loss of a node is a probability; bursts belong to hosts"));
  EXPECT_THAT(problems("[[node]]\nid = \"a\"\nttl = 3\n"),
              ElementsAre("c.toml:3:7: unknown key 'ttl' in a node"));
}

TEST(CountyConfig, RefusesEventsThatCannotBe) {
  const std::string host = "[[host]]\nid = \"a\"\naddress = \"198.18.0.1\"\n[[event]]\n";
  EXPECT_THAT(problems(host + "down = true\n"), ElementsAre("c.toml:4:1: an event needs a target"));
  EXPECT_THAT(problems(host + "target = \"x\"\n"),
              ElementsAre("c.toml:5:10: target 'x' is no node, host or address of a host"));
  EXPECT_THAT(
      problems(host + "target = \"198.18.0.2\"\n"),
      ElementsAre("c.toml:5:10: target '198.18.0.2' is no node, host or address of a host"));
  EXPECT_THAT(problems(host + "target = \"a\"\nfrom = \"5s\"\nuntil = \"5s\"\n"),
              ElementsAre("c.toml:4:1: an event must end after it begins"));
  EXPECT_THAT(problems(host + "target = \"a\"\nuntil = \"5s\"\nevery = \"4s\"\n"),
              ElementsAre("c.toml:4:1: an event must end before it begins again"));
  EXPECT_THAT(problems(host + "target = \"a\"\nfrom = 5\n"),
              ElementsAre("c.toml:6:8: from is missing"));
  EXPECT_THAT(problems(host + "target = \"a\"\ndown = 1\n"),
              ElementsAre("c.toml:6:8: unknown key 'down' in an event, or not of its kind"));
}

TEST(CountyConfig, RefusesEventsThatAHopCannotHave) {
  EXPECT_THAT(problems("[[node]]\nid = \"a\"\n[[event]]\ntarget = \"a\"\nttl = 3\n"),
              ElementsAre("c.toml:3:1: an event of a node has down, delay and loss alone"));
}

TEST(CountyConfig, NamesThePlaceOfASyntaxError) {
  EXPECT_THAT(problems("seed = \n"), ElementsAre(testing::StartsWith("c.toml:1:")));
  EXPECT_THAT(problems("seed = -1\n"),
              ElementsAre("c.toml:1:8: seed must be a whole number that is not negative"));
  EXPECT_THAT(problems("host = 1\n"),
              ElementsAre("c.toml:1:8: 'host' must be a list of tables: [[host]]"));
  EXPECT_THAT(problems("sed = 1\n"),
              ElementsAre("c.toml:1:7: unknown key 'sed': seed, agent, node, host or event"));
}

TEST(CountyConfig, SaysWhichFileCannotBeRead) {
  EXPECT_THAT(load_county("/nonexistent.toml").problems,
              ElementsAre("/nonexistent.toml: cannot be read"));
}

}  // namespace
}  // namespace pantau::lab
