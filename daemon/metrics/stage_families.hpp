// SPDX-License-Identifier: Apache-2.0
/// \file
/// How far each site has come, as metrics: its stage and dates, how late it is, what holds it up.
#pragma once

#include "config/load.hpp"
#include "daemon/metrics/page_writer.hpp"
#include "daemon/metrics/site_days.hpp"
#include "daemon/metrics/site_heads.hpp"

namespace pantau::metrics {

/// All three of one plan.
void write_stages(PageWriter& page,
                  const SiteHeads& heads,
                  const SiteDays& days,
                  const config::Plan& plan);

}  // namespace pantau::metrics
