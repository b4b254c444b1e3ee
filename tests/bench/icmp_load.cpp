// SPDX-License-Identifier: Apache-2.0
// Probes many addresses with the runner and says what an echo costs:
//   icmp_load FIRST_ADDRESS TARGETS INTERVAL_MS SECONDS [raw]
// To be compared with `fping -q -C4 -p1000 -i0` over the same addresses, in the same run.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "probes/icmp/runner.hpp"

namespace {

using namespace pantau;  // NOLINT(google-build-using-namespace): a program of one file

constexpr std::chrono::seconds kWarmUp{2};

double cpu_seconds() {
  rusage usage{};
  (void)::getrusage(RUSAGE_SELF, &usage);  // cannot fail with these arguments
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Totals {
  std::uint64_t sent = 0;
  std::uint64_t answered = 0;
  std::uint64_t lost = 0;
  std::uint64_t unsent = 0;
  std::uint64_t voided = 0;
  std::vector<std::uint32_t> rtt;  ///< ns

  void take(const std::vector<icmp::EchoEvent>& events) {
    using Kind = icmp::EchoEvent::Kind;
    for (const icmp::EchoEvent& event : events) {
      sent += event.kind == Kind::sent ? 1U : 0U;
      lost += event.kind == Kind::lost ? 1U : 0U;
      unsent += event.kind == Kind::unsent ? 1U : 0U;
      voided += event.kind == Kind::voided ? 1U : 0U;
      if (event.kind == Kind::answered) {
        ++answered;
        if (rtt.size() < rtt.capacity()) {
          rtt.push_back(
              static_cast<std::uint32_t>(std::min<std::int64_t>(event.rtt.count(), 4'000'000'000)));
        }
      }
    }
  }

  [[nodiscard]] double percentile_us(double part) const {
    const auto rank = static_cast<std::size_t>(part * static_cast<double>(rtt.size() - 1));
    return rtt[rank] / 1e3;
  }
};

net::Address plus(net::Address address, std::uint32_t offset) {
  for (int byte = 3; byte >= 0; --byte) {
    offset += address.bytes[static_cast<std::size_t>(byte)];
    address.bytes[static_cast<std::size_t>(byte)] = static_cast<std::uint8_t>(offset & 0xffU);
    offset >>= 8U;
  }
  return address;
}

void print(const Totals& totals, double cpu_an_echo, const icmp::RunnerNumbers& numbers) {
  std::printf("sent %lu answered %lu lost %lu unsent %lu void %lu drops %lu\n",
              totals.sent,
              totals.answered,
              totals.lost,
              totals.unsent,
              totals.voided,
              numbers.socket_drops[0] + numbers.socket_drops[1]);
  std::printf("cpu %.2f us an echo\n", cpu_an_echo * 1e6);
  std::printf("rtt us p1 %.1f p50 %.1f p90 %.1f p99 %.1f max %.1f\n",
              totals.percentile_us(0.01),
              totals.percentile_us(0.5),
              totals.percentile_us(0.9),
              totals.percentile_us(0.99),
              totals.percentile_us(1));
  const auto& lag = numbers.scheduler_lag;
  std::printf("scheduler lag mean %.0f us\n",
              lag.sum_seconds * 1e6 / static_cast<double>(totals.sent));
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments{argv, argv + argc};
  const auto first = argc >= 5 ? net::parse_address(arguments[1]) : std::nullopt;
  if (!first || first->family != net::Family::v4) {
    std::fprintf(stderr, "usage: icmp_load FIRST_IPV4 TARGETS INTERVAL_MS SECONDS [raw]\n");
    return EXIT_FAILURE;
  }
  const auto targets = static_cast<std::uint32_t>(std::stoul(arguments[2]));
  icmp::EchoSettings settings;
  settings.interval = std::chrono::milliseconds{std::stoul(arguments[3])};
  const std::chrono::seconds length{std::stoul(arguments[4])};

  Totals totals;
  totals.rtt.reserve(5'000'000);
  boost::asio::io_context io{1};
  icmp::RunnerOptions options;
  options.force_raw = argc > 5 && arguments[5] == "raw";
  icmp::IcmpRunner runner{
      io, options, [&](const auto& events, const auto&) { totals.take(events); }};
  if (const auto failure = runner.open()) {
    std::fprintf(stderr, "%s\n", failure->message.c_str());
    return EXIT_FAILURE;
  }
  for (std::uint32_t target = 0; target < targets; ++target) {
    runner.engine().add(target, settings, plus(*first, target), net::read_clocks().steady);
  }
  // The first seconds look up every route and touch all memory for the first time.
  double before = 0;
  double cpu = 0;
  std::uint64_t sent_before = 0;
  boost::asio::steady_timer warm{io, kWarmUp};
  warm.async_wait([&](const auto&) {
    before = cpu_seconds();
    sent_before = totals.sent;
  });
  boost::asio::steady_timer end{io, kWarmUp + length};
  end.async_wait([&](const auto&) {
    cpu = cpu_seconds() - before;
    sent_before = totals.sent - sent_before;
    runner.stop();
  });
  runner.start();
  io.run();
  std::sort(totals.rtt.begin(), totals.rtt.end());
  if (totals.rtt.empty()) {
    std::fprintf(stderr, "nothing answered\n");
    return EXIT_FAILURE;
  }
  print(totals, cpu / static_cast<double>(sent_before), runner.numbers());
  return EXIT_SUCCESS;
}
