// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the probe thread hands to whoever shows it: copies of plain numbers and a shared immutable
/// Plan.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/load.hpp"
#include "daemon/availability/accounts.hpp"
#include "daemon/book/outage.hpp"
#include "daemon/book/window.hpp"
#include "daemon/devices/device_numbers.hpp"
#include "daemon/links/link_numbers.hpp"
#include "daemon/rollout/findings.hpp"
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

/// A site over its links (semantics.md 5).
struct SiteNumbers {
  bool measured = false;  ///< has a link; without one nothing below says anything
  LinkState state = LinkState::unknown;
  Second since{};
  bool on_backup = false;  ///< a backup is up and every primary is known not to be
  bool in_maintenance = false;
  /// Its outage ends only at up or degraded. Root, cause and planned are those of the first failed
  /// primary's outage.
  std::optional<OpenOutage> outage;
  /// Its primary is not up because of something outside the site: the place of that root.
  std::uint32_t outside_root = kNowhere;
};

/// The book of record as the daemon sees it.
struct JournalNumbers {
  bool writable = true;
  std::uint64_t write_errors = 0;
  std::uint64_t bytes = 0;  ///< of its files
  std::optional<Second> oldest;  ///< oldest minute or span
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
  std::vector<SiteNumbers> sites;  ///< one for each of plan->sites, in that order
  /// Open outages by link place, whole.
  std::vector<std::pair<std::uint32_t, std::shared_ptr<const book::Outage>>> open_outages;
  /// Configured and entered by command.
  std::shared_ptr<const std::vector<book::Window>> windows;
  /// What the journal says, durable; null before its first transaction.
  std::shared_ptr<const availability::Accounts> accounts;
  /// The rollout as the journal knows it; null before its first transaction.
  std::shared_ptr<const rollout::Findings> rollout;
  JournalNumbers journal;
  icmp::RunnerNumbers icmp;
  ReloadNumbers reload;
};

}  // namespace pantau::links
