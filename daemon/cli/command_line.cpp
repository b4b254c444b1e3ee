// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "config/quantity.hpp"
#include "config/suggest.hpp"
#include "daemon/app/version.hpp"
#include "daemon/cli/acceptance_command.hpp"
#include "daemon/cli/base_url.hpp"
#include "daemon/cli/book_commands.hpp"
#include "daemon/cli/check.hpp"
#include "daemon/cli/complete.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/doctor.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/explain.hpp"
#include "daemon/cli/import_csv.hpp"
#include "daemon/cli/ping.hpp"
#include "daemon/cli/plain_text.hpp"
#include "daemon/cli/rollout_commands.hpp"
#include "daemon/cli/run.hpp"
#include "daemon/cli/snmp.hpp"
#include "daemon/cli/status.hpp"

#include <CLI/CLI.hpp>

namespace pantau::cli {

namespace {

constexpr const char* kConfigurationHelp = "Configuration file";

/// "200ms" as in the configuration, or plain seconds as ping(8) takes them.
net::Nanoseconds duration_of(const std::string& option, const std::string& text) {
  std::size_t used = 0;
  try {
    const double seconds = std::stod(text, &used);
    if (used == text.size() && seconds >= 0 && seconds < 1e6) {
      return std::chrono::duration_cast<net::Nanoseconds>(std::chrono::duration<double>(seconds));
    }
  } catch (const std::exception&) {  // not a number at all: perhaps a duration with units
    used = 0;
  }
  if (const auto duration = config::parse_duration(text)) {
    return *duration;
  }
  throw CLI::ValidationError(
      option, fmt::format("\"{}\" is no duration; write \"5s\", \"300ms\" or 0.5", text));
}

void within(const std::string& option,
            net::Nanoseconds value,
            net::Nanoseconds least,
            net::Nanoseconds most) {
  if (value < least || value > most) {
    throw CLI::ValidationError(option,
                               fmt::format("must lie between {} and {}",
                                           config::format_duration(least),
                                           config::format_duration(most)));
  }
}

const CLI::App* find_command(const CLI::App& group, const std::string& name) {
  const auto found = group.get_subcommands(
      [&name](const CLI::App* command) { return command->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

void say_no_such_command(const CLI::App& group, const std::string& path, const std::string& word) {
  config::Nearest nearest{word};
  for (const CLI::App* const known : group.get_subcommands([](const CLI::App*) { return true; })) {
    nearest.offer(known->get_name());
  }
  fmt::print(stderr,
             "{}: there is no command {}{}; see {} --help\n",
             path,
             printable(word),
             nearest.question(),
             path);
}

/// CLI11 has no word for it but that a subcommand is required. \return whether there is one.
bool say_unknown_command(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* group = &app;
  std::string path = app.get_name();
  for (const std::string& word : words) {
    if (group->get_require_subcommand_min() == 0) {
      return false;
    }
    if (word.starts_with('-')) {
      continue;
    }
    const CLI::App* const found = find_command(*group, word);
    if (found == nullptr) {
      say_no_such_command(*group, path, word);
      return true;
    }
    path += " " + word;
    group = found;
  }
  return false;
}

/// All that the command line can say, and which command was said.
class CommandLine {
 public:
  CommandLine() {
    app_.name("pantau");
    app_.description("Watches the internet links of a district-connectivity rollout.");
    app_.set_version_flag("--version", app::version_text());
    app_.require_subcommand(1);
    app_.footer("Each command explains itself: pantau help COMMAND");
    add_daemon_commands();
    add_ping();
    add_snmp();
    add_status();
    acceptance_.add(app_, configuration_, command_);
    book_.add(app_, configuration_, command_);
    import_.add(app_, command_);
    rollout_.add(app_, configuration_, command_);
    complete_.add(app_, configuration_, command_);
    add_help();
  }

  int parse_and_run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
      return command_();
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() != 0 && say_unknown_command(app_, {argv + 1, argv + argc})) {
        return kExitUsage;
      }
      const int code = app_.exit(error);
      return code == 0 ? kExitOk : kExitUsage;
    }
  }

 private:
  void configuration_option(CLI::App& command) {
    command.add_option("-c,--config", configuration_, kConfigurationHelp)->capture_default_str();
  }

  void add_daemon_commands() {
    CLI::App* run = app_.add_subcommand("run", "The daemon, in the foreground");
    configuration_option(*run);
    run->footer(
        "Example:\n  pantau run -c /etc/pantau/pantau.toml\n"
        "Exit: 0 stopped, 78 bad configuration, 1 cannot start.\n"
        "SIGHUP reloads the configuration, SIGTERM stops.");
    run->callback([this] { command_ = [this] { return cli::run(configuration_); }; });

    CLI::App* check =
        app_.add_subcommand("check", "Reads all configuration and names every mistake");
    configuration_option(*check);
    check->footer(
        "Example:\n  pantau check -c pantau.toml\n"
        "Prints FILE:LINE:COLUMN: path.of.key: what is wrong and what to write; else a summary.\n"
        "Exit: 0 good, 78 mistakes.");
    check->callback([this] { command_ = [this] { return cli::check(configuration_); }; });

    CLI::App* explain =
        app_.add_subcommand("explain", "Effective settings of a link and where each came from");
    configuration_option(*explain);
    explain->add_option("LINK", link_, "Id of the link")->required();
    explain->footer(
        "Example:\n  pantau explain jila-vsat\nExit: 0, or 1 when there is no such link.");
    explain->callback(
        [this] { command_ = [this] { return cli::explain(configuration_, link_); }; });

    CLI::App* doctor = app_.add_subcommand(
        "doctor", "Looks at permissions, sockets, clock and disk; says each fix");
    configuration_option(*doctor);
    doctor->footer("Example:\n  pantau doctor\nExit: 0 nothing bad, 1 something must be mended.");
    doctor->callback([this] { command_ = [this] { return cli::doctor(configuration_); }; });
  }

  void add_ping() {
    CLI::App* command =
        app_.add_subcommand("ping", "Echoes to addresses or configured links, live");
    configuration_option(*command);
    command->add_option("TARGET", ping_.targets, "Address, host name or id of a link")->required();
    command->add_option("-n,--count", ping_.count, "Echoes per target; 0 until interrupted")
        ->capture_default_str();
    command->add_option("-i,--interval", interval_, "Between echoes to one target, 0.1 to 60 s");
    command->add_option("-t,--timeout", timeout_, "Until an echo counts as lost, 0.05 to 30 s");
    command->add_option(
        "--technology", ping_.technology, "Take interval and timeout from this profile");
    command->add_flag("--json", ping_.json, "One JSON document at the end");
    command->footer(
        "Examples:\n  pantau ping 198.18.6.1 -n 20 --technology geo-vsat\n"
        "  pantau ping jila-vsat hoya-vsat -i 500ms\n"
        "Exit: 0 every target answered something, 1 some did not, 2 wrong usage.");
    command->callback(
        [this, command] { command_ = [this, command] { return run_ping(*command); }; });
  }

  int run_ping(const CLI::App& command) {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    ping_.configuration = configuration_;
    ping_.configuration_given = command.count("--config") > 0;
    if (!interval_.empty()) {
      ping_.interval = duration_of("--interval", interval_);
      within("--interval", *ping_.interval, milliseconds{100}, seconds{60});
    }
    if (!timeout_.empty()) {
      ping_.timeout = duration_of("--timeout", timeout_);
      within("--timeout", *ping_.timeout, milliseconds{50}, seconds{30});
    }
    return ping(ping_);
  }

  void add_snmp() {
    CLI::App* command = app_.add_subcommand("snmp", "One SNMP poll of a device, decoded");
    configuration_option(*command);
    command
        ->add_option("DEVICE",
                     snmp_.target,
                     "Id of a device of the configuration, or an address or host name, with :PORT "
                     "when that is not 161")
        ->required();
    command->add_option(
        "--profile", snmp_.profile, "Id of a device profile, or auto; default: as configured");
    command->add_option("--credentials",
                        snmp_.credentials,
                        "Id of [[snmp_credentials]] of the configuration; an address needs it");
    command
        ->add_option("--interface",
                     snmp_.interfaces,
                     "ifName or ifAlias, may be repeated; default: as configured")
        ->allow_extra_args(false);
    command->add_option("-t,--timeout", timeout_, "Of the first attempt, 0.05 to 30 s; doubles");
    command->add_option("--retries", snmp_.retries, "Attempts after the first, 0 to 10")
        ->check(CLI::Range(0, 10));
    command->add_flag("--json", snmp_.json, "One JSON document");
    command->footer(
        "Examples:\n  pantau snmp jila-router\n"
        "  pantau snmp 198.18.6.2 --credentials field --profile auto\n"
        "  pantau snmp 198.18.6.2:1161 --credentials field --interface ether1 --json\n"
        "Neither a running daemon nor privileges are needed.\n"
        "Exit: 0 the device answered, 1 it did not or it refused, 2 wrong usage, 78 bad "
        "configuration.");
    command->callback([this] { command_ = [this] { return run_snmp(); }; });
  }

  int run_snmp() {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    snmp_.configuration = configuration_;
    if (!timeout_.empty()) {
      snmp_.timeout = duration_of("--timeout", timeout_);
      within("--timeout", *snmp_.timeout, milliseconds{50}, seconds{30});
    }
    return snmp(snmp_);
  }

  void add_status() {
    CLI::App* command = app_.add_subcommand("status", "Links as the running daemon sees them");
    configuration_option(*command);
    add_access_options(*command, status_.access);
    command->add_flag("--json", status_.json, "The API's own document");
    command->add_flag("--failing", status_.view.failing, "Only what is not up");
    command->add_flag("--wide", status_.view.wide, "With p95, site, technology and address");
    command->footer(
        "Examples:\n  pantau status\n  pantau status --failing\n"
        "  pantau status --url http://198.18.0.10:9750 --json\n"
        "  pantau status --url https://timika-1:9750 --ca ca.crt \\\n"
        "    --certificate prometheus.crt --key prometheus.key \\\n"
        "    --user prometheus --password-file password\n"
        "What is down comes first, with whom to phone, and below it what is unreachable because of "
        "it.\n"
        "Exit: 0, or 1 when the daemon cannot be reached.");
    command->callback(
        [this, command] { command_ = [this, command] { return run_status(*command); }; });
  }

  int run_status(const CLI::App& command) {
    const config::LoadOutcome outcome = load_configuration(configuration_);
    if (outcome.plan) {
      status_.daemon = outcome.plan->daemon;
    } else if (command.count("--config") > 0) {
      say_not_used("status", configuration_);
    }
    if (status_.access.url.empty()) {
      status_.access.url = base_url(outcome.plan ? outcome.plan->http : config::HttpSettings{});
    }
    return status(status_);
  }

  void add_help() {
    CLI::App* command = app_.add_subcommand("help", "Explains a command");
    command->add_option("COMMAND", help_about_, "Which one, such as: maintenance add");
    command->callback([this] { command_ = [this] { return help(); }; });
  }

  int help() {
    const CLI::App* about = &app_;
    std::string before;
    for (const std::string& word : help_about_) {
      const auto found = about->get_subcommands(
          [&word](const CLI::App* command) { return command->get_name() == word; });
      if (found.empty()) {
        fmt::print(stderr,
                   "pantau help: there is no command {}; see pantau --help\n",
                   printable(fmt::format("{}", fmt::join(help_about_, " "))));
        return kExitUsage;
      }
      before += (before.empty() ? "" : " ") + about->get_name();
      about = found.front();
    }
    fmt::print("{}", about->help(before));
    return kExitOk;
  }

  CLI::App app_;
  std::function<int()> command_;
  std::string configuration_ = kDefaultConfiguration;
  std::string link_;
  std::string interval_;
  std::string timeout_;
  std::vector<std::string> help_about_;
  PingOptions ping_;
  SnmpOptions snmp_;
  StatusOptions status_;
  AcceptanceCommand acceptance_;
  BookCommands book_;
  CompleteCommand complete_;
  ImportCommand import_;
  RolloutCommands rollout_;
};

}  // namespace

int run_command_line(int argc, char** argv) {
  CommandLine line;
  return line.parse_and_run(argc, argv);
}

}  // namespace pantau::cli
