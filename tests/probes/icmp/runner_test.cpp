// SPDX-License-Identifier: Apache-2.0
// The runner on loopback: real sockets, the kernel answers. Needs a right to ICMP sockets, else
// skipped.
#include "probes/icmp/runner.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

namespace pantau::icmp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = EchoEvent::Kind;

EchoSettings fast() {
  EchoSettings settings;
  settings.interval = milliseconds{100};
  settings.timeout = seconds{5};
  return settings;
}

/// A runner that is stopped after so many verdicts, or after a minute (then the counts show it).
class Bench {
 public:
  explicit Bench(RunnerOptions options, std::size_t verdicts)
      : wanted_(verdicts),
        runner_(io_, options, [this](const auto& events, const net::Now&) { take(events); }),
        guard_(io_, seconds{60}) {}

  std::optional<OpenFailure> open() { return runner_.open(); }

  void add(TargetId target, const std::string& address, const EchoSettings& settings = fast()) {
    runner_.engine().add(target, settings, net::parse_address(address), net::read_clocks().steady);
  }

  void run() {
    guard_.async_wait([this](const auto& error) {
      if (!error) {
        runner_.stop();
      }
    });
    runner_.start();
    io_.run();
  }

  [[nodiscard]] std::size_t count(TargetId target, Kind kind) const {
    std::size_t found = 0;
    for (const EchoEvent& event : events_) {
      found += event.target == target && event.kind == kind ? 1U : 0U;
    }
    return found;
  }

  [[nodiscard]] const std::vector<EchoEvent>& events() const { return events_; }

  IcmpRunner& runner() { return runner_; }

 private:
  void take(const std::vector<EchoEvent>& events) {
    for (const EchoEvent& event : events) {
      events_.push_back(event);
      verdicts_ +=
          event.kind == Kind::answered || event.kind == Kind::lost || event.kind == Kind::unsent
              ? 1U
              : 0U;
    }
    if (verdicts_ >= wanted_ && !stopped_) {
      stopped_ = true;
      guard_.cancel();
      runner_.stop();
    }
  }

  std::size_t wanted_;
  std::size_t verdicts_ = 0;
  bool stopped_ = false;
  std::vector<EchoEvent> events_;
  boost::asio::io_context io_{1};
  IcmpRunner runner_;
  boost::asio::steady_timer guard_;
};

#define OPEN_OR_SKIP(bench)                            \
  if (const auto failure = (bench).open()) {           \
    GTEST_SKIP() << "no socket: " << failure->message; \
  }

class RunnerOnLoopback : public testing::TestWithParam<bool> {
 protected:
  static RunnerOptions options() {
    RunnerOptions options;
    options.force_raw = GetParam();
    return options;
  }
};

INSTANTIATE_TEST_SUITE_P(SocketKinds,
                         RunnerOnLoopback,
                         testing::Values(false, true),
                         [](const auto& kind) { return kind.param ? "raw" : "preferred"; });

TEST_P(RunnerOnLoopback, EveryEchoIsAnsweredWithAPositiveRoundTrip) {
  Bench bench{options(), 60};
  OPEN_OR_SKIP(bench);
  bench.add(0, "127.0.0.1");
  bench.add(1, "127.200.1.2");
  bench.add(2, "127.0.0.1");  // two links with one address stay two
  bench.run();
  for (const TargetId target : {0U, 1U, 2U}) {
    EXPECT_GE(bench.count(target, Kind::answered), 18U);
    EXPECT_EQ(bench.count(target, Kind::lost), 0U);
    EXPECT_EQ(bench.count(target, Kind::duplicate), 0U);
  }
  for (const EchoEvent& event : bench.events()) {
    if (event.kind == Kind::answered) {
      EXPECT_GT(event.rtt.count(), 0);
      EXPECT_LT(event.rtt, seconds{5});
      EXPECT_EQ(event.hop_limit, 64);
      EXPECT_EQ(event.bytes, 84);
    }
  }
}

TEST_P(RunnerOnLoopback, AnswersComeOverIpv6Too) {
  RunnerOptions chosen = options();
  chosen.want_v4 = false;
  Bench bench{chosen, 10};
  OPEN_OR_SKIP(bench);
  bench.add(0, "::1");
  bench.run();
  EXPECT_GE(bench.count(0, Kind::answered), 10U);
  EXPECT_EQ(bench.count(0, Kind::lost), 0U);
  for (const EchoEvent& event : bench.events()) {
    if (event.kind == Kind::answered) {
      EXPECT_EQ(event.hop_limit, 64);
      EXPECT_EQ(event.bytes, 104);
    }
  }
}

TEST_P(RunnerOnLoopback, HundredsOfTargetsAreAnsweredAtEveryTick) {
  Bench bench{options(), 6000};  // ten times the rate at which packets stop waking us
  OPEN_OR_SKIP(bench);
  for (TargetId target = 0; target < 300; ++target) {
    bench.add(target,
              "127.1." + std::to_string(target / 250) + "." + std::to_string(target % 250 + 1));
  }
  bench.run();
  for (TargetId target = 0; target < 300; ++target) {
    EXPECT_GE(bench.count(target, Kind::answered), 18U) << target;
    EXPECT_EQ(bench.count(target, Kind::lost), 0U) << target;
  }
  EXPECT_EQ(bench.runner().numbers().socket_drops[0], 0U);
}

