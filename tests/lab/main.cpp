// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/lab/county_config.hpp"
#include "tests/lab/county_runner.hpp"
#include "tests/lab/network.hpp"

namespace {

using pantau::lab::County;
using pantau::lab::CountyConfig;
using pantau::lab::CountyRunner;
using pantau::lab::NamedNamespace;

constexpr int kUsage = 2;
constexpr int kBadConfiguration = 78;  // EX_CONFIG
constexpr int kNotPermitted = 77;  // what tests take for "skipped"

constexpr std::string_view kHelp =
    R"(county: answers for a simulated county, in a network namespace of its own: ICMP echoes by
itself, UDP (SNMP) by real agents behind the same links

  county run --config FILE [options] [--exec COMMAND ARGUMENTS...]
  county check --config FILE

  --control SOCKET   commands over a Unix socket, see tests/lab/control.hpp
  --truth FILE       what was done to each echo, as JSON lines, see tests/lab/truth.hpp
  --datagrams FILE   what was done to each UDP datagram, see tests/lab/datagram.hpp
  --summary FILE     JSON of counts by address when it ends
  --exec COMMAND...  runs it in the namespace and ends with it; stands last
  --netns NAME       makes the namespace known to `ip netns exec NAME`
  --user             a user namespace as well: no privilege needed where the kernel allows it
  --ping-group-range "0 2147483647"   who may open ICMP datagram sockets in the namespace
  --busy             never sleeps: exact to microseconds, costs a core

Without --exec it says `ready pid=PID`: nsenter -t PID -n COMMAND. SIGTERM, SIGINT or `quit` end it.
Exit: that of the command, 0, 2 usage, 77 namespaces not permitted, 78 bad configuration.
)";

struct Arguments {
  std::string verb;
  std::string config;
  std::string summary;
  std::string netns;
  std::string ping_group_range;
  bool user = false;
  CountyRunner::Options runner;
};

std::optional<Arguments> parse(const std::vector<std::string>& words) {
  Arguments arguments;
  std::string control;
  std::string truth;
  std::string datagrams;
  const std::vector<std::pair<std::string_view, std::string*>> texts{
      {"--config", &arguments.config},
      {"--summary", &arguments.summary},
      {"--netns", &arguments.netns},
      {"--ping-group-range", &arguments.ping_group_range},
      {"--control", &control},
      {"--truth", &truth},
      {"--datagrams", &datagrams}};
  if (words.empty()) {
    return std::nullopt;
  }
  arguments.verb = words[0];
  for (std::size_t i = 1; i < words.size(); ++i) {
    std::string* text = nullptr;
    for (const auto& [name, value] : texts) {
      text = name == words[i] ? value : text;
    }
    if (text != nullptr && i + 1 < words.size()) {
      *text = words[++i];
    } else if (words[i] == "--exec" && i + 1 < words.size()) {
      arguments.runner.command.assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                      words.end());
      break;
    } else if (words[i] == "--user") {
      arguments.user = true;
    } else if (words[i] == "--busy") {
      arguments.runner.busy = true;
    } else {
      return std::nullopt;
    }
  }
  arguments.runner.control = control;
  arguments.runner.truth = truth;
  arguments.runner.datagrams = datagrams;
  return arguments.config.empty() ? std::nullopt : std::optional(arguments);
}

int run(const Arguments& arguments, CountyConfig config) {
  int device = -1;
  std::optional<NamedNamespace> named;
  try {
    pantau::lab::enter_namespace(arguments.user);
    device = pantau::lab::open_network();
    if (!arguments.ping_group_range.empty()) {
      pantau::lab::set_sysctl("net/ipv4/ping_group_range", arguments.ping_group_range);
    }
    if (!arguments.netns.empty()) {
      named.emplace(arguments.netns);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "county: cannot make a network namespace: {}\n", error.what());
    return kNotPermitted;
  }
  // Wake-ups as late as the kernel's default slack would show as 50 us of delay.
  ::prctl(PR_SET_TIMERSLACK, 1);
  CountyRunner runner(County(std::move(config)), device, arguments.runner);
  runner.start_agents();
  if (arguments.runner.command.empty()) {
    fmt::print("ready pid={}\n", ::getpid());
    static_cast<void>(std::fflush(stdout));
  }
  const int status = runner.run();
  if (!arguments.summary.empty()) {
    std::ofstream(arguments.summary) << runner.summary() << '\n';
  }
  return status;
}

int main_of(const std::vector<std::string>& words) {
  if (!words.empty() && (words[0] == "--help" || words[0] == "help")) {
    fmt::print("{}", kHelp);
    return 0;
  }
  const auto arguments = parse(words);
  if (!arguments || (arguments->verb != "run" && arguments->verb != "check")) {
    fmt::print(stderr, "{}", kHelp);
    return kUsage;
  }
  auto [config, problems] = pantau::lab::load_county(arguments->config);
  for (const std::string& problem : problems) {
    fmt::print(stderr, "{}\n", problem);
  }
  if (!problems.empty()) {
    return kBadConfiguration;
  }
  if (arguments->verb == "check") {
    fmt::print("{} nodes and hosts, {} agents, {} events\n",
               config.nodes.size(),
               config.agents.size(),
               config.events.size() + config.agent_events.size());
    return 0;
  }
  return run(*arguments, std::move(config));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return main_of({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    fmt::print(stderr, "county: {}\n", error.what());
    return 1;
  }
}
