// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/doctor.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace pantau::cli {
namespace {

MachineFacts healthy() {
  return MachineFacts{.datagram_v4 = true,
                      .raw_v4 = true,
                      .datagram_v6 = true,
                      .raw_v6 = true,
                      .receive_buffer = std::uint64_t{32} << 20U,
                      .kernel_timestamps = true,
                      .neighbour_threshold = 1024,
                      .clock_synchronised = true,
                      .clock_known = true,
                      .state_dir = "/var/lib/pantau",
                      .state_dir_writable = true,
                      .state_dir_free = std::uint64_t{10} << 30U};
}

std::size_t count(const std::vector<Finding>& findings, Health health) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [health](const Finding& finding) {
        return finding.health == health;
      }));
}

TEST(Doctor, FindsNothingOnAHealthyMachine) {
  const auto findings = judge(healthy());
  EXPECT_EQ(count(findings, Health::good), findings.size());
}

TEST(Doctor, CallsAMachineWithoutIcmpSocketsBadAndNamesTheCapability) {
  MachineFacts facts = healthy();
  facts.datagram_v4 = facts.raw_v4 = false;
  const auto findings = judge(facts);
  ASSERT_EQ(count(findings, Health::bad), 1U);
  EXPECT_NE(findings.front().fix.find("CAP_NET_RAW"), std::string::npos);
}

TEST(Doctor, OnlyWarnsOfAMachineWithoutIpv6) {
  MachineFacts facts = healthy();
  facts.datagram_v6 = facts.raw_v6 = false;
  EXPECT_EQ(count(judge(facts), Health::bad), 0U);
  EXPECT_EQ(count(judge(facts), Health::warning), 1U);
}

TEST(Doctor, CallsTheKernelsDefaultBufferBadAndNamesTheSysctl) {
  MachineFacts facts = healthy();
  facts.receive_buffer = 212992;
  const auto findings = judge(facts);
  const auto bad = std::find_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.health == Health::bad;
  });
  ASSERT_NE(bad, findings.end());
  EXPECT_NE(bad->fix.find("net.core.rmem_max"), std::string::npos);
}

TEST(Doctor, EveryFindingThatIsNotGoodSaysItsFix) {
  for (const Finding& finding : judge(MachineFacts{.clock_known = true, .state_dir = "/nowhere"})) {
    EXPECT_EQ(finding.health == Health::good, finding.fix.empty()) << finding.what;
  }
}

}  // namespace
}  // namespace pantau::cli
