// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/agents.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "tests/lab/child.hpp"
#include "tests/lab/timetable.hpp"

namespace pantau::lab {
namespace {

namespace fs = std::filesystem;

// Below the ports that the kernel hands out by itself, so that nobody takes one during a restart.
constexpr std::uint16_t kFirstPort = 20161;
constexpr std::chrono::seconds kPatience{60};  // snmpsimd takes 2 s, more on a loaded machine
constexpr std::chrono::milliseconds kGlance{20};

/// Local ports that UDP sockets of the namespace are bound to.
std::set<std::uint16_t> bound_ports() {
  std::set<std::uint16_t> ports;
  std::ifstream table("/proc/self/net/udp");
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    std::istringstream words(line);
    std::string slot;
    std::string local;
    words >> slot >> local;
    if (const auto colon = local.find(':'); colon != std::string::npos) {
      ports.insert(
          static_cast<std::uint16_t>(std::strtoul(local.c_str() + colon + 1, nullptr, 16)));
    }
  }
  return ports;
}

fs::path make_folder() {
  std::string name = (fs::temp_directory_path() / "county.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), name);
  }
  fs::permissions(name, fs::perms{0755});  // for agents that run as nobody
  return name;
}

fs::path snmpd_program() {
  const fs::path unpacked = fs::path(PANTAU_SOURCE_DIR) / "build/tools/snmpd";
  return fs::exists(unpacked) ? unpacked : fs::path("/usr/sbin/snmpd");
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string last_of(const fs::path& file) {
  constexpr std::size_t kMost = 2000;
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string all = text.str();
  return all.size() > kMost ? all.substr(all.size() - kMost) : all;
}

void write_whole(const fs::path& file, std::string_view text) {
  const fs::path next = file.string() + ".new";
  std::ofstream(next) << text << '\n';
  fs::rename(next, file);
}

}  // namespace

Agents::Agents(const CountyConfig& config)
    : config_(config),
      drops_(can_become_nobody()),
      running_(config.agents.size()),
      was_active_(config.agent_events.size()) {
  if (config.agents.empty()) {
    return;
  }
  folder_ = make_folder();
  for (std::size_t i = 0; i < running_.size(); ++i) {
    running_[i].port = static_cast<std::uint16_t>(kFirstPort + i);
    for (const auto& [name, number] : config.agents[i].values) {
      values_.push_back({i, name, number, {}});
    }
    prepare(i);
  }
}

Agents::~Agents() {
  std::error_code ignored;  // a folder left behind in /tmp harms nobody
  if (!folder_.empty()) {
    fs::remove_all(folder_, ignored);
  }
}

fs::path Agents::folder_of(std::size_t agent) const {
  return folder_ / config_.agents[agent].id;
}

void Agents::prepare(std::size_t agent) const {
  const Agent& what = config_.agents[agent];
  const fs::path folder = folder_of(agent);
  for (const char* part : {"values", "data", "cache", "state", "variation"}) {
    fs::create_directories(folder / part);
  }
  fs::permissions(folder / "cache", fs::perms{0777});
  for (const fs::path& recording : what.recordings) {
    fs::copy_file(recording, folder / "data" / recording.filename());
  }
  if (what.kind == Agent::Kind::snmpsim) {
    fs::copy_file(fs::path(PANTAU_SOURCE_DIR) / "tests/lab/variation/timetable.py",
                  folder / "variation/timetable.py");
  }
  std::ofstream lines(folder / "snmpd.conf");
  for (const std::string& line : what.config) {
    lines << line << '\n';
  }
}

std::vector<std::string> Agents::command_of(std::size_t agent) const {
  const Agent& what = config_.agents[agent];
  const std::string folder = folder_of(agent).string();
  const std::string port = fmt::format("{}", running_[agent].port);
  std::vector<std::string> command;
  switch (what.kind) {
    case Agent::Kind::command:
      for (const std::string& word : what.command) {
        command.push_back(replaced(replaced(word, "{port}", port), "{folder}", folder));
      }
      return command;
    case Agent::Kind::snmpsim:
      command = {"/usr/bin/snmpsimd",
                 "--data-dir=" + folder + "/data",
                 "--cache-dir=" + folder + "/cache",
                 "--variation-modules-dir=" + folder + "/variation",
                 "--variation-module-options=timetable:" + folder + "/values",
                 "--agent-udpv4-endpoint=127.0.0.1:" + port};
      if (!drops_) {  // there is nobody else in the namespace
        command.insert(command.end(), {"--process-user=root", "--process-group=root"});
      }
      return command;
    case Agent::Kind::snmpd:
      return {"/usr/bin/env",
              "SNMP_PERSISTENT_DIR=" + folder + "/state",
              "SNMPCONFPATH=" + folder + ":" + folder + "/state",
              "MIBS=",
              snmpd_program().string(),
              "-f",
              "-Lo",
              "-I",
              "-smux",
              "udp:127.0.0.1:" + port};
  }
  return command;
}

void Agents::start(std::size_t agent) {
  Running& running = running_[agent];
  running.pid = spawn({command_of(agent),
                       folder_of(agent) / "log",
                       drops_ && config_.agents[agent].kind == Agent::Kind::snmpsim});
  running.phase = Phase::starting;
}

/// As a power cut would.
void Agents::cut(std::size_t agent) {
  Running& running = running_[agent];
  running.wanted = false;
  if (running.pid > 0) {
    ::kill(running.pid, SIGKILL);
  }
  running.phase = Phase::stopped;
}

void Agents::died(pid_t pid) {
  for (Running& running : running_) {
    if (running.pid == pid) {
      running.pid = -1;
      // One that dies by itself stays dead: who asks it is refused, as on a real machine.
      running.wanted = running.wanted && running.phase == Phase::stopped;
    }
  }
}

void Agents::notice_listening() {
  const auto ports = bound_ports();
  for (Running& running : running_) {
    if (running.phase == Phase::starting && (running.pid < 0 || ports.contains(running.port))) {
      running.phase = Phase::up;
    }
  }
}

void Agents::start_all() {
  write_values(nanoseconds{0});
  for (std::size_t i = 0; i < running_.size(); ++i) {
    start(i);
  }
  Child orphans;
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    static_cast<void>(orphans.reap([this](pid_t pid) { died(pid); }));
    notice_listening();
    bool all_up = true;
    for (std::size_t i = 0; i < running_.size(); ++i) {
      all_up = all_up && running_[i].phase == Phase::up;
      if (running_[i].pid < 0 || std::chrono::steady_clock::now() > until) {
        throw std::runtime_error(fmt::format("agent '{}' does not come up:\n{}",
                                             config_.agents[i].id,
                                             last_of(folder_of(i) / "log")));
      }
    }
    if (all_up) {
      return;
    }
    std::this_thread::sleep_for(kGlance);
  }
}

