// SPDX-License-Identifier: Apache-2.0
// Probes many addresses with the runner and says what an echo costs:
//   icmp_load FIRST_ADDRESS TARGETS INTERVAL_MS SECONDS [FILE]
// SECONDS begin after two of warm-up. FILE gets a record for each answered echo (see EchoRecord),
// to be matched with what a tap saw. tests/bench/run compares the figures with fping's.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "probes/icmp/runner.hpp"

namespace {

using namespace pantau;  // NOLINT(google-build-using-namespace): a program of one file

/// The first seconds look up every route and touch all memory for the first time.
constexpr std::chrono::seconds kWarmUp{2};
constexpr std::size_t kMostEchoes = 2'000'000;

double cpu_seconds() {
  rusage usage{};
  (void)::getrusage(RUSAGE_SELF, &usage);  // cannot fail with these arguments
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// As it stands in FILE, in the byte order of this machine. Target and number are also the first
/// eight bytes of the echo's payload (big endian there).
struct EchoRecord {
  std::uint32_t target;
  std::uint32_t number;
  std::int64_t rtt;  ///< ns
};

struct Totals {
  std::uint64_t sent = 0;
  std::uint64_t answered = 0;
  std::uint64_t lost = 0;
  std::uint64_t unsent = 0;
  std::uint64_t voided = 0;  ///< by the end of the program too
  std::uint64_t overflow = 0;  ///< of `voided`: the socket had dropped something
  std::vector<EchoRecord> echoes;  ///< answered, as many as there was room for

  void take(const std::vector<icmp::EchoEvent>& events) {
    using Kind = icmp::EchoEvent::Kind;
    for (const icmp::EchoEvent& event : events) {
      sent += event.kind == Kind::sent ? 1U : 0U;
      lost += event.kind == Kind::lost ? 1U : 0U;
      unsent += event.kind == Kind::unsent ? 1U : 0U;
      answered += event.kind == Kind::answered ? 1U : 0U;
      if (event.kind == Kind::voided) {
        ++voided;
        const auto reason = static_cast<icmp::VoidReason>(event.reason);
        overflow += reason == icmp::VoidReason::overflow ? 1U : 0U;
      }
      // Memory that grows while probing would be in the figures.
      if (event.kind == Kind::answered && echoes.size() < echoes.capacity()) {
        echoes.push_back({event.target, event.number, event.rtt.count()});
      }
    }
  }
};

/// Reorders the echoes.
double percentile_us(std::vector<EchoRecord>& echoes, double part) {
  const auto rank = echoes.begin() + std::lround(part * static_cast<double>(echoes.size() - 1));
  std::nth_element(
      echoes.begin(), rank, echoes.end(), [](const EchoRecord& a, const EchoRecord& b) {
        return a.rtt < b.rtt;
      });
  return static_cast<double>(rank->rtt) / 1e3;
}

bool write_echoes(const std::string& path, const std::vector<EchoRecord>& echoes) {
  std::ofstream file(path, std::ios::binary);
  const auto size = static_cast<std::streamsize>(echoes.size() * sizeof(EchoRecord));
  file.write(reinterpret_cast<const char*>(echoes.data()), size);  // NOLINT: plain numbers
  file.close();
  return !file.fail();
}

net::Address plus(net::Address address, std::uint32_t offset) {
  for (int byte = 3; byte >= 0; --byte) {
    offset += address.bytes[static_cast<std::size_t>(byte)];
    address.bytes[static_cast<std::size_t>(byte)] = static_cast<std::uint8_t>(offset & 0xffU);
    offset >>= 8U;
  }
  return address;
}

void print(Totals& totals, double cpu_an_echo, const icmp::RunnerNumbers& numbers) {
  std::printf("sent %lu answered %lu lost %lu unsent %lu void %lu overflow %lu drops %lu\n",
              totals.sent,
              totals.answered,
              totals.lost,
              totals.unsent,
              totals.voided,
              totals.overflow,
              numbers.socket_drops[0] + numbers.socket_drops[1]);
  std::printf("cpu %.3f us an echo\n", cpu_an_echo * 1e6);
  auto& echoes = totals.echoes;
  std::printf("rtt us p1 %.1f p50 %.1f p90 %.1f p99 %.1f max %.1f\n",
              percentile_us(echoes, 0.01),
              percentile_us(echoes, 0.5),
              percentile_us(echoes, 0.9),
              percentile_us(echoes, 0.99),
              percentile_us(echoes, 1));
  const auto& lag = numbers.scheduler_lag;
  std::printf("scheduler lag mean %.0f us\n",
              lag.sum_seconds * 1e6 / static_cast<double>(totals.sent));
}

struct Load {
  net::Address first;
  std::uint32_t targets = 0;
  icmp::EchoSettings settings;
  std::chrono::seconds length{0};
  std::string file;
};

std::optional<Load> parse(const std::vector<std::string>& arguments) {
  const auto first = arguments.size() >= 5 ? net::parse_address(arguments[1]) : std::nullopt;
  if (!first || first->family != net::Family::v4) {
    return std::nullopt;
  }
  Load load;
  load.first = *first;
  load.targets = static_cast<std::uint32_t>(std::stoul(arguments[2]));
  load.settings.interval = std::chrono::milliseconds{std::stoul(arguments[3])};
  load.length = std::chrono::seconds{std::stoul(arguments[4])};
  load.file = arguments.size() > 5 ? arguments[5] : "";
  return load;
}

/// Returns the CPU time an echo took, in seconds.
double probe(const Load& load,
             boost::asio::io_context& io,
             icmp::IcmpRunner& runner,
             const Totals& totals) {
  for (std::uint32_t target = 0; target < load.targets; ++target) {
    runner.engine().add(target, load.settings, plus(load.first, target), net::read_clocks().steady);
  }
  double cpu = 0;
  std::uint64_t sent = 0;
  boost::asio::steady_timer warm{io, kWarmUp};
  warm.async_wait([&](const auto&) {
    cpu = -cpu_seconds();
    sent = totals.sent;
  });
  boost::asio::steady_timer end{io, kWarmUp + load.length};
  end.async_wait([&](const auto&) {
    cpu += cpu_seconds();
    sent = totals.sent - sent;
    runner.stop();
  });
  runner.start();
  io.run();
  return cpu / static_cast<double>(sent);
}

int fail(const std::string& why) {
  (void)std::fprintf(stderr, "icmp_load: %s\n", why.c_str());  // nobody left to tell
  return EXIT_FAILURE;
}

int run(const Load& load) {
  Totals totals;
  totals.echoes.reserve(kMostEchoes);
  boost::asio::io_context io{1};
  icmp::IcmpRunner runner{io, {}, [&](const auto& events, const auto&) { totals.take(events); }};
  if (const auto failure = runner.open()) {
    return fail(failure->message);
  }
  const double cpu_an_echo = probe(load, io, runner, totals);
  if (totals.echoes.empty()) {
    return fail("nothing answered");
  }
  if (!load.file.empty() && !write_echoes(load.file, totals.echoes)) {
    return fail(load.file + ": cannot be written");
  }
  print(totals, cpu_an_echo, runner.numbers());
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto load = parse({argv, argv + argc});
    return load ? run(*load) : fail("FIRST_IPV4 TARGETS INTERVAL_MS SECONDS [FILE]");
  } catch (const std::exception& error) {
    return fail(error.what());
  }
}
