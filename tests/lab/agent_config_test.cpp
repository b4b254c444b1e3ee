// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/lab/county_config.hpp"
#include "tests/lab/timetable.hpp"

namespace pantau::lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto kAgent = "[[agent]]\nid = \"a\"\ncommand = [\"x\"]\nvalues = { charge = 100 }\n";

ParsedCounty parsed(const std::string& more) {
  return parse_county(kAgent + more, "c.toml");
}

TEST(AgentConfig, NamesWhatIsWrong) {
  const auto problems = [](const std::string& text) {
    return parse_county(text, "c.toml").problems;
  };
  EXPECT_THAT(problems("[[agent]]\nid = \"a\"\n"), ElementsAre(HasSubstr("has a command")));
  EXPECT_THAT(problems("[[agent]]\nid = \"a\"\nkind = \"snmpd\"\ncommand = [\"x\"]\n"),
              ElementsAre(HasSubstr("has a command")));
  EXPECT_THAT(problems("[[agent]]\nid = \"a\"\nkind = \"snmpsim\"\n"),
              ElementsAre(HasSubstr("has recordings")));
  EXPECT_THAT(problems("[[agent]]\nid = \"a\"\ncommand = [\"x\"]\nconfig = [\"y\"]\n"),
              ElementsAre(HasSubstr("has a config")));
  EXPECT_THAT(problems("[[agent]]\nid = \"a\"\nkind = \"snmpsim\"\nrecordings = [\"none\"]\n"),
              testing::Contains(HasSubstr("none is no file")));
  EXPECT_THAT(problems("[[agent]]\nid = \"a\"\nkind = \"other\"\ncommand = [\"x\"]\n"),
              ElementsAre(HasSubstr("kind must be")));
  EXPECT_THAT(parsed("port = 65536\n").problems, ElementsAre(HasSubstr("port must be")));
  EXPECT_THAT(parsed("prot = 1\n").problems, ElementsAre(HasSubstr("unknown key 'prot'")));
  EXPECT_THAT(parsed(kAgent).problems, ElementsAre(HasSubstr("defined twice")));
}

TEST(AgentConfig, HostsNameAgentsOfDistinctPorts) {
  const std::string host = "[[host]]\nid = \"h\"\naddress = \"198.18.1.1\"\nagent = ";
  EXPECT_THAT(parsed(host + "\"b\"\n").problems, ElementsAre(HasSubstr("'b' is not defined")));
  EXPECT_THAT(parsed(host + "[\"a\", \"a\"]\n").problems,
              ElementsAre(HasSubstr("two agents answer on port 161")));
  const auto good =
      parsed("[[agent]]\nid = \"b\"\ncommand = [\"x\"]\nport = 1161\n" + host + "[\"a\", \"b\"]\n");
  EXPECT_THAT(good.problems, IsEmpty());
  EXPECT_THAT(good.config.nodes[0].agents, ElementsAre(0U, 1U));
}

TEST(AgentConfig, EventsAreARestartOrValues) {
  const std::string event = "[[event]]\nagent = \"a\"\nfrom = \"1s\"\n";
  EXPECT_THAT(parsed(event + "until = \"2s\"\n").problems,
              ElementsAre(HasSubstr("either restart or values")));
  EXPECT_THAT(parsed(event + "values = { charge = 1 }\n").problems,
              ElementsAre(HasSubstr("must end after")));
  EXPECT_THAT(parsed(event + "until = \"2s\"\nvalues = { chrage = 1 }\n").problems,
              ElementsAre(HasSubstr("no value 'chrage'")));
  EXPECT_THAT(parsed(event + "until = \"2s\"\nvalues = { charge = \"1 to\" }\n").problems,
              ElementsAre(HasSubstr("charge must be")));
  EXPECT_THAT(parsed(event + "until = \"3s\"\nevery = \"1s\"\nrestart = true\n").problems,
              ElementsAre(HasSubstr("before it begins again")));
  EXPECT_THAT(parsed("[[event]]\nagent = \"b\"\nrestart = true\n").problems,
              ElementsAre(HasSubstr("'b' is not defined")));
  EXPECT_THAT(parsed(event + "restart = true\n").problems, IsEmpty());
}

TEST(Timetable, ValuesRunFromOneEndToTheOther) {
  const auto config =
      parsed(
          "[[event]]\nagent = \"a\"\nfrom = \"10s\"\nuntil = \"20s\"\nevery = \"1m\"\n"
          "values = { charge = \"100 to 50\" }\n")
          .config;
  EXPECT_EQ(value_at(config, 0, "charge", 9s), std::nullopt);
  EXPECT_EQ(value_at(config, 0, "charge", 10s), 100);
  EXPECT_EQ(value_at(config, 0, "charge", 15s), 75);
  EXPECT_EQ(value_at(config, 0, "charge", 20s), std::nullopt);
  EXPECT_EQ(value_at(config, 0, "charge", 75s), 75);
  EXPECT_EQ(value_at(config, 0, "volts", 15s), std::nullopt);
}

TEST(Timetable, TheLastEventWrittenWins) {
  const std::string event = "[[event]]\nagent = \"a\"\nuntil = \"20s\"\nvalues = { charge = ";
  const auto config = parsed(event + "1 }\n" + event + "2 }\n").config;
  EXPECT_EQ(value_at(config, 0, "charge", 0s), 2);
}

TEST(Timetable, KnowsWhenSomethingChangesNext) {
  const AgentEvent event{0, 10s, 20s, 60s, true, {}};
  EXPECT_EQ(next_edge(event, 4s), 6s);
  EXPECT_EQ(next_edge(event, 12s), 8s);
  EXPECT_EQ(next_edge(event, 20s), 50s);
  EXPECT_TRUE(is_active(event, 70s));
  EXPECT_FALSE(is_active(event, 80s));
}

TEST(Timetable, ARestartWithoutAnEndHoldsForAMoment) {
  const AgentEvent event{0, 10s, 10s, 0s, true, {}};
  EXPECT_FALSE(is_active(event, 9s));
  EXPECT_TRUE(is_active(event, 10s));
  EXPECT_FALSE(is_active(event, 11s));
}

}  // namespace
}  // namespace pantau::lab
