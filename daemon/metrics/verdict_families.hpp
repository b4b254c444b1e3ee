// SPDX-License-Identifier: Apache-2.0
/// \file
/// Contract, "Verdict and accounting": what is live of each link, whether or not the journal can be
/// written.
#pragma once

#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/link_heads.hpp"
#include "daemon/metrics/page_writer.hpp"

namespace pantau::metrics {

/// `snapshot` and `heads` are of the same plan.
void write_verdicts(PageWriter& page, const LinkHeads& heads, const links::Snapshot& snapshot);

}  // namespace pantau::metrics
