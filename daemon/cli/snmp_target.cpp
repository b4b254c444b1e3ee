// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/snmp_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "config/address_text.hpp"
#include "daemon/cli/resolve.hpp"

namespace pantau::cli {

namespace {

constexpr std::string_view kAuto = "auto";

template <typename List, typename Id>
std::string ids(const List& list, Id id) {
  std::string text;
  for (const auto& item : list) {
    text += (text.empty() ? "" : " ") + id(item);
  }
  return text.empty() ? "(none)" : text;
}

std::string known_credentials(const config::Plan& plan) {
  return ids(plan.credentials, [](const auto& credentials) { return credentials.id; });
}

class Finder {
 public:
  Finder(const config::Plan& plan, const SnmpOptions& options) : plan_(plan), options_(options) {}

  std::variant<SnmpTarget, TargetProblem> find() {
    const auto known =
        std::find_if(plan_.devices.begin(), plan_.devices.end(), [this](const auto& device) {
          return device.id == options_.target;
        });
    configured_ = known != plan_.devices.end();
    if (configured_) {
      device_ = *known;
    } else if (!take_address()) {
      return problem_;
    }
    apply_options();
    if (!check_credentials() || !check_profile()) {
      return problem_;
    }
    return resolved();
  }

 private:
  bool take_address() {
    const auto parsed = config::parse_agent(options_.target);
    if (const auto* const wrong = std::get_if<std::string>(&parsed)) {
      problem_ = fmt::format(
          "{} {}; write the id of a device, an address or a host name", options_.target, *wrong);
      return false;
    }
    const auto& agent = std::get<config::Agent>(parsed);
    device_.id = options_.target;
    device_.address = agent.host;
    device_.port = agent.port;
    return true;
  }

  void apply_options() {
    if (!options_.profile.empty()) {
      device_.profile = options_.profile;
    }
    if (!options_.credentials.empty()) {
      device_.credentials = options_.credentials;
    }
    if (!options_.interfaces.empty()) {
      device_.interfaces = options_.interfaces;
    }
    // One poll is asked for: it may take as long as that of a device that is polled seldom.
    device_.interval = std::max<config::Nanoseconds>(device_.interval, std::chrono::minutes{1});
    device_.timeout = options_.timeout.value_or(device_.timeout);
    device_.retries = options_.retries.value_or(device_.retries);
  }

  bool check_credentials() {
    if (device_.credentials.empty()) {
      const std::string_view what =
          configured_
              ? "this device has no credentials; write credentials = \"ID\" in its [[device]],"
              : "the configuration has no device of this id; to ask an address,";
      problem_ = fmt::format("{}: {} add --credentials ID, one of: {}",
                             options_.target,
                             what,
                             known_credentials(plan_));
      return false;
    }
    const config::SnmpCredentials* const found = plan_.find_credentials(device_.credentials);
    if (found == nullptr) {
      problem_ = fmt::format(
          "--credentials {}: there are none of this id in the configuration; "
          "write one of: {}",
          device_.credentials,
          known_credentials(plan_));
      return false;
    }
    const bool unread = found->version == "3"
                            ? (!found->auth.empty() && found->auth_password.empty()) ||
                                  (!found->privacy.empty() && found->privacy_password.empty())
                            : found->community.empty();
    if (unread) {
      problem_ = fmt::format(
          "the secret of the credentials {} could not be read (see the warning above); run this as "
          "a user who may read its file",
          found->id);
    }
    return !unread;
  }

  bool check_profile() {
    if (device_.profile == kAuto || plan_.find_profile(device_.profile)) {
      return true;
    }
    problem_ = fmt::format("--profile {}: not known; write auto or one of: {}",
                           device_.profile,
                           ids(plan_.profiles, [](const auto& profile) { return profile->id; }));
    return false;
  }

  std::variant<SnmpTarget, TargetProblem> resolved() {
    std::string error;
    const auto address = resolve(device_.address, error);
    if (!address) {
      return fmt::format(
          "{}: {}; write an address, a host name, or the id of a configured device: {}",
          device_.address,
          error,
          ids(plan_.devices, [](const auto& device) { return device.id; }));
    }
    const bool given = device_.profile != kAuto;
    auto alone = std::make_shared<config::Plan>(plan_);
    alone->devices = {std::move(device_)};
    return SnmpTarget{.plan = std::move(alone),
                      .address = *address,
                      .configured = configured_,
                      .profile_given = given};
  }

  const config::Plan& plan_;
  const SnmpOptions& options_;
  config::Device device_;
  bool configured_ = false;
  TargetProblem problem_;
};

}  // namespace

std::variant<SnmpTarget, TargetProblem> find_snmp_target(const config::Plan& plan,
                                                         const SnmpOptions& options) {
  return Finder(plan, options).find();
}

}  // namespace pantau::cli
