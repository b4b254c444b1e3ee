// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pantau::config {
namespace {

namespace fs = std::filesystem;

fs::path data_folder() {
  return PANTAU_TEST_DATA "/config";
}

constexpr Date kToday{std::chrono::year{2026}, std::chrono::November, std::chrono::day{30}};

LoadOutcome load_data(const fs::path& name) {
  return load(data_folder() / name, {{}, kToday});
}

/// Messages with the data folder's own path taken off, a line each; warnings marked.
std::string messages(const LoadOutcome& outcome, const fs::path& folder) {
  std::string text;
  for (const auto& problem : outcome.problems) {
    text += to_string(problem) + "\n";
  }
  for (const auto& warning : outcome.warnings) {
    text += "warning: " + to_string(warning) + "\n";
  }
  const auto prefix = folder.string() + "/";
  for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at)) {
    text.erase(at, prefix.size());
  }
  return text;
}

/// A case is a file, or a folder with a pantau.toml and what belongs beside that.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".toml") {
      names.push_back(entry.path().stem().string());
    } else if (fs::exists(entry.path() / "pantau.toml")) {
      names.push_back(entry.path().filename().string() + "/pantau");
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string test_name(const testing::TestParamInfo<std::string>& parameter) {
  auto name = parameter.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == '.' || c == '/'; }, '_');
  return name;
}

class GoodConfiguration : public testing::TestWithParam<std::string> {};

TEST_P(GoodConfiguration, LoadsWithoutProblems) {
  const auto outcome = load_data(fs::path("good") / (GetParam() + ".toml"));
  EXPECT_TRUE(outcome.problems.empty()) << messages(outcome, data_folder() / "good");
  EXPECT_TRUE(outcome.plan.has_value());
}

INSTANTIATE_TEST_SUITE_P(Files,
                         GoodConfiguration,
                         testing::ValuesIn(names_in(data_folder() / "good")),
                         test_name);

class BadConfiguration : public testing::TestWithParam<std::string> {};

TEST_P(BadConfiguration, GivesExactlyTheExpectedMessages) {
  const auto folder = data_folder() / "bad";
  const auto outcome = load_data(fs::path("bad") / (GetParam() + ".toml"));
  std::ifstream file(folder / (GetParam() + ".expected"));
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(messages(outcome, folder), expected);
  EXPECT_EQ(outcome.plan.has_value(), outcome.problems.empty());
  EXPECT_FALSE(expected.empty());
}

INSTANTIATE_TEST_SUITE_P(Files,
                         BadConfiguration,
                         testing::ValuesIn(names_in(data_folder() / "bad")),
                         test_name);

}  // namespace
}  // namespace pantau::config
