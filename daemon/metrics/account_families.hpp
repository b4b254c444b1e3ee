// SPDX-License-Identifier: Apache-2.0
/// \file
/// Contract, "Verdict and accounting": what the book of record says of each link. Absent until its
/// first transaction is durable.
#pragma once

#include "daemon/metrics/durable_accounts.hpp"
#include "daemon/metrics/link_heads.hpp"
#include "daemon/metrics/page_writer.hpp"

namespace pantau::metrics {

/// Both are of the same plan.
void write_link_accounts(PageWriter& page, const LinkHeads& heads, const DurableAccounts& accounts);

}  // namespace pantau::metrics
