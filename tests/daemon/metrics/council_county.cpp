// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/metrics/council_county.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "tests/daemon/metrics/small_county_parts.hpp"

namespace pantau::test {
namespace {

using config::Date;
using config::Stage;
using Dates = std::map<Stage, Date>;

config::District district(const std::string& id, std::int64_t population) {
  config::District result;
  result.id = id;
  result.name = id;
  result.population = population;
  return result;
}

struct Place {
  std::string id;
  std::string district;
  std::string phase;
  std::int64_t people;
};

config::Site site(const Place& place, Dates planned, Dates actual) {
  config::Site result;
  result.id = place.id;
  result.name = place.id;
  result.district = place.district;
  result.phase = place.phase;
  result.serves_population = place.people;
  result.planned = std::move(planned);
  result.actual = std::move(actual);
  return result;
}

config::Hold hold(config::HoldKind kind, const std::string& reason) {
  return {.kind = kind, .since = date(2026, 9, 1), .until = {}, .reason = reason, .to = {}};
}

void add_first_phase(config::Plan& plan) {
  plan.sites.push_back(site({"a1", "agimuga", "tahap-1", 600},
                            {{Stage::in_service, date(2026, 3, 1)}},
                            {{Stage::in_service, date(2026, 3, 1)}}));
  plan.sites.back().services = {"disdukcapil"};
  plan.sites.push_back(
      site({"a2", "agimuga", "tahap-1", 700},
           {{Stage::in_service, date(2026, 4, 1)}},
           {{Stage::in_service, date(2026, 3, 30)}, {Stage::handed_over, date(2026, 5, 2)}}));
  plan.sites.push_back(site({"j1", "jila", "tahap-1", 200},
                            {{Stage::in_service, date(2026, 5, 1)}},
                            {{Stage::in_service, date(2026, 6, 10)}}));
  plan.sites.back().services = {"disdukcapil", "puskesmas"};
  plan.sites.push_back(site({"j2", "jila", "tahap-1", 100},
                            {{Stage::in_service, date(2026, 10, 31)}},
                            {{Stage::installed, date(2026, 10, 1)}}));
}

void add_second_phase(config::Plan& plan) {
  plan.sites.push_back(
      site({"k1", "jila", "tahap-2", 50},
           {{Stage::installed, date(2026, 11, 15)}, {Stage::in_service, date(2027, 1, 31)}},
           {{Stage::contracted, date(2026, 8, 1)}}));
  plan.sites.back().hold = hold(config::HoldKind::on_hold, "security");
  plan.sites.push_back(site({"k2", "agimuga", "tahap-2", 100},
                            {{Stage::in_service, date(2026, 11, 20)}},
                            {{Stage::on_site, date(2026, 11, 1)}}));
  plan.sites.push_back(site({"k3", "jila", "tahap-2", 100},
                            {{Stage::in_service, date(2026, 6, 1)}},
                            {{Stage::surveyed, date(2026, 2, 1)}}));
  plan.sites.back().hold = hold(config::HoldKind::cancelled, "budget");
}

availability::SiteAccount judged(availability::Judgement october) {
  availability::SiteAccount account;
  account.first = kSmallToday - std::chrono::hours{24 * 200};
  account.months = {{.month = "2026-10",
                     .seconds = {0, 2678400, 0, 0, 0},
                     .gross = 1,
                     .service_hours = {},
                     .coverage = 1,
                     .judgement = october},
                    {.month = "2026-11",
                     .seconds = {0, 1000000, 0, 0, 0},
                     .gross = 1,
                     .service_hours = {},
                     .coverage = 1,
                     .judgement = availability::Judgement::met}};
  return account;
}

}  // namespace

config::Plan council_plan() {
  config::Plan plan;
  plan.districts = {
      district("agimuga", 1000), district("jila", 500), district("old", 300), district("yet", 900)};
  plan.districts[2].until = date(2026, 6, 30);
  plan.districts[3].since = date(2027, 1, 1);
  for (const char* id : {"tahap-1", "tahap-2", "tahap-3"}) {
    plan.phases.emplace_back().id = id;
  }
  add_first_phase(plan);
  add_second_phase(plan);
  config::Site hub;
  hub.id = "timika-hub";
  hub.district = "agimuga";
  plan.sites.push_back(hub);
  return plan;
}

links::Snapshot council_snapshot(config::Plan plan) {
  using availability::Judgement;
  using links::LinkState;
  links::Snapshot snapshot;
  snapshot.plan = std::make_shared<const config::Plan>(std::move(plan));
  snapshot.now.wall = net::WallTime(std::chrono::seconds(kCouncilDay));
  snapshot.sites.resize(snapshot.plan->sites.size());
  const std::array<LinkState, 3> states{LinkState::up, LinkState::degraded, LinkState::down};
  for (std::size_t i = 0; i < states.size(); ++i) {
    snapshot.sites[i].measured = true;
    snapshot.sites[i].state = states[i];
  }
  snapshot.sites.back().measured = true;
  snapshot.sites.back().state = LinkState::up;
  auto accounts = std::make_shared<availability::Accounts>();
  accounts->plan = snapshot.plan;
  accounts->sites.resize(snapshot.plan->sites.size());
  accounts->sites[0] = judged(Judgement::met);
  accounts->sites[1] = judged(Judgement::missed);
  accounts->sites[2] = judged(Judgement::not_enough_data);
  snapshot.accounts = std::move(accounts);
  return snapshot;
}

}  // namespace pantau::test
