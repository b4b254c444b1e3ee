// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/ping_targets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/load.hpp"
#include "daemon/cli/configuration.hpp"
#include "daemon/cli/resolve.hpp"

namespace pantau::cli {

namespace {

icmp::EchoSettings settings_of(const config::ProbeProfile& profile) {
  return icmp::EchoSettings{.interval = profile.interval,
                            .timeout = profile.timeout,
                            .late_window = profile.late_window,
                            .payload_size = profile.payload_size,
                            .dscp = profile.dscp};
}

class Finder {
 public:
  Finder(const PingOptions& options, PingTargets& found) : options_(options), found_(found) {
    read_plan();
  }

  void find(const std::string& written) {
    const config::Link* link = plan_ ? plan_->find_link(written) : nullptr;
    if (link != nullptr && link->address.empty()) {
      found_.errors.push_back(written + ": this link has no address yet (planned, not probed)");
      return;
    }
    const std::string host = link != nullptr ? link->address : written;
    std::string error;
    const auto address = resolve(host, error);
    if (!address) {
      found_.errors.push_back(
          fmt::format("{}: {}; write an address, a host name, or the id of a link in {}",
                      host,
                      error,
                      options_.configuration.string()));
      return;
    }
    add(written, *address, link != nullptr ? settings_of(link->profile) : defaults_);
  }

 private:
  void read_plan() {
    auto outcome = load_configuration(options_.configuration);
    if (outcome.plan) {
      plan_ = std::move(outcome.plan);
    } else if (options_.configuration_given) {
      for (const auto& problem : outcome.problems) {
        found_.errors.push_back(config::to_string(problem));
      }
    }
    find_technology();
  }

  void find_technology() {
    if (options_.technology.empty()) {
      return;
    }
    const config::Plan built_in = built_in_plan();
    const auto& known = plan_ ? plan_->technologies : built_in.technologies;
    const auto technology = std::find_if(known.begin(), known.end(), [this](const auto& candidate) {
      return candidate.id == options_.technology;
    });
    if (technology != known.end()) {
      defaults_ = settings_of(technology->profile);
      return;
    }
    std::string ids;
    for (const auto& candidate : known) {
      ids += " " + candidate.id;
    }
    found_.errors.push_back(
        fmt::format("--technology {}: not known; one of{}", options_.technology, ids));
  }

  void add(const std::string& written, const net::Address& address, icmp::EchoSettings settings) {
    settings.interval = options_.interval.value_or(settings.interval);
    settings.timeout = options_.timeout.value_or(settings.timeout);
    const std::string literal = net::to_string(address);
    found_.targets.push_back(
        PingTarget{.name = literal == written ? written : fmt::format("{} ({})", written, literal),
                   .address = address,
                   .settings = settings});
  }

  const PingOptions& options_;
  PingTargets& found_;
  std::optional<config::Plan> plan_;
  icmp::EchoSettings defaults_;
};

}  // namespace

PingTargets find_ping_targets(const PingOptions& options) {
  PingTargets found;
  Finder finder{options, found};
  for (const std::string& target : options.targets) {
    finder.find(target);
  }
  return found;
}

}  // namespace pantau::cli
