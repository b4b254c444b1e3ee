// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/doctor.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>

#include <boost/asio/io_context.hpp>

#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"
#include "probes/icmp/runner.hpp"

namespace pantau::cli {

namespace {

constexpr std::uint64_t kWantedBuffer = std::uint64_t{16} << 20U;
/// Enough for 1,000 replies a second through a stall of one second (832 bytes are charged for
/// each).
constexpr std::uint64_t kSmallBuffer = std::uint64_t{1} << 20U;
constexpr std::uint64_t kLittleSpace = std::uint64_t{100} << 20U;

bool can_open(int family, int type, int protocol) {
  const int descriptor = ::socket(family, type | SOCK_CLOEXEC, protocol);
  if (descriptor < 0) {
    return false;
  }
  (void)::close(descriptor);  // nothing was written: nothing can be lost
  return true;
}

std::uint64_t read_number(const char* path) {
  std::ifstream file{path};
  std::uint64_t number = 0;
  return file >> number ? number : 0;
}

Finding good(std::string what) {
  return {Health::good, std::move(what), ""};
}

Finding judge_sockets(std::string_view family, bool datagram, bool raw) {
  if (datagram || raw) {
    return good(fmt::format("ICMP{} socket: {}", family, datagram ? "datagram" : "raw"));
  }
  return {Health::bad,
          fmt::format("no ICMP{} socket can be opened by this user", family),
          "run as the pantau service (AmbientCapabilities=CAP_NET_RAW), or: "
          "sudo setcap cap_net_raw+ep /usr/bin/pantau"};
}

Finding judge_buffer(std::uint64_t granted) {
  if (granted >= kWantedBuffer) {
    return good(fmt::format("receive buffer: {} bytes", granted));
  }
  return {granted < kSmallBuffer ? Health::bad : Health::warning,
          fmt::format("receive buffer: {} bytes granted of {} asked for; a stall may hide replies",
                      granted,
                      kWantedBuffer),
          "echo 'net.core.rmem_max = 16777216' > /etc/sysctl.d/90-pantau.conf && sysctl --system"};
}

Finding judge_clock(const MachineFacts& facts) {
  if (!facts.clock_known || facts.clock_synchronised) {
    return good(facts.clock_known ? "clock: synchronised" : "clock: state unknown");
  }
  return {Health::warning,
          "clock: the kernel does not call it synchronised; days and months may be cut wrongly",
          "apt-get install systemd-timesyncd && timedatectl set-ntp true"};
}

Finding judge_state_dir(const MachineFacts& facts) {
  const std::string directory = facts.state_dir.string();
  if (!facts.state_dir_writable) {
    return {Health::warning,
            fmt::format("{}: not writable by this user", directory),
            fmt::format("install -d -o pantau -g pantau -m 2750 {}", directory)};
  }
  if (facts.state_dir_free < kLittleSpace) {
    return {Health::warning,
            fmt::format("{}: only {} MB free", directory, facts.state_dir_free / 1'000'000),
            "make room: the book of record needs up to 30 MB per link and year"};
  }
  return good(fmt::format("{}: writable, {} MB free", directory, facts.state_dir_free / 1'000'000));
}

Finding judge_neighbours(std::uint64_t threshold) {
  constexpr std::uint64_t kNeeded =
      512;  // 256 unresolved targets beside everybody else's neighbours
  if (threshold == 0 || threshold >= kNeeded) {
    return good(threshold == 0 ? "neighbour table: limit unknown"
                               : fmt::format("neighbour table: up to {} entries", threshold));
  }
  return {Health::warning,
          fmt::format("neighbour table: at most {} entries, dead on-link targets may fill it",
                      threshold),
          "echo 'net.ipv4.neigh.default.gc_thresh3 = 1024' > /etc/sysctl.d/61-neigh.conf && sysctl "
          "--system"};
}

void look_at_clock(MachineFacts& facts) {
  timex clock{};
  const int state = ::adjtimex(&clock);
  facts.clock_known = state >= 0;
  facts.clock_synchronised = state >= 0 && state != TIME_ERROR && (clock.status & STA_UNSYNC) == 0;
}

void look_at_state_dir(MachineFacts& facts) {
  facts.state_dir_writable = ::access(facts.state_dir.c_str(), W_OK | X_OK) == 0;

  struct statvfs space {};

  if (::statvfs(facts.state_dir.c_str(), &space) == 0) {
    facts.state_dir_free = std::uint64_t{space.f_bavail} * space.f_frsize;
  }
}

void look_at_runner(MachineFacts& facts) {
  boost::asio::io_context io;
  icmp::IcmpRunner runner{io, icmp::RunnerOptions{}, [](const auto&, const auto&) {}};
  if (runner.open()) {
    return;
  }
  for (const icmp::SocketInfo& socket : runner.numbers().sockets) {
    facts.receive_buffer = std::max(facts.receive_buffer, socket.receive_buffer);
    facts.kernel_timestamps = facts.kernel_timestamps || socket.kernel_timestamps;
  }
}

void print(const Finding& finding) {
  static constexpr std::array<std::string_view, 3> kMarks{"ok  ", "warn", "BAD "};
  fmt::print("{}  {}\n", kMarks.at(static_cast<std::size_t>(finding.health)), finding.what);
  if (!finding.fix.empty()) {
    fmt::print("      fix: {}\n", finding.fix);
  }
}

}  // namespace

MachineFacts look(const std::filesystem::path& state_dir) {
  MachineFacts facts;
  facts.datagram_v4 = can_open(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
  facts.raw_v4 = can_open(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  facts.datagram_v6 = can_open(AF_INET6, SOCK_DGRAM, IPPROTO_ICMPV6);
  facts.raw_v6 = can_open(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
  facts.neighbour_threshold = read_number("/proc/sys/net/ipv4/neigh/default/gc_thresh3");
  facts.state_dir = state_dir;
  look_at_runner(facts);
  look_at_clock(facts);
  look_at_state_dir(facts);
  return facts;
}

std::vector<Finding> judge(const MachineFacts& facts) {
  std::vector<Finding> findings{judge_sockets("v4", facts.datagram_v4, facts.raw_v4)};
  Finding v6 = judge_sockets("v6", facts.datagram_v6, facts.raw_v6);
  v6.health =
      v6.health == Health::bad ? Health::warning : v6.health;  // a machine without IPv6 is no fault
  findings.push_back(std::move(v6));
  if (facts.datagram_v4 || facts.raw_v4) {
    findings.push_back(judge_buffer(facts.receive_buffer));
    findings.push_back(
        facts.kernel_timestamps
            ? good("timestamps: by the kernel")
            : Finding{Health::warning,
                      "timestamps: only our own; round trips carry our delays",
                      "use a kernel with CONFIG_NETWORK_PHY_TIMESTAMPING or SO_TIMESTAMPING"});
  }
  findings.push_back(judge_neighbours(facts.neighbour_threshold));
  findings.push_back(judge_clock(facts));
  findings.push_back(judge_state_dir(facts));
  return findings;
}

int doctor(const std::filesystem::path& configuration) {
  const config::LoadOutcome outcome = load_configuration(configuration);
  std::filesystem::path state_dir = config::DaemonSettings{}.state_dir;
  std::vector<Finding> findings;
  if (outcome.plan) {
    state_dir = outcome.plan->daemon.state_dir;
    findings.push_back(
        good(fmt::format("{}: {} links", configuration.string(), outcome.plan->links.size())));
  } else {
    findings.push_back(
        {Health::bad,
         fmt::format("{}: {} mistakes", configuration.string(), outcome.problems.size()),
         fmt::format("pantau check -c {}", configuration.string())});
  }
  const std::vector<Finding> machine = judge(look(state_dir));
  findings.insert(findings.end(), machine.begin(), machine.end());
  bool well = true;
  for (const Finding& finding : findings) {
    print(finding);
    well = well && finding.health != Health::bad;
  }
  return well ? kExitOk : kExitFailure;
}

}  // namespace pantau::cli
