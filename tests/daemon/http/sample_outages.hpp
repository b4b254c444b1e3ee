// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "daemon/book/outage.hpp"

namespace pantau::http::test {

/// 2026-11-20T00:00:00Z
[[nodiscard]] book::Second sample_day();

/// Of the links of sample_snapshot(), not in order: 8, closed, of jila-wifi, corrected twice, with
/// unknown time between its segments; 7, open, of jila-vsat.
[[nodiscard]] std::vector<book::Outage> sample_outages();

}  // namespace pantau::http::test
