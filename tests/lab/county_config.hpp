// SPDX-License-Identifier: Apache-2.0
/// \file
/// A simulated county as it was written: a tree of hops, hosts on it, and a timetable.
/// county-mimika.toml shows and explains every key.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/lab/behaviour.hpp"
#include "tests/lab/ip.hpp"

namespace pantau::lab {

/// A real program on loopback that answers for devices.
struct Agent {
  enum class Kind : std::uint8_t {
    command,  ///< `command`, any program
    snmpsim,  ///< Debian's snmpsimd, serves `recordings`; the community names the recording
    snmpd  ///< net-snmp's own, with a configuration made here
  };
  std::string id;
  Kind kind = Kind::command;
  std::uint16_t port = 161;  ///< of the devices it answers for
  std::vector<std::string> command;  ///< {port} and {folder} are replaced
  std::vector<std::filesystem::path> recordings;
  std::vector<std::string> config;  ///< lines of snmpd.conf
  std::vector<std::pair<std::string, double>> values;  ///< by name, when no event says else
};

/// A hop of the backhaul, or with a range the hosts that answer.
struct Node {
  std::string id;
  std::optional<std::size_t> parent;  ///< index into CountyConfig::nodes
  std::optional<IpRange> range;
  std::vector<std::size_t> agents;  ///< indexes into CountyConfig::agents, of distinct ports
  Behaviour behaviour;  ///< hops: delay and loss alone, added to what hangs below
};

/// Holds from `from` to before `until`, and again `every` so long. Times are since the start.
struct Event {
  std::size_t node = 0;
  std::optional<Ip> address;  ///< this one of the node's range alone
  nanoseconds from{0};
  nanoseconds until{nanoseconds::max()};
  nanoseconds every{0};  ///< 0 = once
  bool down = false;
  Behaviour behaviour;
};

struct Ramp {
  std::string name;
  double first = 0;
  double last = 0;
};

/// The agent is stopped at `from` and started again at `until`.
struct AgentEvent {
  std::size_t agent = 0;
  nanoseconds from{0};
  nanoseconds until{0};
  nanoseconds every{0};  ///< 0 = once
  bool restart = false;
  std::vector<Ramp> values;  ///< while it holds, each goes from `first` to `last`
};

struct CountyConfig {
  std::uint64_t seed = 1;
  std::vector<Node> nodes;
  std::vector<Event> events;
  std::vector<Agent> agents;
  std::vector<AgentEvent> agent_events;

  [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const;
  /// Of hosts that overlap the one that begins last, which of nested ones is the innermost.
  [[nodiscard]] std::optional<std::size_t> host_of(const Ip& address) const;
};

struct ParsedCounty {
  CountyConfig config;
  std::vector<std::string> problems;  ///< "FILE:LINE:COLUMN: what is wrong"; empty when all is well
};

/// `file` names the text in messages; files of recorded delays are relative to its folder.
[[nodiscard]] ParsedCounty parse_county(std::string_view text, const std::filesystem::path& file);
[[nodiscard]] ParsedCounty load_county(const std::filesystem::path& file);

}  // namespace pantau::lab
