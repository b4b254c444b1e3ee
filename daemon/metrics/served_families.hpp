// SPDX-License-Identifier: Apache-2.0
/// \file
/// Districts, people and public services by the state of what serves them, as metrics.
#pragma once

#include "config/load.hpp"
#include "daemon/metrics/page_writer.hpp"
#include "daemon/metrics/served_now.hpp"

namespace pantau::metrics {

/// `served` of this plan.
void write_served(PageWriter& page, const config::Plan& plan, const ServedNow& served);

}  // namespace pantau::metrics
