// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/poll_engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/snmp/poll_fixture.hpp"

namespace pantau::snmp::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(PollEngine, AsksKnownRowsWithExactlyOneRequest) {
  PollTest test(settings_of(interface_profile(), {"ether1", "ether2"}));
  const PollResult first = test.poll();
  EXPECT_TRUE(first.complete) << first.detail;
  EXPECT_EQ(first.round_trips, 2U);
  for (int poll = 0; poll < 10; ++poll) {
    (void)test.county.take_requests();
    const PollResult result = test.poll();
    const std::vector<Request> requests = test.county.take_requests();
    ASSERT_THAT(requests, SizeIs(1));
    EXPECT_EQ(requests[0].kind, RequestKind::get);
    EXPECT_TRUE(result.complete) << result.detail;
    EXPECT_TRUE(result.answered);
    EXPECT_EQ(result.round_trips, 1U);
    EXPECT_THAT(result.rows, SizeIs(2));
    EXPECT_NE(find(result, in_row(kHcIn, 2).c_str()), nullptr);
  }
}

}  // namespace
}  // namespace pantau::snmp::testing
