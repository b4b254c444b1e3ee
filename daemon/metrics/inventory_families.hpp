// SPDX-License-Identifier: Apache-2.0
/// \file
/// What was configured, as metrics: the `_info` series that others are joined with, people,
/// thresholds, capacities and the edges of the tree.
#pragma once

#include "daemon/metrics/link_heads.hpp"
#include "daemon/metrics/page_writer.hpp"
#include "probes/net/clock.hpp"

namespace pantau::metrics {

/// `now` decides which of several contracts a link is shown under.
void write_inventory(PageWriter& page, const LinkHeads& heads, net::WallTime now);
void write_link_settings(PageWriter& page, const LinkHeads& heads);

}  // namespace pantau::metrics
