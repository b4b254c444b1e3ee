// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/ping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "daemon/cli/exit_code.hpp"
#include "daemon/cli/ping_statistics.hpp"
#include "daemon/cli/ping_targets.hpp"
#include "probes/icmp/runner.hpp"

namespace pantau::cli {

namespace {

/// One run: ends when every target's echoes are decided, or at Ctrl-C.
class PingRun {
 public:
  PingRun(const PingOptions& options, const std::vector<PingTarget>& targets)
      : options_(options),
        targets_(targets),
        runner_(io_,
                icmp::RunnerOptions{},
                [this](const auto& events, const net::Now&) { take(events); }),
        signals_(io_, SIGINT, SIGTERM) {
    for (const PingTarget& target : targets) {
      statistics_.emplace_back(target.name, target.settings.timeout);
    }
  }

  int run() {
    if (const auto failure = runner_.open()) {
      fmt::print(stderr, "pantau ping: {}\n", failure->message);
      return kExitFailure;
    }
    const net::Now now = net::read_clocks();
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      runner_.engine().add(
          static_cast<icmp::TargetId>(i), targets_[i].settings, targets_[i].address, now.steady);
    }
    signals_.async_wait([this](const boost::system::error_code& error, int) {
      if (!error) {
        finish();
      }
    });
    runner_.start();
    io_.run();
    return show_summaries();
  }

 private:
  void take(const std::vector<icmp::EchoEvent>& events) {
    for (const icmp::EchoEvent& event : events) {
      if (options_.count != 0 && event.number >= options_.count) {
        continue;  // came due between the last decision and our end
      }
      const auto line = statistics_.at(event.target).record(event);
      if (line && !options_.json) {
        fmt::print("{}\n", *line);
      }
      if (event.kind == icmp::EchoEvent::Kind::sent && event.number + 1 == options_.count) {
        runner_.engine().pause(event.target);
      }
    }
    (void)std::fflush(stdout);  // a reader that went away ends us by SIGPIPE, as with ping(8)
    const bool all =
        std::all_of(statistics_.begin(), statistics_.end(), [this](const auto& statistics) {
          return options_.count != 0 && statistics.decided() >= options_.count;
        });
    if (all) {
      finish();
    }
  }

  void finish() {
    if (!finished_) {
      finished_ = true;
      signals_.cancel();
      runner_.stop();
    }
  }

  int show_summaries() {
    if (options_.json) {
      std::string list;
      for (const PingStatistics& statistics : statistics_) {
        list += (list.empty() ? "" : ",\n  ") + statistics.json();
      }
      fmt::print("{{\"targets\":[\n  {}\n]}}\n", list);
    } else {
      for (const PingStatistics& statistics : statistics_) {
        fmt::print("{}", statistics.summary());
      }
    }
    const bool all_answered =
        std::all_of(statistics_.begin(), statistics_.end(), [](const auto& statistics) {
          return statistics.answered() > 0;
        });
    return all_answered ? kExitOk : kExitFailure;
  }

  const PingOptions& options_;
  const std::vector<PingTarget>& targets_;
  boost::asio::io_context io_{1};
  icmp::IcmpRunner runner_;
  boost::asio::signal_set signals_;
  std::vector<PingStatistics> statistics_;
  bool finished_ = false;
};

}  // namespace

int ping(const PingOptions& options) {
  const PingTargets found = find_ping_targets(options);
  for (const std::string& error : found.errors) {
    fmt::print(stderr, "pantau ping: {}\n", error);
  }
  if (!found.errors.empty()) {
    return kExitUsage;
  }
  PingRun run{options, found.targets};
  return run.run();
}

}  // namespace pantau::cli
