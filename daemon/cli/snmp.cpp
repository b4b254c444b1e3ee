// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/snmp.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "daemon/cli/configuration.hpp"
#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/snmp_json.hpp"
#include "daemon/cli/snmp_report.hpp"
#include "daemon/cli/snmp_target.hpp"
#include "daemon/cli/snmp_text.hpp"
#include "daemon/devices/device_target.hpp"
#include "probes/snmp/snmp_runner.hpp"

namespace pantau::cli {

namespace {

constexpr pantau::snmp::DeviceId kPoll = 0;
constexpr pantau::snmp::DeviceId kListing = 1;

/// One poll, and a second one that lists interfaces where none was asked for by name.
class SnmpRun {
 public:
  explicit SnmpRun(const SnmpTarget& target)
      : target_(target),
        runner_(
            io_, pantau::snmp::SnmpRunnerOptions{}, [this](const auto& result) { take(result); }),
        signals_(io_, SIGINT, SIGTERM) {}

  /// \return what is wrong when nothing could be asked at all.
  std::optional<std::string> run() {
    if (auto failure = runner_.open()) {
      return failure;
    }
    signals_.async_wait([this](const boost::system::error_code& error, int) {
      if (!error) {
        finish();
      }
    });
    runner_.start();
    ask(kPoll, devices::target_of(*target_.plan, target_.device()));
    io_.run();
    return std::nullopt;
  }

  /// Absent when interrupted before the end.
  [[nodiscard]] const std::optional<SnmpReport>& report() const { return report_; }

 private:
  void ask(pantau::snmp::DeviceId id, const pantau::snmp::DeviceTarget& how) {
    constexpr bool kAtOnce = true;
    runner_.add(id, how, kAtOnce);
    runner_.set_address(id, target_.address);
  }

  void take(const pantau::snmp::PollResult& result) {
    if (result.device == kListing) {
      add_available(result, *report_);
      finish();
      return;
    }
    if (report_) {
      return;  // The next poll of the same device is not ours.
    }
    report_ = make_report(target_, result, runner_.numbers(kPoll), runner_.traffic(kPoll));
    if (succeeded(*report_) && target_.device().interfaces.empty()) {
      runner_.remove(kPoll);
      list_interfaces();
    } else {
      finish();
    }
  }

  void list_interfaces() {
    auto how = devices::target_of(*target_.plan, target_.device());
    how.settings.profile = interface_list_profile();
    how.settings.profiles = nullptr;
    ask(kListing, how);
  }

  void finish() {
    if (!std::exchange(finished_, true)) {
      signals_.cancel();
      runner_.stop();
      io_.stop();  // we are inside the handler of the runner, which goes on to listen
    }
  }

  const SnmpTarget& target_;
  boost::asio::io_context io_{1};
  pantau::snmp::SnmpRunner runner_;
  boost::asio::signal_set signals_;
  std::optional<SnmpReport> report_;
  bool finished_ = false;
};

int show(const SnmpReport& report, bool json) {
  if (json) {
    fmt::print("{}", snmp_json(report));
  }
  if (!succeeded(report)) {
    fmt::print(stderr, "pantau snmp: {}\n", failure_text(report));
    return kExitFailure;
  }
  if (!json) {
    fmt::print("{}", snmp_text(report));
  }
  return kExitOk;
}

}  // namespace

int snmp(const SnmpOptions& options) {
  config::LoadOutcome outcome = load_configuration(options.configuration);
  // Of the warnings only those about secrets concern a poll.
  std::erase_if(outcome.warnings, [](const config::Problem& warning) {
    return !warning.path.starts_with("snmp_credentials");
  });
  if (!cli::report(outcome)) {
    return kExitConfiguration;
  }
  const auto found = find_snmp_target(*outcome.plan, options);
  if (const auto* const problem = std::get_if<TargetProblem>(&found)) {
    fmt::print(stderr, "pantau snmp: {}\n", *problem);
    return kExitUsage;
  }
  SnmpRun run{std::get<SnmpTarget>(found)};
  if (const auto failure = run.run()) {
    fmt::print(stderr, "pantau snmp: {}\n", *failure);
    return kExitFailure;
  }
  return run.report() ? show(*run.report(), options.json) : kExitFailure;
}

}  // namespace pantau::cli
