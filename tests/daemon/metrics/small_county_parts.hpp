// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the small county is put together from.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "daemon/availability/accounts.hpp"
#include "daemon/devices/device_numbers.hpp"
#include "daemon/links/snapshot.hpp"
#include "daemon/rollout/findings.hpp"

namespace pantau::test {

inline constexpr std::int64_t kSmallNowSeconds = 1796083200;  // 2026-12-01T00:00:00Z, 09:00 WIT
inline constexpr net::WallTime kSmallNow{std::chrono::seconds{kSmallNowSeconds}};
inline constexpr book::Second kSmallToday{std::chrono::seconds{kSmallNowSeconds}};

[[nodiscard]] config::Date date(int year, unsigned month, unsigned day);

/// Dates and money for what is there, and a third site.
void add_small_rollout(config::Plan& plan);

void add_small_devices(config::Plan& plan);
/// The router that told everything.
[[nodiscard]] devices::DeviceNumbers small_router();

[[nodiscard]] std::vector<links::LinkNumbers> small_links();
[[nodiscard]] std::vector<links::SiteNumbers> small_sites();

[[nodiscard]] std::shared_ptr<const availability::Accounts> small_accounts(
    std::shared_ptr<const config::Plan> plan);
/// A test that runs at the office, and a plan frozen on 2026-11-10.
[[nodiscard]] std::shared_ptr<const rollout::Findings> small_findings(
    std::shared_ptr<const config::Plan> plan);

}  // namespace pantau::test
