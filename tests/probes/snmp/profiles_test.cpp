// SPDX-License-Identifier: Apache-2.0
// The built-in device profiles (config/snmp/*.toml) against synthetic recordings of an agent of
// each kind: every sample that they give, and no other.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.hpp"
#include "probes/snmp/interpret.hpp"
#include "tests/config/scratch_folder.hpp"
#include "tests/probes/snmp/recorded_agent.hpp"

namespace pantau::snmp {
namespace {

const config::Plan& plan() {
  static const config::Plan kPlan = [] {
    const config::ScratchFolder folder;
    const auto outcome = config::load(folder.write("pantau.toml", ""), {});
    for (const auto& problem : outcome.problems) {
      ADD_FAILURE() << config::to_string(problem);
    }
    return outcome.plan.value_or(config::Plan{});
  }();
  return kPlan;
}

TEST(Profiles, AllTenAreBuiltIn) {
  std::vector<std::string> ids;
  for (const auto& profile : plan().profiles) {
    EXPECT_TRUE(profile->built_in) << profile->id;
    ids.push_back(profile->id);
  }
  EXPECT_THAT(ids,
              testing::ElementsAre("apc",
                                   "cambium-epmp",
                                   "cambium-pmp",
                                   "generic",
                                   "mikrotik",
                                   "mimosa",
                                   "morningstar",
                                   "ubiquiti-airfiber",
                                   "ubiquiti-airmax",
                                   "ups"));
}

}  // namespace
}  // namespace pantau::snmp
