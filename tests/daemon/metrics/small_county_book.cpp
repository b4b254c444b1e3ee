// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <optional>
#include <utility>

#include "tests/daemon/metrics/small_county.hpp"
#include "tests/daemon/metrics/small_county_parts.hpp"

namespace pantau::test {
namespace {

using std::chrono::seconds;

availability::MonthAccount month(const char* label, const availability::Account& account) {
  return {.month = label,
          .contract = "bakti-2026",
          .account = account,
          .formula = config::AvailabilityFormula::net_a,
          .judgement = availability::Judgement::met};
}

availability::LinkAccount vsat_account() {
  availability::LinkAccount account;
  account.first = kSmallToday - seconds{86400 * 40};
  account.settled_until = kSmallToday - seconds{15};
  account.state_seconds = {100, 2000, 300, 40, 5};  // unknown, up, degraded, unreachable, down
  account.sla = availability::SlaSeconds{.up = 1900, .down = 45, .maintenance = 60, .unknown = 95};
  account.budget = availability::SlaBudget{.target = 0.95,
                                           .start = kSmallToday - seconds{86400 * 30},
                                           .seconds = 133920,
                                           .remaining = -80};
  account.months = {
      month("2026-11",
            {.up = 800, .down = 40, .too_short = 10, .excluded = 50, .planned = 60, .unknown = 40}),
      month("2026-12",
            {.up = 100, .down = 0, .too_short = 0, .excluded = 0, .planned = 0, .unknown = 100})};
  account.months[1].judgement = availability::Judgement::not_enough_data;
  account.causes = {
      {.month = "2026-11", .cause = book::Cause::power_grid, .outages = 2, .seconds = 90},
      {.month = "2026-12", .cause = book::Cause::upstream, .outages = 1, .seconds = 7}};
  return account;
}

/// Without a contract.
availability::LinkAccount fibre_account() {
  availability::LinkAccount account;
  account.settled_until = kSmallToday - seconds{600};
  account.state_seconds = {0, 500, 0, 0, 0};
  account.months.emplace_back().month = "2026-12";
  account.months[0].account.up = 400;
  account.months[0].account.down = 100;
  return account;
}

availability::SiteAccount office_account() {
  availability::SiteAccount account;
  account.first = kSmallToday - seconds{86400 * 40};
  account.last_up = kSmallToday - seconds{500};
  account.settled_until = kSmallToday - seconds{15};
  account.state_seconds = {10, 20, 30, 40, 50};
  account.months = {{.month = "2026-11",
                     .seconds = {100, 800, 50, 40, 10},
                     .gross = 0.95,
                     .service_hours = 0.75,
                     .coverage = 0.9,
                     .judgement = availability::Judgement::missed}};
  return account;
}

}  // namespace

std::shared_ptr<const availability::Accounts> small_accounts(
    std::shared_ptr<const config::Plan> plan) {
  auto all = std::make_shared<availability::Accounts>();
  all->plan = std::move(plan);
  all->links = {vsat_account(), fibre_account(), std::nullopt};
  all->sites = {office_account(), std::nullopt, std::nullopt};
  all->restitution = {{.contract = "bakti-2026", .month = "2026-11", .rupiah = 225414}};
  return all;
}

}  // namespace pantau::test
