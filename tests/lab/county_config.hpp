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
#include <vector>

#include "tests/lab/behaviour.hpp"
#include "tests/lab/ip.hpp"

namespace pantau::lab {

/// A hop of the backhaul, or with a range the hosts that answer.
struct Node {
  std::string id;
  std::optional<std::size_t> parent;  ///< index into CountyConfig::nodes
  std::optional<IpRange> range;
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

struct CountyConfig {
  std::uint64_t seed = 1;
  std::vector<Node> nodes;
  std::vector<Event> events;

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
