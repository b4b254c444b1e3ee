// SPDX-License-Identifier: Apache-2.0
/// \file
/// Contracts as metrics: when they and their free periods end, what they cost, what is owed back.
#pragma once

#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/page_writer.hpp"

namespace pantau::metrics {

/// Of the snapshot's plan.
void write_contracts(PageWriter& page, const links::Snapshot& snapshot);

}  // namespace pantau::metrics
