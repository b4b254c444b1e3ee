// SPDX-License-Identifier: Apache-2.0
// Polls many devices with engine, sessions and runner, and says what a poll costs:
//   snmp_load FIRST_ADDRESS DEVICES PORT[+] INTERVAL_MS SECONDS community TEXT
//   snmp_load FIRST_ADDRESS DEVICES PORT[+] INTERVAL_MS SECONDS v3 USER AUTH_PW PRIVACY_PW
// Device n has address FIRST_ADDRESS + n; with a + behind PORT it has that address and PORT + n.
// SECONDS begin two intervals after the start, when the engines of version 3 are known. Version 3
// is authPriv with SHA-256 and AES. tests/bench/run compares the figures with snmp_exporter's.
#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "probes/snmp/snmp_runner.hpp"

namespace {

using namespace pantau;  // NOLINT(google-build-using-namespace): a program of one file

double cpu_seconds() {
  rusage usage{};
  (void)::getrusage(RUSAGE_SELF, &usage);  // cannot fail with these arguments
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Ten objects of SNMPv2-MIB and IF-MIB (interface 1), the same as in snmp.yml of tests/bench.
std::shared_ptr<const config::DeviceProfile> ten_objects() {
  constexpr std::uint32_t kMib2 = 1;
  auto profile = std::make_shared<config::DeviceProfile>();
  profile->id = "ten";
  const auto add = [&](config::Quantity quantity, std::initializer_list<std::uint32_t> rest) {
    config::Source source;
    source.quantity = quantity;
    const std::vector<std::uint32_t> arcs(rest);
    source.oid = config::Oid{1, 3, 6, 1, 2, kMib2}.with(arcs);
    source.name = std::to_string(profile->scalars.size());
    profile->scalars.push_back(std::move(source));
  };
  using config::Quantity;
  add(Quantity::sys_uptime, {1, 3, 0});
  for (const std::uint32_t column : {7U, 8U, 13U, 14U, 19U, 20U}) {
    add(Quantity::sensor_celsius, {2, 2, 1, column, 1});
  }
  for (const std::uint32_t column : {6U, 10U, 15U}) {
    add(Quantity::sensor_volts, {31, 1, 1, 1, column, 1});
  }
  return profile;
}

net::Address plus(net::Address address, std::uint32_t offset) {
  for (int byte = 3; byte >= 0; --byte) {
    offset += address.bytes[static_cast<std::size_t>(byte)];
    address.bytes[static_cast<std::size_t>(byte)] = static_cast<std::uint8_t>(offset & 0xffU);
    offset >>= 8U;
  }
  return address;
}

struct Load {
  net::Address first;
  std::uint32_t devices = 0;
  std::uint16_t port = 0;
  bool port_rises = false;
  std::chrono::milliseconds interval{0};
  std::chrono::seconds length{0};
  snmp::Credentials credentials;
};

std::optional<Load> parse(const std::vector<std::string>& words) {
  const auto first = words.size() >= 8 ? net::parse_address(words[1]) : std::nullopt;
  if (!first || first->family != net::Family::v4) {
    return std::nullopt;
  }
  Load load;
  load.first = *first;
  load.devices = static_cast<std::uint32_t>(std::stoul(words[2]));
  load.port = static_cast<std::uint16_t>(std::stoul(words[3]));
  load.port_rises = words[3].ends_with('+');
  load.interval = std::chrono::milliseconds{std::stoul(words[4])};
  load.length = std::chrono::seconds{std::stoul(words[5])};
  if (words[6] == "community") {
    load.credentials.community = config::Secret{words[7]};
  } else if (words.size() >= 10) {
    load.credentials = {.version = snmp::Version::v3,
                        .community = {},
                        .user = words[7],
                        .auth = snmp::AuthProtocol::sha256,
                        .auth_password = config::Secret{words[8]},
                        .privacy = snmp::PrivacyProtocol::aes,
                        .privacy_password = config::Secret{words[9]}};
  } else {
    return std::nullopt;
  }
  return load;
}

struct Totals {
  std::uint64_t polls = 0;
  std::uint64_t incomplete = 0;
  std::uint64_t values = 0;
  std::uint64_t round_trips = 0;

  void take(const snmp::PollResult& result) {
    ++polls;
    incomplete += result.complete ? 0U : 1U;
    values += result.bindings.size();
    round_trips += result.round_trips;
  }
};

void add_devices(const Load& load, snmp::SnmpRunner& runner) {
  snmp::DeviceTarget target;
  target.settings.interval = load.interval;
  target.settings.version = load.credentials.version;
  target.settings.profile = ten_objects();
  target.credentials = load.credentials;
  for (std::uint32_t device = 0; device < load.devices; ++device) {
    target.port = static_cast<std::uint16_t>(load.port + (load.port_rises ? device : 0U));
    runner.add(device, target);
    runner.set_address(device, load.port_rises ? load.first : plus(load.first, device));
  }
}

int fail(const std::string& why) {
  (void)std::fprintf(stderr, "snmp_load: %s\n", why.c_str());  // nobody left to tell
  return EXIT_FAILURE;
}

int run(const Load& load) {
  Totals totals;
  double cpu = 0;
  boost::asio::io_context io{1};
  snmp::SnmpRunner runner{io, {}, [&](const auto& result) { totals.take(result); }};
  if (const auto failure = runner.open()) {
    return fail(*failure);
  }
  boost::asio::steady_timer warm{io, 2 * load.interval};
  warm.async_wait([&](const auto&) {
    totals = {};
    cpu = -cpu_seconds();
  });
  boost::asio::steady_timer end{io, 2 * load.interval + load.length};
  end.async_wait([&](const auto&) {
    cpu += cpu_seconds();
    runner.stop();
  });
  add_devices(load, runner);
  runner.start();
  io.run();
  std::printf("polls %lu incomplete %lu values %lu round_trips %lu cpu %.6f s\n",
              totals.polls,
              totals.incomplete,
              totals.values,
              totals.round_trips,
              cpu);
  return totals.polls > 0 ? EXIT_SUCCESS : fail("no poll ended");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto load = parse({argv, argv + argc});
    return load ? run(*load)
                : fail(
                      "FIRST_IPV4 DEVICES PORT[+] INTERVAL_MS SECONDS community TEXT | v3 USER "
                      "AUTH_PASSWORD PRIVACY_PASSWORD");
  } catch (const std::exception& error) {
    return fail(error.what());
  }
}
