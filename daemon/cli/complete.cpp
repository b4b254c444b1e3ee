// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/complete.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

#include "daemon/book/cause.hpp"
#include "daemon/cli/with_plan.hpp"

#include <CLI/CLI.hpp>

namespace pantau::cli {

namespace {

using Ids = std::vector<std::string>;

template <typename T>
Ids ids_of(const std::vector<T>& list) {
  Ids ids;
  ids.reserve(list.size());
  for (const T& item : list) {
    ids.push_back(item.id);
  }
  return ids;
}

Ids profiles_of(const config::Plan& plan) {
  Ids ids{"auto"};
  for (const auto& profile : plan.profiles) {
    ids.push_back(profile->id);
  }
  return ids;
}

Ids causes(const config::Plan& /*plan*/) {
  return {book::kCauseNames.begin(), book::kCauseNames.end()};
}

using ListIds = Ids (*)(const config::Plan&);

constexpr std::array<std::pair<std::string_view, ListIds>, 11> kKinds{{
    {"links", [](const config::Plan& plan) { return ids_of(plan.links); }},
    {"sites", [](const config::Plan& plan) { return ids_of(plan.sites); }},
    {"devices", [](const config::Plan& plan) { return ids_of(plan.devices); }},
    {"contracts", [](const config::Plan& plan) { return ids_of(plan.contracts); }},
    {"phases", [](const config::Plan& plan) { return ids_of(plan.phases); }},
    {"districts", [](const config::Plan& plan) { return ids_of(plan.districts); }},
    {"providers", [](const config::Plan& plan) { return ids_of(plan.providers); }},
    {"technologies", [](const config::Plan& plan) { return ids_of(plan.technologies); }},
    {"credentials", [](const config::Plan& plan) { return ids_of(plan.credentials); }},
    {"profiles", profiles_of},
    {"causes", causes},
}};

}  // namespace

std::vector<std::string> completion_kinds() {
  std::vector<std::string> kinds;
  kinds.reserve(kKinds.size());
  for (const auto& [name, list] : kKinds) {
    kinds.emplace_back(name);
  }
  return kinds;
}

std::vector<std::string> completions(const config::Plan& plan, const std::string& kind) {
  for (const auto& [name, list] : kKinds) {
    if (name == kind) {
      return list(plan);
    }
  }
  return {};
}

void CompleteCommand::add(CLI::App& app,
                          std::string& configuration,
                          std::function<int()>& command) {
  CLI::App* complete =
      app.add_subcommand("complete", "Ids of the configuration, one a line, for the shell");
  complete->add_option("-c,--config", configuration, "Configuration file")->capture_default_str();
  complete->add_option("KIND", kind_, "What to list")
      ->required()
      ->check(CLI::IsMember(completion_kinds()));
  complete->footer(
      "Examples:\n  pantau complete links\n  pantau complete devices -c pantau.toml\n"
      "The completions of bash, zsh and fish ask it.\n"
      "Exit: 0, 2 no such kind, 78 bad configuration.");
  complete->callback([this, &configuration, &command] {
    command = [this, &configuration] {
      return with_plan(configuration, "complete", [this](const config::Plan& plan) {
        for (const std::string& id : completions(plan, kind_)) {
          fmt::print("{}\n", id);
        }
        return 0;
      });
    };
  });
}

}  // namespace pantau::cli
