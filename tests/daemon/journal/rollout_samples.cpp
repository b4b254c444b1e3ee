// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/journal/rollout_samples.hpp"

#include <utility>

namespace pantau::journal {

using std::chrono::year;

std::shared_ptr<const config::Contract> full_terms() {
  auto terms = std::make_shared<config::Contract>();
  terms->id = "bakti-2026";
  terms->provider = "bakti";
  terms->number = "SPK-017/2026 \xe2\x80\x94 'II'";
  terms->start = year{2026} / 1 / 1;
  terms->end = year{2026} / 12 / 31;
  terms->has_end = true;
  terms->free_until = year{2026} / 6 / 30;
  terms->target = 0.95;
  terms->minimum_outage = std::chrono::seconds{300};
  terms->loss_threshold = 0.6;
  terms->formula = config::AvailabilityFormula::net_b;
  terms->exclude = {"power", "force_majeure"};
  terms->planned_notice = std::chrono::hours{72};
  terms->planned_hours_per_month = 12.5;
  terms->fee_per_month = 12'500'000;
  terms->restitution = config::Restitution::shortfall;
  return terms;
}

std::shared_ptr<const config::Contract> bare_terms() {
  auto terms = std::make_shared<config::Contract>();
  terms->id = "radio";
  terms->provider = "timika-net";
  terms->start = year{2025} / 3 / 1;
  terms->target = 0.97;
  return terms;
}

availability::JudgedMonth judged_month(std::string link,
                                       std::string month,
                                       std::shared_ptr<const config::Contract> terms) {
  availability::JudgedMonth judged;
  judged.link = std::move(link);
  judged.month = std::move(month);
  judged.judged = at(777);
  judged.terms = std::move(terms);
  judged.runs = {{at(-86400 * 20), at(-86400 * 10)}, {at(-86400 * 9), at(-54000)}};
  judged.account = {
      .up = 700'000, .down = 600, .too_short = 50, .excluded = 40, .planned = 30, .unknown = 20};
  judged.judgement = availability::Judgement::met;
  return judged;
}

rollout::Acceptance verdict(std::string site, rollout::AcceptanceState state, book::Second start) {
  rollout::Acceptance acceptance;
  acceptance.site = std::move(site);
  acceptance.state = state;
  acceptance.period = {start, start + std::chrono::hours{72}};
  acceptance.judged_until = acceptance.period.to;
  if (state != rollout::AcceptanceState::running) {
    acceptance.decided = acceptance.period.to + book::Seconds{90};
  }
  for (const char* link : {"l000", "l001"}) {
    rollout::LinkTrial& trial = acceptance.links.emplace_back();
    trial.link = link;
    trial.contract = "bakti-2026";
    trial.known = 259'000;
    trial.failed = 1200;
    trial.outages = 4;
    trial.windows = 288;
    trial.good = {280, 281, 282};
    for (std::size_t i = 0; i < trial.criteria.size(); ++i) {
      trial.criteria[i] = {
          .figure = 0.9 + 0.01 * static_cast<double>(i),
          .threshold = 0.95,
          .limit = i > 2 ? std::optional{0.1 * static_cast<double>(i)} : std::nullopt,
          .met = i % 2 == 0};
    }
    trial.criteria[1].figure.reset();
  }
  return acceptance;
}

rollout::Baseline frozen(std::string name, book::Second time) {
  rollout::Baseline baseline;
  baseline.name = std::move(name);
  baseline.frozen = time;
  baseline.user = "engineer";
  baseline.settings.weights = config::SiteWeights::population;
  baseline.settings.stage_weights[3] = 0.35;
  baseline.sites = {{"s000",
                     "tahap-1",
                     2103,
                     {{config::Stage::installed, year{2026} / 2 / 15},
                      {config::Stage::in_service, year{2026} / 3 / 15}}},
                    {"s001", "tahap-2", 0.5, {{config::Stage::surveyed, year{2027} / 2 / 28}}}};
  return baseline;
}

}  // namespace pantau::journal
