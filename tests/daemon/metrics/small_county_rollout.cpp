// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <utility>

#include "tests/daemon/metrics/small_county_parts.hpp"

namespace pantau::test {
namespace {

using config::Stage;
using std::chrono::hours;

/// 12:00 WIT of the 29th of November: two of its three days are over.
constexpr book::Second kTestStart = kSmallToday - hours{45};

/// Planned, held by the weather, without a link.
config::Site clinic() {
  config::Site site;
  site.id = "wakia-puskesmas";
  site.name = "Puskesmas Wakia";
  site.district = "mimika-baru";
  site.phase = "tahap-2";
  site.serves_population = 900;
  site.services = {"puskesmas"};
  site.planned = {{Stage::in_service, date(2026, 11, 1)}};
  site.actual = {{Stage::contracted, date(2026, 6, 1)}};
  site.hold = config::Hold{.kind = config::HoldKind::on_hold,
                           .since = date(2026, 7, 1),
                           .until = date(2027, 1, 31),
                           .reason = "weather",
                           .to = {}};
  return site;
}

rollout::CriterionResult met(double figure, double threshold) {
  return {.figure = figure, .threshold = threshold, .limit = std::nullopt, .met = true};
}

/// Delay has not been judged yet; too many windows lost echoes.
rollout::LinkTrial vsat_trial() {
  rollout::LinkTrial trial;
  trial.link = "jila-vsat";
  trial.contract = "bakti-2026";
  trial.criteria = {met(1, 0.98), met(0.97, 0.95), met(290, 300), met(0.96, 0.95)};
  trial.criteria[static_cast<std::size_t>(rollout::Criterion::loss)] = {
      .figure = 0.9, .threshold = 0.95, .limit = 0.1, .met = false};
  return trial;
}

}  // namespace

void add_small_rollout(config::Plan& plan) {
  plan.phases[0].start = date(2026, 1, 1);
  plan.phases[0].end = date(2026, 12, 31);
  config::Site& office = plan.sites[0];
  office.planned = {{Stage::installed, date(2026, 2, 15)}, {Stage::in_service, date(2026, 3, 15)}};
  office.actual = {{Stage::surveyed, date(2025, 8, 2)},
                   {Stage::installed, date(2026, 11, 20)},
                   {Stage::acceptance_test, date(2026, 11, 29)}};
  office.acceptance_start = kTestStart;
  plan.sites.push_back(clinic());
  config::Contract& contract = plan.contracts[1];
  contract.free_until = date(2026, 6, 30);
  contract.fee_per_month = 12500000;
  contract.restitution = config::Restitution::pro_rata;
}

std::shared_ptr<const rollout::Findings> small_findings(std::shared_ptr<const config::Plan> plan) {
  auto findings = std::make_shared<rollout::Findings>();
  auto baseline = std::make_shared<rollout::Baseline>();
  baseline->name = "rapat-iii";
  baseline->frozen = kSmallToday - hours{24 * 21};
  baseline->sites = {{.site = "jila-kantor-distrik",
                      .phase = "tahap-2",
                      .weight = 1,
                      .planned = {{Stage::in_service, date(2026, 10, 31)}}}};
  findings->baseline = std::move(baseline);
  auto test = std::make_shared<rollout::Acceptance>();
  test->site = "jila-kantor-distrik";
  test->state = rollout::AcceptanceState::running;
  test->period = {kTestStart, kTestStart + hours{72}};
  test->judged_until = kTestStart + hours{36};
  test->links = {vsat_trial()};
  findings->acceptance = {std::move(test), nullptr, nullptr};
  findings->plan = std::move(plan);
  return findings;
}

}  // namespace pantau::test
