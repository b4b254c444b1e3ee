// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/acceptance_families.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/metrics/choices.hpp"
#include "daemon/metrics/durable_findings.hpp"
#include "daemon/metrics/local_date.hpp"
#include "daemon/metrics/put_value.hpp"

namespace pantau::metrics {
namespace {

using rollout::Acceptance;
using rollout::AcceptanceState;

struct Context {
  PageWriter& page;
  const SiteHeads& heads;
  const DurableFindings& findings;
};

/// Calls `write(labels, test)` for each site that has one.
template <typename Write>
void each_test(const Context& context, Write write) {
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    const Acceptance* test = context.findings.acceptance(i);
    if (test != nullptr && test->state != AcceptanceState::none) {
      write(context.heads.labels(i), *test);
    }
  }
}

/// Until the journal has been read no state is shown: `none` of a site that passed would be a lie.
void write_state(const Context& context, const SiteDays& days) {
  static const auto states = choices("state", rollout::kAcceptanceStateNames);
  context.page.family("pantau_site_acceptance_state",
                      Type::gauge,
                      "1 for the state of the present acceptance test, 0 for the others; none "
                      "when no test was started.");
  if (!context.findings.known()) {
    return;
  }
  for (std::size_t i = 0; i < context.heads.size(); ++i) {
    const Acceptance* test = context.findings.acceptance(i);
    if (test == nullptr && !days.in_rollout(i)) {
      continue;
    }
    const auto present =
        static_cast<std::size_t>(test != nullptr ? test->state : AcceptanceState::none);
    for (std::size_t state = 0; state < states.size(); ++state) {
      context.page.sample(context.heads.labels(i), states[state], std::uint64_t{present == state});
    }
  }
}

void write_tests(const Context& context) {
  static const auto criteria = choices("criterion", rollout::kCriterionNames);
  PageWriter& page = context.page;
  page.family("pantau_site_acceptance_progress_ratio",
              Type::gauge,
              "How much of the acceptance test has settled.");
  each_test(context, [&](std::string_view labels, const Acceptance& test) {
    put(page, labels, "", test.progress());
  });
  page.family("pantau_site_acceptance_criterion",
              Type::gauge,
              "1 while all primary links meet the criterion, 0 when one does not; absent while "
              "there is nothing to judge it by.");
  each_test(context, [&](std::string_view labels, const Acceptance& test) {
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      put(page, labels, criteria[i], judged(test, static_cast<rollout::Criterion>(i)));
    }
  });
  page.family("pantau_site_acceptance_end_timestamp_seconds",
              Type::gauge,
              "When the acceptance test ends or ended.");
  each_test(context, [&](std::string_view labels, const Acceptance& test) {
    page.sample(labels, "", std::int64_t{test.period.to.time_since_epoch().count()});
  });
}

book::Second book_now(const links::Snapshot& snapshot) {
  return std::chrono::floor<std::chrono::seconds>(snapshot.now.wall);
}

}  // namespace

rollout::SiteEvidence evidence_of(const links::Snapshot& snapshot,
                                  const DurableAccounts& accounts,
                                  std::size_t site) {
  rollout::SiteEvidence evidence;
  if (site < snapshot.sites.size()) {
    evidence.has_links = snapshot.sites[site].measured;
    evidence.is_working = evidence.has_links && book::is_working(snapshot.sites[site].state);
  }
  if (const availability::SiteAccount* account = accounts.site(site); account != nullptr) {
    evidence.first = account->first;
    evidence.last_up = account->last_up;
  }
  if (evidence.is_working) {
    evidence.last_up = book_now(snapshot);
  }
  return evidence;
}

void write_acceptance(PageWriter& page,
                      const SiteHeads& heads,
                      const SiteDays& days,
                      const links::Snapshot& snapshot) {
  const DurableFindings findings(snapshot);
  const Context context{page, heads, findings};
  write_state(context, days);
  write_tests(context);
}

void write_last_up(PageWriter& page,
                   const SiteHeads& heads,
                   const links::Snapshot& snapshot,
                   const DurableAccounts& accounts) {
  page.family("pantau_site_last_up_timestamp_seconds",
              Type::gauge,
              "When the site was last up or degraded by the journal; now while it is.");
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const auto last_up = evidence_of(snapshot, accounts, i).last_up;
    if (last_up) {
      page.sample(heads.labels(i), "", std::int64_t{last_up->time_since_epoch().count()});
    }
  }
}

void write_on_paper(PageWriter& page,
                    const SiteHeads& heads,
                    const SiteDays& days,
                    const links::Snapshot& snapshot,
                    const DurableAccounts& accounts) {
  const config::Plan& plan = *snapshot.plan;
  const auto today = local_date(snapshot.now.wall, plan.daemon.timezone);
  page.family("pantau_site_on_paper_only",
              Type::gauge,
              "1 when in service without links, or watched for 30 days and never up in them.");
  for (std::size_t i = 0; i < heads.size(); ++i) {
    if (days.in_rollout(i)) {
      put(page,
          heads.labels(i),
          "",
          rollout::on_paper_only(
              plan.sites[i], today, evidence_of(snapshot, accounts, i), book_now(snapshot)));
    }
  }
}

}  // namespace pantau::metrics
