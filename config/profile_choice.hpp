// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which profile suits an agent that nobody described: `profile = "auto"`.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "config/device_profile.hpp"

namespace pantau::config {

using ProfileList = std::vector<std::shared_ptr<const DeviceProfile>>;

/// Of the profiles with a prefix of `sys_object_id` the one with the longest; else the first by id
/// with an `exists` object that the agent has; else "generic"; null when there is none of that
/// name. A profile whose sysObjectID is that of net-snmp on any Linux says so by `exists` instead.
[[nodiscard]] std::shared_ptr<const DeviceProfile> choose_profile(
    const ProfileList& profiles,
    const Oid& sys_object_id,
    const std::function<bool(const Oid&)>& has);

/// Every object by whose presence `choose_profile` decides, without doubles, sorted: what an
/// identifying request asks beside sysObjectID.
[[nodiscard]] std::vector<Oid> deciding_objects(const ProfileList& profiles);

}  // namespace pantau::config
