// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/county_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "tests/lab/config_reading.hpp"
#include "tests/lab/grammar.hpp"

namespace pantau::lab {
namespace {

constexpr std::array<std::string_view, 9> kBehaviourKeys{
    "delay", "loss", "duplicate", "reorder", "corrupt", "error", "forge", "ttl", "silent"};

bool is_behaviour(std::string_view key) {
  return std::find(kBehaviourKeys.begin(), kBehaviourKeys.end(), key) != kBehaviourKeys.end();
}

/// "0.02" may stand as a number, "true" as a boolean; the grammar reads words.
std::optional<std::string> as_words(const toml::node& value) {
  if (const auto* text = value.as_string()) {
    return text->get();
  }
  if (const auto* number = value.as_floating_point()) {
    return fmt::format("{}", number->get());
  }
  if (const auto* number = value.as_integer()) {
    return fmt::format("{}", number->get());
  }
  if (const auto* truth = value.as_boolean()) {
    return truth->get() ? "true" : "false";
  }
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : complaints_(file) {}

  ParsedCounty read(const toml::table& root) {
    const auto each = [this, &root](std::string_view key, auto read_one) {
      each_table(root, key, complaints_, read_one);
    };
    each("agent",
         [this](const toml::table& table) { read_agent(table, result_.config, complaints_); });
    each("node", [this](const toml::table& table) { read_node(table, false); });
    each("host", [this](const toml::table& table) { read_node(table, true); });
    resolve_parents();
    each("event", [this](const toml::table& table) {
      if (table.contains("agent")) {
        read_agent_event(table, result_.config, complaints_);
      } else {
        read_event(table);
      }
    });
    for (const auto& [key, value] : root) {
      if (key == "seed" && value.is_integer() && *value.value<std::int64_t>() >= 0) {
        result_.config.seed = static_cast<std::uint64_t>(*value.value<std::int64_t>());
      } else if (key == "seed") {
        complain(value, "seed must be a whole number that is not negative");
      } else if (key != "node" && key != "host" && key != "event" && key != "agent") {
        complain(value,
                 fmt::format("unknown key '{}': seed, agent, node, host or event", key.str()));
      }
    }
    return take();
  }

  void complain(const toml::source_region& where, std::string_view problem) {
    complaints_.add(where, problem);
  }

  ParsedCounty take() {
    result_.problems = complaints_.take();
    return std::move(result_);
  }

 private:
  struct Written {
    std::string parent;
    toml::source_region place;
  };

  void complain(const toml::node& where, std::string_view problem) {
    complain(where.source(), problem);
  }

  void read_behaviour(Behaviour& behaviour, std::string_view key, const toml::node& value) {
    const auto words = as_words(value);
    const std::string problem =
        words ? set_behaviour(behaviour, key, *words, complaints_.folder()) : "must be text";
    if (!problem.empty()) {
      complain(value, fmt::format("{}: {}", key, problem));
    }
  }

  void read_range(Node& node, const toml::node& value) {
    node.range = parse_range(value.value_or<std::string>(""));
    if (!node.range) {
      complain(value,
               "address must be like \"198.18.6.1\", \"198.18.0.0/16\" or "
               "\"198.18.0.1/16 count 10000\"");
    }
  }

  void read_node(const toml::table& table, bool host) {
    Node node;
    Written written{{}, table.source()};
    for (const auto& [key, value] : table) {
      if (key == "id") {
        node.id = value.value_or<std::string>("");
      } else if (key == "parent") {
        written = {value.value_or<std::string>(""), value.source()};
      } else if (host && key == "address") {
        read_range(node, value);
      } else if (host && key == "agent") {
        read_agents_of(value, node, result_.config, complaints_);
      } else if (host ? is_behaviour(key.str()) : key == "delay" || key == "loss") {
        read_behaviour(node.behaviour, key.str(), value);
      } else {
        complain(value, fmt::format("unknown key '{}' in a {}", key.str(), host ? "host" : "node"));
      }
    }
    keep_node(std::move(node), std::move(written), table);
    if (host && !table.contains("address")) {
      complain(table, "a host needs an address");
    }
  }

  [[nodiscard]] std::optional<std::size_t> twin_of(const Node& node) const {
    const auto twin = node.range ? result_.config.host_of(node.range->first) : std::nullopt;
    const bool same = twin && result_.config.nodes[*twin].range->first == node.range->first &&
                      result_.config.nodes[*twin].range->last == node.range->last;
    return same ? twin : std::nullopt;
  }

  void keep_node(Node node, Written written, const toml::table& table) {
    if (!is_good_id(node.id)) {
      complain(
          table,
          fmt::format("id is '{}' but must be lower case letters, digits, '.', '_', '-'", node.id));
    } else if (const auto known = result_.config.find(node.id)) {
      complain(
          table,
          fmt::format(
              "id '{}' is also defined in line {}", node.id, written_[*known].place.begin.line));
    }
    if (const auto same = twin_of(node)) {
      complain(table,
               fmt::format("'{}' of line {} has the same addresses",
                           result_.config.nodes[*same].id,
                           written_[*same].place.begin.line));
    }
    if (!node.range && node.behaviour.loss && node.behaviour.loss->burst) {
      complain(table, "the loss of a node is a probability; bursts belong to hosts");
    }
    result_.config.nodes.push_back(std::move(node));
    written_.push_back(std::move(written));
  }

  void resolve_parents() {
    auto& nodes = result_.config.nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (written_[i].parent.empty()) {
        continue;
      }
      nodes[i].parent = result_.config.find(written_[i].parent);
      if (!nodes[i].parent) {
        complain(written_[i].place, fmt::format("parent '{}' is not defined", written_[i].parent));
      }
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      break_cycle(i);
    }
  }

