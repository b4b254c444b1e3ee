// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/polling_change.hpp"

#include <algorithm>
#include <memory>
#include <tuple>

namespace pantau::devices {

namespace {

using Profile = std::shared_ptr<const config::DeviceProfile>;

/// A reload reads all profiles again: the same text is the same profile.
bool same_profile(const Profile& before, const Profile& after) {
  if (before == after || !before || !after) {
    return before == after;
  }
  const auto said = [](const config::DeviceProfile& profile) {
    return std::tie(profile.id,
                    profile.match.sys_object_ids,
                    profile.match.exists,
                    profile.scalars,
                    profile.tables);
  };
  return said(*before) == said(*after);
}

/// With "auto" any of them may be chosen.
bool same_profiles(const PlannedDevice& before, const PlannedDevice& after) {
  const Profile named = after.plan.find_profile(after.device.profile);
  if (before.device.profile != after.device.profile) {
    return false;
  }
  if (named) {
    return same_profile(before.plan.find_profile(before.device.profile), named);
  }
  return std::equal(before.plan.profiles.begin(),
                    before.plan.profiles.end(),
                    after.plan.profiles.begin(),
                    after.plan.profiles.end(),
                    same_profile);
}

bool same_credentials(const PlannedDevice& before, const PlannedDevice& after) {
  const auto* const old = before.plan.find_credentials(before.device.credentials);
  const auto* const now = after.plan.find_credentials(after.device.credentials);
  if (old == nullptr || now == nullptr) {
    return old == now;
  }
  const auto said = [](const config::SnmpCredentials& credentials) {
    return std::tie(credentials.version,
                    credentials.user,
                    credentials.auth,
                    credentials.auth_password.reveal(),
                    credentials.privacy,
                    credentials.privacy_password.reveal(),
                    credentials.community.reveal());
  };
  return said(*old) == said(*now);
}

bool same_times(const config::Device& before, const config::Device& after) {
  return before.interval == after.interval && before.timeout == after.timeout &&
         before.retries == after.retries;
}

}  // namespace

bool is_polled(const config::Plan& plan, const config::Device& device) {
  const config::SnmpCredentials* credentials = plan.find_credentials(device.credentials);
  return credentials != nullptr && credentials->complete();
}

PollingChange compare(const PlannedDevice& before, const PlannedDevice& after) {
  const config::Device& old = before.device;
  const config::Device& now = after.device;
  PollingChange change;
  change.other_address = old.address != now.address || old.port != now.port;
  const bool profiles = same_profiles(before, after);
  change.other_polling = !profiles || !same_credentials(before, after) || !same_times(old, now) ||
                         old.interfaces != now.interfaces;
  change.other_agent = change.other_address || !profiles || old.site != now.site;
  return change;
}

}  // namespace pantau::devices