nanoseconds Agents::follow_timetable(nanoseconds since_start) {
  constexpr std::chrono::seconds kValuesEvery{1};
  nanoseconds again = values_.empty() ? nanoseconds{std::chrono::hours{1}} : kValuesEvery;
  for (std::size_t i = 0; i < config_.agent_events.size(); ++i) {
    const AgentEvent& event = config_.agent_events[i];
    const bool active = is_active(event, since_start);
    if (event.restart && active != was_active_[i]) {
      active ? cut(event.agent) : static_cast<void>(running_[event.agent].wanted = true);
      was_active_[i] = active;
    }
    again = std::min(again, next_edge(event, since_start));
  }
  for (std::size_t i = 0; i < running_.size(); ++i) {
    if (running_[i].phase == Phase::stopped && running_[i].wanted && running_[i].pid < 0) {
      start(i);
    }
  }
  const bool busy = std::any_of(running_.begin(), running_.end(), [](const Running& running) {
    return running.phase != Phase::up;
  });
  if (busy) {
    notice_listening();
    again = std::min<nanoseconds>(again, kGlance);
  }
  write_values(since_start);
  return again;
}

void Agents::write_value(Value& value, double number) const {
  std::string text = fmt::format("{:.3f}", number);
  if (text != value.written) {
    write_whole(folder_of(value.agent) / "values" / value.name, text);
    value.written = std::move(text);
  }
}

void Agents::write_values(nanoseconds since_start) {
  for (Value& value : values_) {
    write_value(value,
                value_at(config_, value.agent, value.name, since_start).value_or(value.normal));
  }
}

}  // namespace pantau::lab
