// SPDX-License-Identifier: Apache-2.0
// The runner on loopback against Debian's snmpd (unpacked by tests/run).
#include "probes/snmp/snmp_runner.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include "tests/probes/snmp/snmpd_process.hpp"

namespace pantau::snmp {
namespace {

using std::chrono::seconds;
using testing::SnmpdProcess;

const Oid sys_name_oid{1, 3, 6, 1, 2, 1, 1, 5, 0};

DeviceTarget target(std::uint16_t port) {
  auto profile = std::make_shared<config::DeviceProfile>();
  profile->id = "test";
  config::Source name;
  name.oid = sys_name_oid;
  profile->scalars.push_back(name);
  DeviceTarget made;
  made.settings.interval = seconds{1};
  made.settings.deadline = seconds{1};
  made.settings.timeout = seconds{1};
  made.settings.retries = 0;
  made.settings.profile = profile;
  made.credentials.community = config::Secret{"secret-word"};
  made.port = port;
  return made;
}

/// A runner that is stopped after so many results, or after a minute (then the counts show it).
class Bench {
 public:
  explicit Bench(std::size_t wanted)
      : wanted_(wanted),
        runner(io_, {}, [this](const PollResult& result) { take(result); }),
        guard_(io_, seconds{60}) {}

  void run() {
    guard_.async_wait([this](const auto& error) {
      if (!error) {
        runner.stop();
      }
    });
    runner.start();
    io_.run();
  }

  std::vector<PollResult> results;

 private:
  void take(const PollResult& result) {
    results.push_back(result);
    if (results.size() == wanted_) {
      guard_.cancel();
      runner.stop();
    }
  }

  boost::asio::io_context io_{1};
  std::size_t wanted_;

 public:
  SnmpRunner runner;

 private:
  boost::asio::steady_timer guard_;
};

TEST(SnmpRunner, PollsAnAgentAgainAndAgain) {
  if (!SnmpdProcess::available()) {
    GTEST_SKIP() << "build/tools/snmpd is not there: tests/run unpacks it";
  }
  const SnmpdProcess agent;
  Bench bench{3};
  ASSERT_EQ(bench.runner.open(), std::nullopt);
  bench.runner.add(7, target(agent.port()), true);
  bench.runner.set_address(7, net::parse_address("127.0.0.1"));
  bench.run();
  ASSERT_EQ(bench.results.size(), 3U);
  for (const PollResult& result : bench.results) {
    EXPECT_EQ(result.device, 7U);
    EXPECT_TRUE(result.complete) << result.detail;
    bool named = false;
    for (const VarBind& bound : result.bindings) {
      named = named || (bound.oid == sys_name_oid && bound.value == Value{std::string{"agent"}});
    }
    EXPECT_TRUE(named);
  }
  EXPECT_GE(bench.runner.numbers(7).requests, 3U);
  EXPECT_GT(bench.runner.traffic(7).received_bytes, 0U);
  EXPECT_EQ(bench.runner.unmatched(), 0U);
}

// The first polls come all at once, so that the timer fetches most of the answers; the later ones
// 10 ms apart, so that datagrams have to wake the runner again.
TEST(SnmpRunner, ReadsAStreamOfAnswersAndThenLoneOnes) {
  if (!SnmpdProcess::available()) {
    GTEST_SKIP() << "build/tools/snmpd is not there: tests/run unpacks it";
  }
  constexpr DeviceId kDevices = 100;
  const SnmpdProcess agent;
  Bench bench{3 * kDevices};
  ASSERT_EQ(bench.runner.open(), std::nullopt);
  for (DeviceId device = 0; device < kDevices; ++device) {
    bench.runner.add(device, target(agent.port()), true);
    bench.runner.set_address(device, net::parse_address("127.0.0.1"));
  }
  bench.run();
  ASSERT_EQ(bench.results.size(), 3 * kDevices);
  for (const PollResult& result : bench.results) {
    EXPECT_TRUE(result.complete) << result.detail;
  }
  EXPECT_EQ(bench.runner.unmatched(), 0U);
}

TEST(SnmpRunner, GivesUpASilentAgentAndRunsOutOfWorkWhenStopped) {
  Bench bench{1};
  ASSERT_EQ(bench.runner.open(), std::nullopt);
  // Port 9 of an address of ours that nobody listens at.
  bench.runner.add(1, target(9), true);
  bench.runner.set_address(1, net::parse_address("127.0.0.77"));
  bench.run();
  ASSERT_EQ(bench.results.size(), 1U);
  EXPECT_FALSE(bench.results[0].answered);
}

TEST(SnmpRunner, SpeaksIPv6AndSaysWhatCannotBeSent) {
  Bench bench{1};
  ASSERT_EQ(bench.runner.open(), std::nullopt);
  bench.runner.add(1, target(161), true);
  // Nothing can be sent to the unspecified multicast scope 0 (RFC 4291, 2.7).
  bench.runner.set_address(1, net::parse_address("ff00::1"));
  bench.run();
  ASSERT_EQ(bench.results.size(), 1U);
  EXPECT_FALSE(bench.results[0].complete);
  EXPECT_FALSE(bench.results[0].answered);
}

// A broadcast needs SO_BROADCAST (socket(7)), which we do not set.
TEST(SnmpRunner, WhatTheKernelDoesNotSendIsNoAnswer) {
  Bench bench{1};
  ASSERT_EQ(bench.runner.open(), std::nullopt);
  bench.runner.add(1, target(161), true);
  bench.runner.set_address(1, net::parse_address("255.255.255.255"));
  bench.run();
  ASSERT_EQ(bench.results.size(), 1U);
  EXPECT_EQ(bench.results[0].fault, Fault::other);
  EXPECT_FALSE(bench.results[0].answered);
}

TEST(SnmpRunner, TellsNothingOfADeviceThatWasRemovedMeanwhile) {
  boost::asio::io_context io{1};
  std::vector<DeviceId> told;
  SnmpRunner* speaker = nullptr;
  SnmpRunner runner{io, {}, [&](const PollResult& result) {
                      told.push_back(result.device);
                      // Both polls end in one turn, as nothing can be sent.
                      speaker->remove(result.device == 1 ? 2 : 1);
                    }};
  speaker = &runner;
  ASSERT_EQ(runner.open(), std::nullopt);
  for (const DeviceId device : {1U, 2U}) {
    runner.add(device, target(161), true);
    runner.set_address(device, net::parse_address("255.255.255.255"));
  }
  runner.start();
  EXPECT_EQ(told.size(), 1U);
  runner.stop();
  io.run();
}

}  // namespace
}  // namespace pantau::snmp
