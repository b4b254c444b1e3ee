// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/metrics/exposition.hpp"
#include "daemon/metrics/label.hpp"

namespace pantau::metrics {
namespace {

/// A link to which everything has happened that adds a series.
links::LinkNumbers eventful() {
  links::LinkNumbers numbers;
  numbers.probes = 1;
  numbers.icmp_errors[0] = 1;
  numbers.last_reply = net::WallTime{};
  numbers.reply_hop_limit = 1;
  numbers.jitter_samples = 1;
  numbers.minute = links::MinuteSummary{.sent = 1};
  numbers.state = links::LinkState::down;
  numbers.root = 0;
  numbers.outage = links::OpenOutage{};
  numbers.window_start = book::Second{};
  numbers.window_end = book::Second{};
  return numbers;
}

/// As many months as are shown, all judged, under the first of its contracts.
availability::LinkAccount full_account(const config::Plan& plan, const config::Link& link) {
  availability::LinkAccount account;
  availability::MonthAccount month;
  month.account.up = 1;
  if (!link.contracts.empty()) {
    account.sla.emplace();
    account.budget.emplace();
    month.contract = link.contracts.front();
    month.judgement = availability::Judgement::met;
  }
  for (int i = 0; i < plan.metrics.months; ++i) {
    month.month = std::to_string(i);
    account.months.push_back(month);
  }
  account.causes.emplace_back().outages = 1;
  return account;
}

links::SiteNumbers eventful_site() {
  links::SiteNumbers numbers;
  numbers.measured = true;
  numbers.state = links::LinkState::down;
  numbers.outage = links::OpenOutage{};
  numbers.outside_root = 0;
  return numbers;
}

availability::SiteAccount full_site_account(const config::Plan& plan) {
  availability::SiteAccount account;
  account.last_up.emplace();
  availability::SiteMonth month;
  month.seconds.fill(1);
  month.gross = 1;
  month.coverage = 1;
  month.judgement = availability::Judgement::met;
  if (plan.service_hours) {
    month.service_hours = 1;
  }
  for (int i = 0; i < plan.metrics.months; ++i) {
    month.month = std::to_string(i);
    account.months.push_back(month);
  }
  return account;
}

/// A test with a figure for every criterion.
std::shared_ptr<const rollout::Findings> full_findings(std::shared_ptr<const config::Plan> plan) {
  auto findings = std::make_shared<rollout::Findings>();
  if (!plan->sites.front().phase.empty()) {
    auto test = std::make_shared<rollout::Acceptance>();
    test->state = rollout::AcceptanceState::running;
    test->period.to = test->period.from + std::chrono::hours{1};
    for (rollout::CriterionResult& result : test->links.emplace_back().criteria) {
      result.figure = 1;
    }
    findings->acceptance.push_back(std::move(test));
  }
  findings->plan = std::move(plan);
  return findings;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++found;
  }
  return found;
}

}  // namespace

// Counted on a page rather than in a formula, so that it can never differ from what is exported.
std::size_t series_per_link(const config::Plan& plan, const config::Link& link) {
  auto alone = std::make_shared<config::Plan>();
  alone->metrics = plan.metrics;
  alone->contracts = plan.contracts;
  alone->links.push_back(link);
  links::Snapshot snapshot;
  snapshot.plan = std::move(alone);
  snapshot.links.push_back(eventful());
  auto accounts = std::make_shared<availability::Accounts>();
  accounts->plan = snapshot.plan;
  accounts->links.emplace_back(full_account(plan, link));
  snapshot.accounts = std::move(accounts);
  std::string label;
  append_label(label, "link", link.id);
  return count(render(snapshot, {}, Format::text_0_0_4), "," + label);
}

std::size_t series_per_site(const config::Plan& plan, const config::Site& site) {
  auto alone = std::make_shared<config::Plan>();
  alone->metrics = plan.metrics;
  alone->service_hours = plan.service_hours;
  alone->sites.push_back(site);
  // Named as the root, and elsewhere, so that no series of its own is counted.
  alone->links.emplace_back().id = "root";
  links::Snapshot snapshot;
  snapshot.plan = alone;
  // Late enough for every configured hold.
  snapshot.now.wall =
      net::WallTime(std::chrono::sys_days(std::chrono::year(2200) / 1 / 1).time_since_epoch());
  snapshot.links.emplace_back();
  snapshot.sites.push_back(eventful_site());
  auto accounts = std::make_shared<availability::Accounts>();
  accounts->plan = alone;
  accounts->links.emplace_back();
  accounts->sites.emplace_back(full_site_account(*alone));
  snapshot.accounts = std::move(accounts);
  snapshot.rollout = full_findings(alone);
  std::string label;
  append_label(label, "site", site.id);
  return count(render(snapshot, {}, Format::text_0_0_4), "{" + label);
}

}  // namespace pantau::metrics