  /// A walk longer than the number of nodes goes round.
  void break_cycle(std::size_t start) {
    auto& nodes = result_.config.nodes;
    std::size_t steps = 0;
    for (auto at = nodes[start].parent; at; at = nodes[*at].parent) {
      if (++steps > nodes.size()) {
        complain(written_[start].place,
                 fmt::format("the parents of '{}' go round", nodes[start].id));
        nodes[start].parent.reset();
        return;
      }
    }
  }

  void read_target(Event& event, const toml::node& value) {
    const auto name = value.value_or<std::string>("");
    event.address = parse_ip(name);
    const auto& config = result_.config;
    const auto found = event.address ? config.host_of(*event.address) : config.find(name);
    event.node = found.value_or(0);
    if (!found) {
      complain(value, fmt::format("target '{}' is no node, host or address of a host", name));
    }
  }

  void read_event(const toml::table& table) {
    Event event;
    for (const auto& [key, value] : table) {
      if (key == "target") {
        read_target(event, value);
      } else if (key == "from" || key == "until" || key == "every") {
        read_time(event, key.str(), value);
      } else if (key == "down" && value.is_boolean()) {
        event.down = *value.value<bool>();
      } else if (is_behaviour(key.str())) {
        read_behaviour(event.behaviour, key.str(), value);
      } else {
        complain(value, fmt::format("unknown key '{}' in an event, or not of its kind", key.str()));
      }
    }
    if (!table.contains("target")) {
      complain(table, "an event needs a target");
    }
    if (event.until <= event.from) {
      complain(table, "an event must end after it begins");
    } else if (event.every.count() > 0 && event.every < event.until - event.from) {
      complain(table, "an event must end before it begins again");
    }
    check_hop_event(event, table);
    result_.config.events.push_back(std::move(event));
  }

  void check_hop_event(const Event& event, const toml::table& table) {
    const auto& nodes = result_.config.nodes;
    const Behaviour& has = event.behaviour;
    const bool more = has.duplicate || has.reorder || has.corrupt || has.error || has.forge ||
                      has.ttl || has.silent || (has.loss && has.loss->burst);
    if (more && event.node < nodes.size() && !nodes[event.node].range) {
      complain(table, "an event of a node has down, delay and loss alone");
    }
  }

  void read_time(Event& event, std::string_view key, const toml::node& value) {
    const nanoseconds time = read_duration(value, key, complaints_);
    (key == "from" ? event.from : key == "until" ? event.until : event.every) = time;
  }

  Complaints complaints_;
  ParsedCounty result_;
  std::vector<Written> written_;  ///< beside config.nodes
};

}  // namespace

bool is_good_id(std::string_view id) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789._-";
  return !id.empty() && id.find_first_not_of(kAllowed) == std::string_view::npos && !parse_ip(id);
}

nanoseconds read_duration(const toml::node& value, std::string_view key, Complaints& complaints) {
  Words words(value.value_or<std::string>(""));
  const nanoseconds time = words.duration(key);
  if (const std::string problem = words.finish(); !problem.empty()) {
    complaints.add(value, problem);
    return nanoseconds{0};
  }
  return time;
}

std::optional<std::size_t> CountyConfig::find(std::string_view id) const {
  const auto found =
      std::find_if(nodes.begin(), nodes.end(), [id](const Node& n) { return n.id == id; });
  return found == nodes.end() ? std::nullopt
                              : std::optional(static_cast<std::size_t>(found - nodes.begin()));
}

std::optional<std::size_t> CountyConfig::host_of(const Ip& address) const {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto& range = nodes[i].range;
    if (range && range->contains(address) &&
        (!found || range->first > nodes[*found].range->first ||
         (range->first == nodes[*found].range->first && range->last < nodes[*found].range->last))) {
      found = i;
    }
  }
  return found;
}

ParsedCounty parse_county(std::string_view text, const std::filesystem::path& file) {
  Reader reader(file);
  try {
    return reader.read(toml::parse(text, file.string()));
  } catch (const toml::parse_error& error) {
    reader.complain(error.source(), error.description());
    return reader.take();
  }
}

ParsedCounty load_county(const std::filesystem::path& file) {
  std::ifstream input(file);
  std::ostringstream text;
  text << input.rdbuf();
  if (!input) {
    return {{}, {fmt::format("{}: cannot be read", file.string())}};
  }
  return parse_county(text.str(), file);
}

}  // namespace pantau::lab
