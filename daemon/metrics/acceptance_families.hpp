// SPDX-License-Identifier: Apache-2.0
/// \file
/// What shows that a site works, as metrics: its acceptance test, when it was last seen up, whether
/// it is in service on paper only.
#pragma once

#include "daemon/links/snapshot.hpp"
#include "daemon/metrics/durable_accounts.hpp"
#include "daemon/metrics/page_writer.hpp"
#include "daemon/metrics/site_days.hpp"
#include "daemon/metrics/site_heads.hpp"
#include "daemon/rollout/on_paper.hpp"

namespace pantau::metrics {

/// All of the snapshot's plan.
void write_acceptance(PageWriter& page,
                      const SiteHeads& heads,
                      const SiteDays& days,
                      const links::Snapshot& snapshot);

void write_last_up(PageWriter& page,
                   const SiteHeads& heads,
                   const links::Snapshot& snapshot,
                   const DurableAccounts& accounts);

void write_on_paper(PageWriter& page,
                    const SiteHeads& heads,
                    const SiteDays& days,
                    const links::Snapshot& snapshot,
                    const DurableAccounts& accounts);

/// What is known of the site at this place of the snapshot's plan; last_up is now while it works.
[[nodiscard]] rollout::SiteEvidence evidence_of(const links::Snapshot& snapshot,
                                                const DurableAccounts& accounts,
                                                std::size_t site);

}  // namespace pantau::metrics
