// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "tests/lab/config_reading.hpp"

namespace pantau::lab {
namespace {

constexpr std::uint16_t kHighestPort = 65535;

std::vector<std::string> read_texts(const toml::node& value,
                                    std::string_view key,
                                    Complaints& complaints) {
  std::vector<std::string> texts;
  const toml::array* list = value.as_array();
  if (list == nullptr || !list->is_homogeneous<std::string>()) {
    complaints.add(value, fmt::format("{} must be a list of texts", key));
    return texts;
  }
  for (const toml::node& text : *list) {
    texts.push_back(text.value_or<std::string>(""));
  }
  return texts;
}

void read_kind(Agent& agent, const toml::node& value, Complaints& complaints) {
  constexpr std::array<std::string_view, 3> kKinds{"command", "snmpsim", "snmpd"};
  const auto name = value.value_or<std::string>("");
  const auto* const found = std::find(kKinds.begin(), kKinds.end(), name);
  if (found == kKinds.end()) {
    complaints.add(value, "kind must be command, snmpsim or snmpd");
    return;
  }
  agent.kind = static_cast<Agent::Kind>(found - kKinds.begin());
}

void read_recordings(Agent& agent, const toml::node& value, Complaints& complaints) {
  for (const std::string& text : read_texts(value, "recordings", complaints)) {
    // Those that are shipped are found from everywhere, so that a county may be changed elsewhere.
    auto file = complaints.folder() / text;
    if (!std::filesystem::exists(file)) {
      file = std::filesystem::path(PANTAU_SOURCE_DIR) / "tests/lab" / text;
    }
    if (std::filesystem::is_regular_file(file)) {
      agent.recordings.push_back(file);
    } else {
      complaints.add(value, fmt::format("{} is no file", text));
    }
  }
}

void read_values(Agent& agent, const toml::node& value, Complaints& complaints) {
  const toml::table* table = value.as_table();
  if (table == nullptr) {
    complaints.add(value, "values must be a table of numbers by name");
    return;
  }
  for (const auto& [name, number] : *table) {
    agent.values.emplace_back(name.str(), read_ramp(name.str(), number, complaints).first);
  }
}

void read_port(Agent& agent, const toml::node& value, Complaints& complaints) {
  const auto port = value.value<std::int64_t>().value_or(0);
  if (port < 1 || port > kHighestPort) {
    complaints.add(value, "port must be a number from 1 to 65535");
    return;
  }
  agent.port = static_cast<std::uint16_t>(port);
}

/// What a kind cannot do without, and what means nothing to it.
void check_kind(const Agent& agent, const toml::table& table, Complaints& complaints) {
  const bool simulated = agent.kind == Agent::Kind::snmpsim;
  if (agent.command.empty() == (agent.kind == Agent::Kind::command)) {
    complaints.add(table, "an agent of kind command, and no other, has a command");
  }
  if (agent.recordings.empty() == simulated) {
    complaints.add(table, "an agent of kind snmpsim, and no other, has recordings");
  }
  if (!agent.config.empty() && agent.kind != Agent::Kind::snmpd) {
    complaints.add(table, "only an agent of kind snmpd has a config");
  }
}

std::optional<std::size_t> find_agent(const CountyConfig& config, std::string_view id) {
  const auto found = std::find_if(
      config.agents.begin(), config.agents.end(), [id](const Agent& a) { return a.id == id; });
  return found == config.agents.end()
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(found - config.agents.begin()));
}

void read_event_values(AgentEvent& event,
                       const Agent* agent,
                       const toml::node& value,
                       Complaints& complaints) {
  const toml::table* table = value.as_table();
  if (table == nullptr) {
    complaints.add(value, "values must be a table of numbers by name");
    return;
  }
  for (const auto& [name, ramp] : *table) {
    const auto known = [&name = name](const auto& entry) { return entry.first == name.str(); };
    if (agent != nullptr && std::none_of(agent->values.begin(), agent->values.end(), known)) {
      complaints.add(ramp, fmt::format("the agent has no value '{}'", name.str()));
    }
    event.values.push_back(read_ramp(name.str(), ramp, complaints));
  }
}

void check_event(const AgentEvent& event, const toml::table& table, Complaints& complaints) {
  if (event.until < event.from || (event.until == event.from && !event.restart)) {
    complaints.add(table, "an event must end after it begins");
  } else if (event.every.count() > 0 && event.every < event.until - event.from) {
    complaints.add(table, "an event must end before it begins again");
  }
  if (event.restart == !event.values.empty()) {
    complaints.add(table, "an event of an agent has either restart or values");
  }
}

}  // namespace

