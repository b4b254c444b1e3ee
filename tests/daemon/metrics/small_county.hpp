// SPDX-License-Identifier: Apache-2.0
/// \file
/// Two districts, three sites: one in its acceptance test, a hub, one on hold; three links: one to
/// which everything happened, one that never answered, one that is only planned; three devices: one
/// that told everything, one not asked yet, one never asked.
#pragma once

#include <memory>

#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/daemon_numbers.hpp"

namespace pantau::test {

/// Places of the links in the plan.
inline constexpr std::size_t kVsat = 0;  ///< jila-vsat: geo-vsat, has been through everything
inline constexpr std::size_t kFibre = 1;  ///< timika-fibre: down, never answered, by host name
inline constexpr std::size_t kPlanned = 2;  ///< timika-lte: no address, unknown

/// Places of the devices.
inline constexpr std::size_t kRouter = 0;  ///< jila-router: has every value there is
inline constexpr std::size_t kUps = 1;  ///< jila-ups: no poll has ended yet
inline constexpr std::size_t kModem = 2;  ///< timika-modem: without credentials

[[nodiscard]] config::Plan small_plan();
[[nodiscard]] links::Snapshot small_snapshot(config::Plan plan = small_plan());
[[nodiscard]] metrics::DaemonNumbers small_numbers();

}  // namespace pantau::test