TEST_P(RunnerOnLoopback, LargePayloadsAndTrafficClassesAreAnswered) {
  Bench bench{options(), 20};
  OPEN_OR_SKIP(bench);
  EchoSettings settings = fast();
  settings.payload_size = 1472;
  settings.dscp = 46;
  bench.add(0, "127.0.0.1", settings);
  bench.add(1, "::1", settings);
  bench.run();
  EXPECT_GE(bench.count(0, Kind::answered), 9U);
  EXPECT_EQ(bench.count(0, Kind::corrupt), 0U);
  EXPECT_GE(bench.count(1, Kind::answered) + bench.count(1, Kind::unsent), 9U);
}

TEST_P(RunnerOnLoopback, SendThatFailsIsUnsentAndDisturbsNobody) {
  Bench bench{options(), 60};
  OPEN_OR_SKIP(bench);
  bench.add(0, "127.0.0.1");
  bench.add(1, "127.255.255.255");  // a broadcast address: EACCES without SO_BROADCAST
  bench.add(2, "127.0.0.2");
  bench.run();
  EXPECT_GE(bench.count(1, Kind::unsent), 18U);
  EXPECT_EQ(bench.count(1, Kind::lost), 0U);
  for (const TargetId target : {0U, 2U}) {
    EXPECT_EQ(bench.count(target, Kind::unsent), 0U);
    EXPECT_EQ(bench.count(target, Kind::lost), 0U);
    EXPECT_GE(bench.count(target, Kind::answered), 18U);
  }
  const auto numbers = bench.runner().numbers();
  EXPECT_EQ(numbers.send_failures[static_cast<std::size_t>(UnsentReason::no_permission)],
            bench.count(1, Kind::unsent));
}

TEST_P(RunnerOnLoopback, EchoesWhoseRepliesTheSocketDroppedAreVoidAndNotLost) {
  RunnerOptions chosen = options();
  chosen.receive_buffer = 8192;  // ten replies, and every tick sends thirty echoes
  Bench bench{chosen, 1000};
  OPEN_OR_SKIP(bench);
  EchoSettings settings = fast();
  settings.timeout = milliseconds{100};
  for (TargetId target = 0; target < 300; ++target) {
    bench.add(target, "127.2.0." + std::to_string(target % 250 + 1), settings);
  }
  bench.run();
  std::size_t lost = 0;
  for (TargetId target = 0; target < 300; ++target) {
    lost += bench.count(target, Kind::lost);
  }
  EXPECT_EQ(lost, 0U);
  const auto numbers = bench.runner().numbers();
  const auto voided = numbers.voided[static_cast<std::size_t>(VoidReason::overflow)];
  EXPECT_GT(voided, 0U);
  EXPECT_GE(numbers.socket_drops[0], voided);
}

TEST_P(RunnerOnLoopback, StopVoidsWhatIsInFlight) {
  Bench bench{options(), 1};
  OPEN_OR_SKIP(bench);
  bench.add(0, "127.255.255.255");
  bench.add(1, "127.0.0.1");
  bench.run();
  std::size_t sent = 0;
  std::size_t decided = 0;
  for (const EchoEvent& event : bench.events()) {
    sent += event.kind == Kind::sent ? 1U : 0U;
    decided += event.kind == Kind::answered || event.kind == Kind::voided ? 1U : 0U;
  }
  EXPECT_EQ(sent, decided);
}

TEST(IcmpRunner, FamilyWithoutASocketIsUnsentForWantOfPermission) {
  RunnerOptions options;
  options.want_v6 = false;
  Bench bench{options, 5};
  OPEN_OR_SKIP(bench);
  bench.add(0, "::1");
  bench.run();
  EXPECT_GE(bench.count(0, Kind::unsent), 5U);
  EXPECT_EQ(
      bench.runner().numbers().send_failures[static_cast<std::size_t>(UnsentReason::no_permission)],
      bench.count(0, Kind::unsent));
}

TEST(IcmpRunner, SaysWhatTheKernelGranted) {
  Bench bench{{}, 1};
  OPEN_OR_SKIP(bench);
  const auto sockets = bench.runner().numbers().sockets;
  ASSERT_FALSE(sockets.empty());
  for (const SocketInfo& socket : sockets) {
    EXPECT_GT(socket.receive_buffer, 0U);
    EXPECT_TRUE(socket.kernel_timestamps);
    EXPECT_TRUE(socket.kernel_send_timestamps);
  }
}

TEST(IcmpRunner, NeitherFamilyWantedIsAFailureInWords) {
  RunnerOptions options;
  options.want_v4 = false;
  options.want_v6 = false;
  Bench bench{options, 1};
  const auto failure = bench.open();
  ASSERT_TRUE(failure);
  EXPECT_FALSE(failure->message.empty());
}

TEST(IcmpRunner, TicksWithoutTargetsForTheWatchdog) {
  boost::asio::io_context io{1};
  IcmpRunner runner{io, {}, [](const auto&, const auto&) {}};
  if (const auto failure = runner.open()) {
    GTEST_SKIP() << "no socket: " << failure->message;
  }
  runner.start();
  const net::SteadyTime before = runner.last_tick();
  while (runner.last_tick() == before) {
    io.run_one();
  }
  EXPECT_GT(runner.last_tick(), before);
  runner.stop();
  io.run();
}

TEST(LagHistogram, PutsABoundIntoItsOwnBucket) {
  LagHistogram lag;
  lag.observe(std::chrono::microseconds{100});
  lag.observe(std::chrono::microseconds{101});
  lag.observe(seconds{2});
  lag.observe(net::Nanoseconds{-5});
  EXPECT_EQ(lag.counts[0], 2U);
  EXPECT_EQ(lag.counts[1], 1U);
  EXPECT_EQ(lag.counts.back(), 1U);
  EXPECT_NEAR(lag.sum_seconds, 2.000201, 1e-9);
}

}  // namespace
}  // namespace pantau::icmp
