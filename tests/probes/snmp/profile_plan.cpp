// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/snmp/profile_plan.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "probes/snmp/interpret.hpp"
#include "tests/config/scratch_folder.hpp"

namespace pantau::snmp {

const config::Plan& plan_of_built_in_profiles() {
  static const config::Plan loaded = [] {
    const config::ScratchFolder folder;
    const auto outcome = config::load(folder.write("pantau.toml", ""), {});
    for (const auto& problem : outcome.problems) {
      ADD_FAILURE() << config::to_string(problem);
    }
    return outcome.plan.value_or(config::Plan{});
  }();
  return loaded;
}

RecordedAgent synthetic(const std::string& name) {
  return RecordedAgent(std::filesystem::path(PANTAU_TEST_DATA) / "snmp" / (name + ".snmprec"));
}

void expect_lines(const std::string& recording,
                  const std::string& profile,
                  const std::vector<std::string>& interfaces,
                  const std::vector<std::string>& expected) {
  const auto agent = synthetic(recording);
  const auto chosen = agent.choose(plan_of_built_in_profiles().profiles);
  ASSERT_NE(chosen, nullptr);
  EXPECT_EQ(chosen->id, profile);
  const auto result = agent.poll(chosen, interfaces);
  EXPECT_THAT(result.missing_interfaces, testing::IsEmpty());
  EXPECT_THAT(lines_of(interpret(result)), testing::ElementsAreArray(expected));
}

}  // namespace pantau::snmp
