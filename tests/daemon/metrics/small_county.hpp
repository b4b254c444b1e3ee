// SPDX-License-Identifier: Apache-2.0
/// \file
/// Two districts, three links: one to which everything happened, one that never answered, one that
/// is only planned.
#pragma once

#include <memory>

#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/daemon_numbers.hpp"

namespace pantau::test {

/// Places of the links in the plan.
inline constexpr std::size_t kVsat = 0;  ///< jila-vsat: geo-vsat, has been through everything
inline constexpr std::size_t kFibre = 1;  ///< timika-fibre: down, never answered, by host name
inline constexpr std::size_t kPlanned = 2;  ///< timika-lte: no address, unknown

[[nodiscard]] config::Plan small_plan();
[[nodiscard]] links::Snapshot small_snapshot(config::Plan plan = small_plan());
[[nodiscard]] metrics::DaemonNumbers small_numbers();

}  // namespace pantau::test
