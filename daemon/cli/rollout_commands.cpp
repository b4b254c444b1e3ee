// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/rollout_commands.hpp"

#include <utility>

#include <CLI/CLI.hpp>

namespace pantau::cli {

void RolloutCommands::add(CLI::App& app,
                          std::string& configuration,
                          std::function<int()>& command) {
  configuration_ = &configuration;
  command_ = &command;
  CLI::App* rollout = app.add_subcommand(
      "rollout", "Phases with four counts and deviation, who is served, what is late and why");
  rollout->require_subcommand(0, 1);
  configuration_option(*rollout);
  CLI::Option* json = rollout->add_flag("--json", options_.json, "One JSON document");
  rollout->add_flag("--csv", options_.csv, "RFC 4180, a row a phase, the total last")
      ->excludes(json);
  rollout->footer(
      "Examples:\n  pantau rollout\n  pantau rollout --csv\n"
      "  pantau rollout curve --csv\n  pantau rollout freeze apbd-2026\n"
      "  pantau rollout history site jila-kantor\n"
      "Works while the daemon is stopped: what is served is the last settled state in the book.\n"
      "More: pantau help rollout freeze\n"
      "Exit: 0, 1 the book cannot be read, 2 wrong usage.");
  add_curve(*rollout);
  add_freeze(*rollout);
  add_history(*rollout);
  rollout->callback([this, rollout] {
    if (rollout->get_subcommands().empty()) {
      *command_ = [this] {
        options_.configuration = *configuration_;
        return rollout_status(options_);
      };
    }
  });
}

void RolloutCommands::configuration_option(CLI::App& command) {
  command.add_option("-c,--config", *configuration_, "Configuration file")->capture_default_str();
}

void RolloutCommands::does(CLI::App& command, std::function<int(const RolloutOptions&)> work) {
  command.callback([this, work = std::move(work)] {
    *command_ = [this, work] {
      options_.configuration = *configuration_;
      return work(options_);
    };
  });
}

void RolloutCommands::add_curve(CLI::App& rollout) {
  CLI::App* command =
      rollout.add_subcommand("curve", "The S-curve by month ends: planned, actual, frozen");
  configuration_option(*command);
  command->add_flag("--csv", options_.csv, "RFC 4180");
  command->footer(
      "Examples:\n  pantau rollout curve\n  pantau rollout curve --csv\n"
      "Exit: 0, 1 the book cannot be read, 2 wrong usage.");
  does(*command, rollout_curve);
}

void RolloutCommands::add_freeze(CLI::App& rollout) {
  CLI::App* command = rollout.add_subcommand(
      "freeze", "Keeps today's plan in the book, so that re-planning does not rewrite history");
  configuration_option(*command);
  command->add_option("NAME", options_.name, "Of the baseline: small letters, digits, . _ -")
      ->required();
  command->footer(
      "Example:\n  pantau rollout freeze apbd-2026\n"
      "The one frozen last is the one that is shown; none is ever changed or taken away. The\n"
      "daemon's figures follow within a minute.\n"
      "Exit: 0, 1 the name is used or the book cannot be written, 2 wrong usage.");
  does(*command, rollout_freeze);
}

void RolloutCommands::add_history(CLI::App& rollout) {
  CLI::App* command = rollout.add_subcommand(
      "history", "What changed in the inventory between two loads of the configuration");
  configuration_option(*command);
  command->add_option("ITEM",
                      options_.item,
                      "Nothing, or what it is and its id; kinds are contract district link phase "
                      "provider site technology");
  command->add_flag("--csv", options_.csv, "RFC 4180");
  command->footer(
      "Examples:\n  pantau rollout history\n  pantau rollout history site jila-kantor\n"
      "  pantau rollout history contract geo-2026 --csv\n"
      "Exit: 0, 1 there is no such thing or the book cannot be read, 2 wrong usage.");
  does(*command, rollout_history);
}

}  // namespace pantau::cli
