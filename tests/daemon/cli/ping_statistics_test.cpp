// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/ping_statistics.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace pantau::cli {
namespace {

using icmp::EchoEvent;
using std::chrono::milliseconds;

EchoEvent answered(std::uint32_t number, net::Nanoseconds rtt) {
  return {.kind = EchoEvent::Kind::answered,
          .hop_limit = 57,
          .bytes = 84,
          .number = number,
          .rtt = rtt};
}

PingStatistics geo() {
  return PingStatistics{"198.18.6.1", std::chrono::seconds{5}};
}

TEST(PingStatistics, ReadsLikePing) {
  PingStatistics statistics = geo();
  EXPECT_EQ(statistics.record(answered(0, milliseconds{642})),
            "84 bytes from 198.18.6.1: seq=0 ttl=57 time=642.000 ms");
}

TEST(PingStatistics, CountsALossAmongTheSent) {
  PingStatistics statistics = geo();
  (void)statistics.record(answered(0, milliseconds{600}));
  EXPECT_EQ(statistics.record({.kind = EchoEvent::Kind::lost, .number = 1}),
            "198.18.6.1: seq=1 no answer within 5 s");
  EXPECT_EQ(statistics.decided(), 2U);
  EXPECT_EQ(statistics.summary().substr(0, 54),
            "--- 198.18.6.1: 2 sent, 1 answered, 50 % loss, 0 late,");
}

TEST(PingStatistics, LeavesWhatWasNotSentOutOfTheLoss) {
  PingStatistics statistics = geo();
  (void)statistics.record({.kind = EchoEvent::Kind::unsent,
                           .reason = static_cast<std::uint8_t>(icmp::UnsentReason::no_route),
                           .number = 0});
  EXPECT_EQ(statistics.decided(), 1U);
  const std::string summary = statistics.summary();
  EXPECT_NE(summary.find("0 sent, 0 answered, 0 late"), std::string::npos);
  EXPECT_NE(summary.find("1 not sent"), std::string::npos);
}

TEST(PingStatistics, TakesTheCeilingRankForPercentiles) {
  PingStatistics statistics = geo();
  for (const int ms : {40, 10, 30, 20}) {
    (void)statistics.record(answered(0, milliseconds{ms}));
  }
  EXPECT_NE(statistics.summary().find("min/median/p95/max = 10.000/20.000/40.000/40.000 ms"),
            std::string::npos);
}

TEST(PingStatistics, NamesTheRouterThatReportedAnError) {
  PingStatistics statistics = geo();
  EchoEvent event{.kind = EchoEvent::Kind::icmp_error,
                  .reason = static_cast<std::uint8_t>(icmp::IcmpErrorReason::host_unreachable),
                  .number = 4};
  event.from = *net::parse_address("198.18.0.9");
  EXPECT_EQ(statistics.record(event), "198.18.6.1: seq=4 host_unreachable reported by 198.18.0.9");
  EXPECT_NE(statistics.summary().find("1 x host_unreachable"), std::string::npos);
}

TEST(PingStatistics, GivesNullForWhatHasNoValue) {
  const auto document = boost::json::parse(geo().json()).as_object();
  EXPECT_TRUE(document.at("median").is_null());
  EXPECT_TRUE(document.at("jitter").is_null());
  EXPECT_EQ(document.at("sent").to_number<int>(), 0);
}

}  // namespace
}  // namespace pantau::cli
