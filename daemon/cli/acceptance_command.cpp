// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/acceptance_command.hpp"

#include <CLI/CLI.hpp>

namespace pantau::cli {

void AcceptanceCommand::add(CLI::App& app,
                            std::string& configuration,
                            std::function<int()>& command) {
  CLI::App* acceptance = app.add_subcommand(
      "acceptance", "Record of a site's acceptance test, to attach to the handover minutes");
  acceptance->add_option("-c,--config", configuration, "Configuration file")->capture_default_str();
  acceptance->add_option("SITE", options_.site, "Id of the site")->required();
  acceptance->add_flag("--json", options_.json, "One JSON document");
  acceptance->footer(
      "Examples:\n  pantau acceptance jila-kantor\n"
      "  pantau acceptance jila-kantor --json\n"
      "The test runs by itself from the date in actual.acceptance_test of the site. The record is\n"
      "plain text of 80 columns in the language of [daemon] language, from the book of record\n"
      "alone; it works while the daemon is stopped.\n"
      "Exit: 0 passed; 1 failed, undecided, still running, no test, or no such site.");
  acceptance->callback([this, &configuration, &command] {
    command = [this, &configuration] {
      options_.configuration = configuration;
      return cli::acceptance(options_);
    };
  });
}

}  // namespace pantau::cli
