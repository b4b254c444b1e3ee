// SPDX-License-Identifier: Apache-2.0
/// \file
/// Contract, "Measurement": the families that have a sample a link.
#pragma once

#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/link_heads.hpp"
#include "daemon/metrics/page_writer.hpp"

namespace pantau::metrics {

/// `snapshot` and `heads` are of the same plan.
void write_link_numbers(PageWriter& page, const LinkHeads& heads, const links::Snapshot& snapshot);

}  // namespace pantau::metrics
