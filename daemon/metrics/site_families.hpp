// SPDX-License-Identifier: Apache-2.0
/// \file
/// Contract, "Verdict and accounting": a site over its links.
#pragma once

#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/durable_accounts.hpp"
#include "daemon/metrics/link_heads.hpp"
#include "daemon/metrics/page_writer.hpp"
#include "daemon/metrics/site_heads.hpp"

namespace pantau::metrics {

/// What is live. A site without links has no state, so all but `_live` is absent. `links` name the
/// roots; all are of the same plan.
void write_site_verdicts(PageWriter& page,
                         const SiteHeads& heads,
                         const LinkHeads& links,
                         const links::Snapshot& snapshot);

/// What the book of record says.
void write_site_accounts(PageWriter& page, const SiteHeads& heads, const DurableAccounts& accounts);

}  // namespace pantau::metrics
