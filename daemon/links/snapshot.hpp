// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the probe thread hands to whoever shows it: copies of plain numbers and a shared immutable
/// Plan.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/devices/device_numbers.hpp"
#include "daemon/links/link_numbers.hpp"
#include "probes/icmp/runner.hpp"
#include "probes/net/clock.hpp"

namespace pantau::links {

struct AnchorNumbers {
  std::string anchor;  ///< as configured
  std::optional<bool>
      up;  ///< answered an echo of the last 3 x interval + timeout; absent before the first verdict
};

/// `[metrics] rtt_histogram = "technology"`: one histogram a site and technology, kept when a link
/// of it leaves.
struct PooledRtt {
  std::string site;
  std::string technology;
  RttHistogram rtt;
};

struct ReloadNumbers {
  bool last_successful = true;
  net::WallTime last_success{};
};

struct Snapshot {
  std::shared_ptr<const config::Plan> plan;
  net::Now now{};
  net::WallTime started{};
  std::vector<LinkNumbers> links;  ///< one for each of plan->links, in that order
  std::vector<AnchorNumbers> anchors;  ///< in the order of plan->vantage.anchors
  bool vantage_ok = true;
  std::vector<PooledRtt> pooled;  ///< sorted; empty unless asked for
  std::vector<devices::DeviceNumbers> devices;  ///< one for each of plan->devices, in that order
  /// Bytes that the interface of each link carried in the present month, both ways, in the order of
  /// plan->links; absent when not known.
  std::vector<std::optional<std::uint64_t>> carried_this_month;
  icmp::RunnerNumbers icmp;
  ReloadNumbers reload;
};

}  // namespace pantau::links
