// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/rollout/phased_county.hpp"

#include <algorithm>
#include <utility>

namespace pantau::rollout::test {
namespace {

/// Keeps a list of the plan sorted by id, as load() gives it.
template <typename T>
T& insert(std::vector<T>& list, T item) {
  const auto place =
      std::lower_bound(list.begin(), list.end(), item, [](const T& one, const T& other) {
        return one.id < other.id;
      });
  return *list.insert(place, std::move(item));
}

}  // namespace

PhasedCounty::PhasedCounty() {
  for (const char* id : {"tahap-1", "tahap-2"}) {
    config::Phase phase;
    phase.id = id;
    plan.phases.push_back(phase);
  }
  add_district("jila", 10'000);
}

config::Site& PhasedCounty::add_site(const std::string& id,
                                     const std::string& phase,
                                     Stages planned,
                                     Stages actual) {
  config::Site site;
  site.id = id;
  site.district = "jila";
  site.phase = phase;
  site.planned = std::move(planned);
  site.actual = std::move(actual);
  return insert(plan.sites, std::move(site));
}

config::Site& PhasedCounty::hold(const std::string& id, HoldKind kind, std::optional<Date> since) {
  config::Site& held = site(id);
  held.hold.emplace();
  held.hold->kind = kind;
  held.hold->since = since;
  return held;
}

config::Site& PhasedCounty::site(const std::string& id) {
  return *std::find_if(
      plan.sites.begin(), plan.sites.end(), [&id](const auto& site) { return site.id == id; });
}

config::District& PhasedCounty::add_district(const std::string& id,
                                             std::optional<std::int64_t> population) {
  config::District district;
  district.id = id;
  district.population = population;
  return insert(plan.districts, std::move(district));
}

config::Contract& PhasedCounty::add_contract(const std::string& id,
                                             Date start,
                                             std::optional<Date> end,
                                             std::optional<std::int64_t> fee) {
  config::Contract contract;
  contract.id = id;
  contract.start = start;
  contract.has_end = end.has_value();
  contract.end = end.value_or(Date{});
  contract.fee_per_month = fee;
  return insert(plan.contracts, std::move(contract));
}

void PhasedCounty::add_link(const std::string& id,
                            const std::string& site,
                            const std::vector<std::string>& contracts) {
  config::Link link;
  link.id = id;
  link.site = site;
  link.contracts = contracts;
  insert(plan.links, std::move(link));
}

PhasedCounty ten_sites() {
  using enum Stage;
  const char* const phase = "tahap-2";
  PhasedCounty county;
  county.add_site("s01",
                  phase,
                  {{in_service, day(2026, 3, 15)}},
                  {{in_service, day(2026, 3, 10)}, {handed_over, day(2026, 5, 1)}});
  county.add_site("s02",
                  phase,
                  {{installed, day(2026, 2, 15)}, {in_service, day(2026, 3, 31)}},
                  {{in_service, day(2026, 4, 20)}});
  county.add_site("s03", phase, {{in_service, day(2026, 5, 1)}}, {{in_service, day(2026, 5, 1)}});
  county.add_site("s04", phase, {{in_service, day(2026, 6, 15)}}, {{in_service, day(2026, 6, 20)}});
  county.hold("s04", HoldKind::suspended, day(2026, 6, 25));
  county.add_site("s05",
                  phase,
                  {{accepted, day(2026, 6, 30)}, {in_service, day(2026, 7, 15)}},
                  {{accepted, day(2026, 6, 28)}});
  county.add_site("s06",
                  phase,
                  {{installed, day(2026, 6, 1)}, {in_service, day(2026, 8, 1)}},
                  {{on_site, day(2026, 6, 10)}});
  county.add_site("s07",
                  phase,
                  {{contracted, day(2026, 2, 1)}, {installed, day(2026, 6, 30)}},
                  {{contracted, day(2026, 2, 1)}});
  county.hold("s07", HoldKind::on_hold, day(2026, 4, 1));
  county.add_site("s08",
                  phase,
                  {{surveyed, day(2026, 3, 1)}, {in_service, day(2026, 12, 1)}},
                  {{surveyed, day(2026, 2, 20)}, {site_cleared, day(2026, 7, 2)}});
  county.add_site("s09", phase, {}, {{shipped, day(2026, 6, 25)}});
  county.add_site("s10", phase, {{surveyed, day(2026, 7, 1)}, {in_service, day(2026, 12, 1)}});
  county.add_site("s11", phase, {{in_service, day(2026, 3, 1)}}, {{surveyed, day(2026, 1, 5)}});
  county.hold("s11", HoldKind::cancelled);
  county.add_site("s12",
                  phase,
                  {{in_service, day(2025, 3, 1)}},
                  {{in_service, day(2025, 3, 1)}, {decommissioned, day(2026, 7, 1)}});
  county.add_site("s13", "");
  return county;
}

}  // namespace pantau::rollout::test
