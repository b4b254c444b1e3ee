// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reading TOML with a list of problems; shared by the sources that read a county.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "tests/lab/county_config.hpp"
#include "tests/lab/words.hpp"

namespace pantau::lab {

class Complaints {
 public:
  explicit Complaints(std::filesystem::path file) : file_(std::move(file)) {}

  void add(const toml::source_region& where, std::string_view problem) {
    problems_.push_back(
        fmt::format("{}:{}:{}: {}", file_.string(), where.begin.line, where.begin.column, problem));
  }

  void add(const toml::node& where, std::string_view problem) { add(where.source(), problem); }

  [[nodiscard]] std::filesystem::path folder() const { return file_.parent_path(); }

  [[nodiscard]] std::vector<std::string> take() { return std::move(problems_); }

 private:
  std::filesystem::path file_;
  std::vector<std::string> problems_;
};

/// Calls `read_one` for each table of a list of tables.
template <typename Read>
void each_table(const toml::table& root,
                std::string_view key,
                Complaints& complaints,
                Read read_one) {
  const toml::node* found = root.get(key);
  if (found == nullptr) {
    return;
  }
  const toml::array* tables = found->as_array();
  if (tables == nullptr) {
    complaints.add(*found, fmt::format("'{0}' must be a list of tables: [[{0}]]", key));
    return;
  }
  for (const toml::node& entry : *tables) {
    if (const auto* table = entry.as_table()) {
      read_one(*table);
    } else {
      complaints.add(entry, fmt::format("'{}' must be a table", key));
    }
  }
}

[[nodiscard]] bool is_good_id(std::string_view id);
[[nodiscard]] nanoseconds read_duration(const toml::node& value,
                                        std::string_view key,
                                        Complaints& complaints);

/// [[agent]]
void read_agent(const toml::table& table, CountyConfig& config, Complaints& complaints);
/// `agent` of a [[host]]: the id of one, or a list.
void read_agents_of(const toml::node& value,
                    Node& node,
                    const CountyConfig& config,
                    Complaints& complaints);
/// [[event]] with `agent`.
void read_agent_event(const toml::table& table, CountyConfig& config, Complaints& complaints);
/// "100", "100 to 35", or a number.
[[nodiscard]] Ramp read_ramp(std::string_view name,
                             const toml::node& value,
                             Complaints& complaints);

}  // namespace pantau::lab
