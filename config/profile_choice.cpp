// SPDX-License-Identifier: Apache-2.0
#include "config/profile_choice.hpp"

#include <algorithm>

namespace pantau::config {

namespace {

/// Arcs of the longest of the profile's prefixes that fits; 0: none does.
std::size_t longest_prefix(const DeviceProfile& profile, const Oid& sys_object_id) {
  std::size_t longest = 0;
  for (const Oid& prefix : profile.match.sys_object_ids) {
    if (sys_object_id.starts_with(prefix)) {
      longest = std::max(longest, prefix.size());
    }
  }
  return longest;
}

}  // namespace

std::shared_ptr<const DeviceProfile> choose_profile(const ProfileList& profiles,
                                                    const Oid& sys_object_id,
                                                    const std::function<bool(const Oid&)>& has) {
  std::shared_ptr<const DeviceProfile> by_prefix;
  std::shared_ptr<const DeviceProfile> by_object;
  std::shared_ptr<const DeviceProfile> generic;
  std::size_t longest = 0;
  for (const auto& profile : profiles) {
    const std::size_t prefix = longest_prefix(*profile, sys_object_id);
    if (prefix > longest) {
      longest = prefix;
      by_prefix = profile;
    }
    const auto& objects = profile->match.exists;
    if (!by_object && std::any_of(objects.begin(), objects.end(), has)) {
      by_object = profile;
    }
    if (profile->id == "generic") {
      generic = profile;
    }
  }
  if (by_prefix) {
    return by_prefix;
  }
  return by_object ? by_object : generic;
}

std::vector<Oid> deciding_objects(const ProfileList& profiles) {
  std::vector<Oid> objects;
  for (const auto& profile : profiles) {
    objects.insert(objects.end(), profile->match.exists.begin(), profile->match.exists.end());
  }
  std::sort(objects.begin(), objects.end());
  objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
  return objects;
}

}  // namespace pantau::config
