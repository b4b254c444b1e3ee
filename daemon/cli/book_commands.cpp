// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/book_commands.hpp"

#include "daemon/cli/exit_code.hpp"

#include <CLI/CLI.hpp>

namespace pantau::cli {

namespace {

constexpr const char* kCauses =
    "planned_work upstream power_site power_grid fuel_out battery_solar provider_equipment "
    "provider_core rain_fade fee_unpaid suspended quota_exhausted theft_vandalism security "
    "natural_disaster local_network monitoring_fault unknown";

}  // namespace

void BookCommands::add(CLI::App& app, std::string& configuration, std::function<int()>& command) {
  configuration_ = &configuration;
  command_ = &command;
  add_why(app);
  add_outages(app);
  add_outage_set(app);
  add_maintenance(app);
  add_availability(app);
  add_restitution(app);
}

void BookCommands::configuration_option(CLI::App& command) {
  command.add_option("-c,--config", *configuration_, "Configuration file")->capture_default_str();
}

void BookCommands::add_why(CLI::App& app) {
  CLI::App* command = app.add_subcommand("why", "The reasoning behind the present state of a link");
  configuration_option(*command);
  command->add_option("LINK", why_.link, "Id of the link")->required();
  add_access_options(*command, why_.access);
  command->add_flag("--json", why_.json, "The API's own document");
  command->footer(
      "Examples:\n  pantau why jila-vsat\n"
      "  pantau why jila-vsat --url https://timika-1:9750 --ca ca.crt \\\n"
      "    --certificate prometheus.crt --key prometheus.key \\\n"
      "    --user prometheus --password-file password\n"
      "Exit: 0, or 1 when there is no such link or the daemon cannot be reached.");
  command->callback([this, command] {
    *command_ = [this, command] {
      why_.configuration = *configuration_;
      why_.configuration_given = command->count("--config") > 0;
      return why(why_);
    };
  });
}

void BookCommands::add_outages(CLI::App& app) {
  CLI::App* command = app.add_subcommand("outages", "Outages from the book of record");
  configuration_option(*command);
  command->add_option(
      "--since", outages_.since, "RFC 3339, a date or an age such as 24h; default: 30 days");
  command->add_option("--until", outages_.until, "As --since; default: now");
  command->add_option("--link", outages_.link, "Id of one link");
  CLI::Option* json = command->add_flag("--json", outages_.json, "The API's own document");
  command->add_flag("--csv", outages_.csv, "RFC 4180, a row a segment")->excludes(json);
  command->footer(
      "Examples:\n  pantau outages --since 24h\n"
      "  pantau outages --since 2026-10-01 --until 2026-11-01 --csv\n"
      "Works while the daemon is stopped. Exit: 0, 1 the book cannot be read, 2 wrong usage.");
  command->callback([this] {
    *command_ = [this] {
      outages_.configuration = *configuration_;
      return outages(outages_);
    };
  });
}

void BookCommands::add_outage_set(CLI::App& app) {
  CLI::App* group = app.add_subcommand("outage", "Corrects what the book says of an outage");
  group->require_subcommand(1);
  group->footer(
      "Example:\n  pantau outage set 417 --cause rain_fade --note \"storm over the ridge\"\n"
      "More: pantau help outage set");
  CLI::App* command = group->add_subcommand("set", "Says the cause of an outage");
  configuration_option(*command);
  command
      ->add_option("OUTAGE",
                   outage_set_.target,
                   "Number as `pantau outages` shows it, or a link: its open outage")
      ->required();
  command->add_option("--cause", outage_set_.cause, kCauses)->required();
  command->add_option("--note", outage_set_.note, "What is known");
  command->add_option("--document", outage_set_.document, "Number of a letter or report");
  CLI::Option* reported = command->add_option(
      "--reported", outage_set_.reported, "When it was reported to the provider");
  command->add_option("--ticket", outage_set_.ticket, "The provider's number for it")
      ->needs(reported);
  command->footer(
      "Examples:\n  pantau outage set 417 --cause rain_fade --note \"storm over the ridge\"\n"
      "  pantau outage set jila-vsat --cause power_grid --reported 2h --ticket TT-0417\n"
      "The proposal and its evidence stay beside it, with your name and the time. The daemon's\n"
      "figures follow within a minute. Exit: 0, 1 no such outage, 2 wrong usage.");
  command->callback([this] {
    *command_ = [this] {
      outage_set_.configuration = *configuration_;
      return outage_set(outage_set_);
    };
  });
}

void BookCommands::add_maintenance(CLI::App& app) {
  CLI::App* group = app.add_subcommand("maintenance", "Announced work");
  group->require_subcommand(1);
  group->footer(
      "Examples:\n  pantau maintenance add jila-vsat --from now --to +2h --reason \"new modem\"\n"
      "  pantau maintenance list\n  pantau maintenance end 12\n"
      "More: pantau help maintenance add");
  add_maintenance_add(*group);
  add_maintenance_list(*group);
  add_maintenance_end(*group);
}

void BookCommands::add_maintenance_add(CLI::App& maintenance) {
  CLI::App* command = maintenance.add_subcommand("add", "Announces work");
  configuration_option(*command);
  command->add_option("LINK", maintenance_.links, "Links that are worked on");
  command->add_option("--site", maintenance_.sites, "All links of a site; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--district", maintenance_.districts, "All links of a district")
      ->allow_extra_args(false);
  command->add_option("--provider", maintenance_.providers, "All links of a provider")
      ->allow_extra_args(false);
  command->add_option("--from", maintenance_.from, "RFC 3339, local time, \"now\" or \"+2h\"")
      ->required();
  command->add_option("--to", maintenance_.to, "The same; \"+5h\" counts from --from")->required();
  command->add_option("--reason", maintenance_.reason, "Why")->required();
  command->add_option("--document", maintenance_.document, "Number of the letter");
  command->footer(
      "Examples:\n  pantau maintenance add jila-vsat --from now --to +2h --reason \"new modem\"\n"
      "  pantau maintenance add --provider bakti --from 2026-12-01T00:00 --to 2026-12-01T05:00 \\\n"
      "    --reason \"hub work\" --document B-112/XI/2026\n"
      "Exit: 0, 1 the book cannot be written, 2 wrong usage.");
  command->callback([this] {
    *command_ = [this] {
      maintenance_.configuration = *configuration_;
      return maintenance_add(maintenance_);
    };
  });
}

void BookCommands::add_maintenance_list(CLI::App& maintenance) {
  CLI::App* command = maintenance.add_subcommand("list", "Announced work, present and ahead");
  configuration_option(*command);
  command->add_flag("--all", maintenance_.all, "What is over, too");
  command->add_flag("--json", maintenance_.json, "One JSON document");
  command->footer("Example:\n  pantau maintenance list --all");
  command->callback([this] {
    *command_ = [this] {
      maintenance_.configuration = *configuration_;
      return maintenance_list(maintenance_);
    };
  });
}

void BookCommands::add_maintenance_end(CLI::App& maintenance) {
  CLI::App* command = maintenance.add_subcommand("end", "Ends work now, or takes it back");
  configuration_option(*command);
  command->add_option("NUMBER", maintenance_.id, "As `pantau maintenance list` shows it")
      ->required();
  command->footer("Example:\n  pantau maintenance end 12");
  command->callback([this] {
    *command_ = [this] {
      maintenance_.configuration = *configuration_;
      return maintenance_end(maintenance_);
    };
  });
}

void BookCommands::add_availability(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "availability", "Gross, net, lower bound and coverage from the book of record");
  configuration_option(*command);
  command->add_option("--from", availability_.from, "First day, local")->required();
  command->add_option("--to", availability_.to, "Last day, local, included")->required();
  command->add_option("--by", availability_.by, "link site district phase provider contract")
      ->check(CLI::IsMember({"link", "site", "district", "phase", "provider", "contract"}))
      ->capture_default_str();
  command->add_option("--contract", availability_.contract, "Only what stood under this contract");
  CLI::Option* json = command->add_flag("--json", availability_.json, "One JSON document");
  command->add_flag("--csv", availability_.csv, "RFC 4180")->excludes(json);
  command->footer(
      "Examples:\n  pantau availability --from 2026-10-01 --to 2026-10-31 --by district\n"
      "  pantau availability --from 2026-07-01 --to 2026-09-30 --by provider --csv\n"
      "  pantau availability --from 2026-10-01 --to 2026-10-31 --contract bakti-2026\n"
      "A quarter shows its three months as well. Exit: 0, 1 the book cannot be read, 2 wrong "
      "usage.");
  command->callback([this] {
    *command_ = [this] {
      availability_.configuration = *configuration_;
      return availability_report(availability_);
    };
  });
}

void BookCommands::add_restitution(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("restitution", "What providers owe back for a month, and why");
  configuration_option(*command);
  command->add_option("--month", restitution_.month, "2026-10, local")->required();
  command->add_option("--contract", restitution_.contract, "One contract; default: all with a fee");
  CLI::Option* json = command->add_flag("--json", restitution_.json, "One JSON document");
  command->add_flag("--csv", restitution_.csv, "RFC 4180, a row a link and one a contract")
      ->excludes(json);
  command->footer(
      "Examples:\n  pantau restitution --month 2026-10\n"
      "  pantau restitution --month 2026-10 --contract bakti-2026 --csv\n"
      "A month that was judged counts by the terms of then, with corrections of later. Exit: 0,\n"
      "1 the book cannot be read or there is no such contract, 2 wrong usage.");
  command->callback([this] {
    *command_ = [this] {
      restitution_.configuration = *configuration_;
      return restitution(restitution_);
    };
  });
}

}  // namespace pantau::cli