Ramp read_ramp(std::string_view name, const toml::node& value, Complaints& complaints) {
  Ramp ramp{std::string(name), 0, 0};
  if (const auto number = value.value<double>(); number && !value.is_string()) {
    ramp.first = ramp.last = *number;
    return ramp;
  }
  const std::string text = value.value_or<std::string>("");
  const char* const end = text.data() + text.size();
  auto [stopped, error] = std::from_chars(text.data(), end, ramp.first);
  ramp.last = ramp.first;
  constexpr std::string_view kTo = " to ";
  if (error == std::errc{} && std::string_view(stopped, end).starts_with(kTo)) {
    const auto second = std::from_chars(stopped + kTo.size(), end, ramp.last);
    stopped = second.ptr;
    error = second.ec;
  }
  if (error != std::errc{} || stopped != end) {
    complaints.add(value, fmt::format("{} must be a number or like \"100 to 35\"", name));
  }
  return ramp;
}

void read_agent(const toml::table& table, CountyConfig& config, Complaints& complaints) {
  Agent agent;
  for (const auto& [key, value] : table) {
    if (key == "id") {
      agent.id = value.value_or<std::string>("");
    } else if (key == "kind") {
      read_kind(agent, value, complaints);
    } else if (key == "port") {
      read_port(agent, value, complaints);
    } else if (key == "command") {
      agent.command = read_texts(value, key.str(), complaints);
    } else if (key == "recordings") {
      read_recordings(agent, value, complaints);
    } else if (key == "config") {
      agent.config = read_texts(value, key.str(), complaints);
    } else if (key == "values") {
      read_values(agent, value, complaints);
    } else {
      complaints.add(value, fmt::format("unknown key '{}' in an agent", key.str()));
    }
  }
  check_kind(agent, table, complaints);
  if (!is_good_id(agent.id)) {
    complaints.add(
        table,
        fmt::format("id is '{}' but must be lower case letters, digits, '.', '_', '-'", agent.id));
  } else if (find_agent(config, agent.id)) {
    complaints.add(table, fmt::format("agent '{}' is defined twice", agent.id));
  }
  config.agents.push_back(std::move(agent));
}

void read_agents_of(const toml::node& value,
                    Node& node,
                    const CountyConfig& config,
                    Complaints& complaints) {
  const auto names = value.is_string() ? std::vector{value.value_or<std::string>("")}
                                       : read_texts(value, "agent", complaints);
  for (const std::string& name : names) {
    const auto agent = find_agent(config, name);
    if (!agent) {
      complaints.add(value, fmt::format("agent '{}' is not defined", name));
      continue;
    }
    const auto port = config.agents[*agent].port;
    if (std::any_of(node.agents.begin(), node.agents.end(), [&](std::size_t other) {
          return config.agents[other].port == port;
        })) {
      complaints.add(value, fmt::format("two agents answer on port {}", port));
    }
    node.agents.push_back(*agent);
  }
}

void read_agent_event(const toml::table& table, CountyConfig& config, Complaints& complaints) {
  AgentEvent event;
  const toml::node& name = *table.get("agent");
  const auto agent = find_agent(config, name.value_or<std::string>(""));
  if (!agent) {
    complaints.add(name, fmt::format("agent '{}' is not defined", name.value_or<std::string>("")));
  }
  event.agent = agent.value_or(0);
  for (const auto& [key, value] : table) {
    if (key == "from") {
      event.from = read_duration(value, key.str(), complaints);
    } else if (key == "until") {
      event.until = read_duration(value, key.str(), complaints);
    } else if (key == "every") {
      event.every = read_duration(value, key.str(), complaints);
    } else if (key == "restart" && value.is_boolean()) {
      event.restart = *value.value<bool>();
    } else if (key == "values") {
      read_event_values(event, agent ? &config.agents[*agent] : nullptr, value, complaints);
    } else if (key != "agent") {
      complaints.add(
          value,
          fmt::format("unknown key '{}' in an event of an agent, or not of its kind", key.str()));
    }
  }
  if (!table.contains("until")) {
    event.until = event.from;
  }
  check_event(event, table, complaints);
  config.agent_events.push_back(std::move(event));
}

}  // namespace pantau::lab
