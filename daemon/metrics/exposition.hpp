// SPDX-License-Identifier: Apache-2.0
/// \file
/// A snapshot in, a page for Prometheus out: the text of `GET /metrics`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/daemon_numbers.hpp"
#include "daemon/metrics/device_heads.hpp"
#include "daemon/metrics/link_heads.hpp"
#include "daemon/metrics/page_writer.hpp"
#include "daemon/metrics/rollout_families.hpp"
#include "daemon/metrics/site_heads.hpp"

namespace pantau::metrics {

/// Value of the Content-Type header.
[[nodiscard]] std::string_view content_type(Format format);

/// Renders page after page, and keeps between them what only a new plan changes. Belongs to the
/// thread that renders (it holds some 60 bytes a link); has no lock.
class Exposition {
 public:
  /// Without a plan in the snapshot (before the first configuration) the page has the daemon's own
  /// metrics alone. Throws nothing but std::bad_alloc.
  [[nodiscard]] std::string render(const links::Snapshot& snapshot,
                                   const DaemonNumbers& numbers,
                                   Format format);

 private:
  std::optional<LinkHeads> heads_;
  std::optional<DeviceHeads> device_heads_;  ///< of the same plan
  std::optional<SiteHeads> site_heads_;  ///< of the same plan
  std::optional<RolloutFamilies> rollout_;  ///< of the same plan
  std::size_t last_bytes_ = 0;  ///< of the last page, so that the next one is not moved as it grows
};

/// One page, where there is only one to render.
[[nodiscard]] std::string render(const links::Snapshot& snapshot,
                                 const DaemonNumbers& numbers,
                                 Format format);

/// The most series that this link can have at once under `plan`, in an outage and with a window
/// ahead. Left out: what SNMP adds, a second reason of ICMP errors, a second cause of outages, and
/// the months in which a contract follows another.
[[nodiscard]] std::size_t series_per_link(const config::Plan& plan, const config::Link& link);

/// The most series that this site itself can have at once, its links and devices left out: in an
/// outage, with its stages, dates and hold as configured, and in an acceptance test unless it is
/// infrastructure.
[[nodiscard]] std::size_t series_per_site(const config::Plan& plan, const config::Site& site);

}  // namespace pantau::metrics
