// SPDX-License-Identifier: Apache-2.0
/// \file
/// Contract, "SNMP, by device", and what the links carried by the counters of their interfaces.
#pragma once

#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/device_heads.hpp"
#include "daemon/metrics/link_heads.hpp"
#include "daemon/metrics/page_writer.hpp"

namespace pantau::metrics {

/// What asking the devices came to, and what they answered. `snapshot` and `heads` are of the same
/// plan.
void write_devices(PageWriter& page, const DeviceHeads& heads, const links::Snapshot& snapshot);

/// `pantau_link_quota_used_bytes`
void write_quota_used(PageWriter& page, const LinkHeads& heads, const links::Snapshot& snapshot);

}  // namespace pantau::metrics
