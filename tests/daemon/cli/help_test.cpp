// SPDX-License-Identifier: Apache-2.0
// What `pantau help` says can be typed.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/book/cause.hpp"
#include "daemon/cli/exit_code.hpp"
#include "tests/daemon/cli/book_on_disk.hpp"

namespace pantau::cli {
namespace {

using test::lines_of;
using test::Ran;
using testing::HasSubstr;

/// The words of an example as a shell splits them.
std::vector<std::string> shell_words(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  for (const char c : line + " ") {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      if (!word.empty()) {
        words.push_back(std::exchange(word, {}));
      }
    } else {
      word += c;
    }
  }
  return words;
}

/// Of `pantau help ...`: the lines that begin with "  pantau ", continued ones joined.
std::vector<std::vector<std::string>> examples_in(const std::string& help) {
  std::vector<std::vector<std::string>> examples;
  std::string line;
  for (const std::string& each : lines_of(help)) {
    if (line.empty() && !each.starts_with("  pantau ")) {
      continue;
    }
    line += each;
    if (line.ends_with('\\')) {
      line.pop_back();
      continue;
    }
    examples.push_back(shell_words(line));
    line.clear();
  }
  return examples;
}

TEST(Help, EveryExampleIsUnderstood) {
  const std::vector<std::vector<std::string>> commands{{"run"},
                                                       {"check"},
                                                       {"explain"},
                                                       {"doctor"},
                                                       {"ping"},
                                                       {"snmp"},
                                                       {"status"},
                                                       {"why"},
                                                       {"outages"},
                                                       {"outage"},
                                                       {"outage", "set"},
                                                       {"maintenance"},
                                                       {"maintenance", "add"},
                                                       {"maintenance", "list"},
                                                       {"maintenance", "end"},
                                                       {"rollout"},
                                                       {"rollout", "curve"},
                                                       {"rollout", "freeze"},
                                                       {"rollout", "history"},
                                                       {"complete"},
                                                       {"availability"}};
  for (const std::vector<std::string>& command : commands) {
    std::vector<std::string> help{"help"};
    help.insert(help.end(), command.begin(), command.end());
    const Ran ran = test::run_pantau(help);
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto examples = examples_in(ran.out);
    ASSERT_FALSE(examples.empty()) << ran.out;
    for (std::vector<std::string> words : examples) {
      words.erase(words.begin());
      if (const auto given = std::ranges::find(words, "-c"); given != words.end()) {
        words.erase(given, given + 2);
      }
      // Far enough to have been parsed: there is no such configuration, and no daemon.
      words.insert(words.end(), {"-c", "/nonexistent/pantau.toml"});
      if (words[0] == "status" || words[0] == "why") {
        if (const auto given = std::ranges::find(words, "--url"); given != words.end()) {
          words.erase(given, given + 2);
        }
        words.insert(words.end(), {"--url", "http://127.0.0.1:1"});
      }
      if (words[0] == "ping") {  // stops before it asks a name server
        words.insert(words.end(), {"-t", "never"});
        EXPECT_THAT(test::run_pantau(words).err, HasSubstr("\"never\" is no duration"));
        continue;
      }
      const Ran example = test::run_pantau(words);
      EXPECT_NE(example.code, kExitUsage) << testing::PrintToString(words) << example.err;
    }
  }
}

TEST(Help, KnowsCommandsOfTwoWords) {
  EXPECT_THAT(test::run_pantau({"help", "maintenance", "add"}).out, HasSubstr("--reason"));
  const Ran wrong = test::run_pantau({"help", "maintenance", "fly"});
  EXPECT_EQ(wrong.code, kExitUsage);
  EXPECT_THAT(wrong.err, HasSubstr("no command maintenance fly"));
  for (const std::string_view cause : book::kCauseNames) {
    EXPECT_THAT(test::run_pantau({"help", "outage", "set"}).out, HasSubstr(std::string(cause)));
  }
}

TEST(UnknownCommand, IsNamedWithItsNearest) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"statsu"},
       "pantau: there is no command statsu; did you mean \"status\"?; see pantau --help\n"},
      {{"nosuch"}, "pantau: there is no command nosuch; see pantau --help\n"},
      {{"nosuch", "--failing"}, "pantau: there is no command nosuch; see pantau --help\n"},
      {{"maintenance", "lst"},
       "pantau maintenance: there is no command lst; did you mean \"list\"?; see pantau "
       "maintenance "
       "--help\n"},
      {{"no\nsuch"}, "pantau: there is no command no?such; see pantau --help\n"}};
  for (const auto& [words, said] : cases) {
    const Ran ran = test::run_pantau(words);
    EXPECT_EQ(ran.code, kExitUsage);
    EXPECT_EQ(ran.err, said);
  }
}

TEST(UnknownCommand, IsNoWordForAnOptionThatIsMissing) {
  EXPECT_THAT(test::run_pantau({"why"}).err, HasSubstr("LINK is required"));
  EXPECT_THAT(test::run_pantau({}).err, HasSubstr("A subcommand is required"));
}

}  // namespace
}  // namespace pantau::cli
