// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/probes/icmp/engine_fixture.hpp"

namespace pantau::icmp::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kTarget = "198.18.6.1";

EchoSettings geo() {
  return {.interval = 5s, .timeout = 5s, .late_window = 10s};
}

TEST(EchoReply, WithinTheTimeoutIsAnswered) {
  EngineFixture fixture;
  fixture.add(7, kTarget);
  const SentEcho echo = fixture.send_one();
  fixture.reply(echo, 650ms);
  const auto events = fixture.all_events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, Kind::sent);
  EXPECT_EQ(events[0].bytes, 84);
  EXPECT_EQ(events[0].sent, echo.at);
  EXPECT_EQ(events[1].kind, Kind::answered);
  EXPECT_EQ(events[1].target, 7U);
  EXPECT_EQ(events[1].number, 0U);
  EXPECT_EQ(events[1].rtt, 650ms);
  EXPECT_EQ(events[1].sent, echo.at);
  EXPECT_EQ(events[1].hop_limit, 61);
  EXPECT_EQ(events[1].bytes, 84);
  EXPECT_EQ(fixture.all_unmatched(), 0U);
}

TEST(EchoReply, ExactlyAtTheTimeoutIsAnswered) {
  EngineFixture fixture;
  fixture.add(0, kTarget, geo());
  fixture.reply(fixture.send_one(), 5s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::answered));
}

TEST(EchoReply, OneNanosecondAfterTheTimeoutIsLostThenLate) {
  EngineFixture fixture;
  fixture.add(0, kTarget, geo());
  const SentEcho echo = fixture.send_one();
  fixture.reply(echo, 5s + 1ns);
  EXPECT_THAT(fixture.kinds(),
              IsEmpty());  // not lost before the socket was drained past the deadline
  fixture.expire_at(echo.at + 5s);
  EXPECT_THAT(fixture.kinds(), ElementsAre(Kind::lost, Kind::late));
}

}  // namespace
}  // namespace pantau::icmp::testing
