// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "config/circles.hpp"
#include "config/inventory_rules.hpp"
#include "config/quantity.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

std::optional<Date> date_of(const std::map<Stage, Date>& dates, Stage stage) {
  const auto found = dates.find(stage);
  return found == dates.end() ? std::nullopt : std::optional{found->second};
}

bool has_hold(const Site& site, HoldKind kind) {
  return site.hold && site.hold->kind == kind;
}

/// It has ended for good, so that what else is written about it is history.
bool is_history(const Site& site) {
  return site.actual.contains(Stage::decommissioned) || has_hold(site, HoldKind::cancelled) ||
         has_hold(site, HoldKind::relocated);
}

Found find_in(TableReader& reader,
              std::optional<Layer>& table,
              std::string_view key,
              Problems& to) {
  return table ? TableReader(to, *table).find(key) : reader.find(key);
}

void check_hold(Draft& draft, TableReader& reader, const Site& site) {
  if (!site.hold) {
    return;
  }
  auto table = reader.table("hold");
  if (!site.hold->to.empty() && site.hold->kind != HoldKind::relocated) {
    reader.error(find_in(reader, table, "to", draft.problems),
                 "belongs to kind = \"relocated\" alone: correct the kind, or take it out");
  }
  if (!site.hold->to.empty() && site.hold->to == site.id) {
    reader.error(find_in(reader, table, "to", draft.problems),
                 "names this site itself: write the one that took its place");
  }
  if (site.hold->kind == HoldKind::suspended && !site.phase.empty() &&
      !site.actual.contains(Stage::in_service) && !site.actual.contains(Stage::handed_over)) {
    reader.warning(find_in(reader, table, "kind", draft.problems),
                   "is suspended, but never was in service: a site that waits is \"on_hold\"");
  }
}

/// A year that was mistyped, or a site in the wrong phase.
void check_phase_dates(Draft& draft, TableReader& reader, const Site& site) {
  const auto due = date_of(site.planned, Stage::in_service);
  const auto phase = std::find_if(draft.plan.phases.begin(),
                                  draft.plan.phases.end(),
                                  [&](const Phase& known) { return known.id == site.phase; });
  if (!due || phase == draft.plan.phases.end()) {
    return;
  }
  auto table = reader.table("planned");
  const auto found = find_in(reader, table, "in_service", draft.problems);
  if (phase->end && *phase->end < *due) {
    reader.warning(found,
                   fmt::format("{} is after the end of phase {} ({}, {}): correct one of the two",
                               format_date(*due),
                               phase->id,
                               format_date(*phase->end),
                               with_line(phase->place)));
  } else if (phase->start && *due < *phase->start) {
    reader.warning(found,
                   fmt::format("{} is before the start of phase {} ({}, {}): correct one of the "
                               "two",
                               format_date(*due),
                               phase->id,
                               format_date(*phase->start),
                               with_line(phase->place)));
  }
}

void check_plan_without_phase(Draft& draft, TableReader& reader, const Site& site) {
  if (!site.planned.empty() && !reader.has("phase") && draft.complete()) {
    reader.warning(reader.find("planned"),
                   "stands in no count and no curve, for the site has no phase: write phase = "
                   "\"…\", or take the plan out of what is infrastructure");
  }
}

void check_district_lives(Draft& draft, TableReader& reader, const Site& site) {
  const auto* district = draft.plan.find_district(site.district);
  if (district == nullptr || !district->until || !draft.options.today.ok() ||
      draft.options.today <= *district->until || is_history(site)) {
    return;
  }
  reader.warning(reader.find("district"),
                 fmt::format("{} was until {} ({}): name the district that the site stands in now",
                             district->id,
                             format_date(*district->until),
                             with_line(district->place)));
}

/// The test runs by itself and takes its time; a date of the handover that is earlier was most
/// likely written into the wrong place.
void check_accepted_after_test(Draft& draft, TableReader& reader, const Site& site) {
  const auto accepted = date_of(site.actual, Stage::accepted);
  const auto tested = date_of(site.actual, Stage::acceptance_test);
  if (!accepted || !tested || *accepted < *tested) {
    return;
  }
  const auto whole_days = std::chrono::floor<std::chrono::days>(draft.plan.acceptance.duration);
  const Date over{std::chrono::sys_days{*tested} + whole_days};
  if (*accepted < over) {
    auto table = reader.table("actual");
    reader.warning(find_in(reader, table, "accepted", draft.problems),
                   fmt::format("{} is before the test that began on {} can be over: it takes {}",
                               format_date(*accepted),
                               format_date(*tested),
                               format_duration(draft.plan.acceptance.duration)));
  }
}

/// The same name in the same district: most likely one place, entered by two people. A site that
/// moved keeps its name.
void check_names(Draft& draft) {
  std::map<std::pair<std::string_view, std::string_view>, const Site*> seen;
  for (const auto& site : draft.plan.sites) {
    if (site.name.empty() || is_history(site)) {
      continue;
    }
    const auto [first, fresh] = seen.try_emplace({site.district, site.name}, &site);
    if (!fresh) {
      TableReader reader(draft.problems, draft.find(Kind::site, site.id)->layer);
      reader.warning(reader.find("name"),
                     fmt::format("\"{}\" is also the name of {} ({}) in the same district: is it "
                                 "one site, written twice?",
                                 site.name,
                                 first->second->id,
                                 with_line(first->second->place)));
    }
  }
}

void check_relocations(Draft& draft) {
  const auto& sites = draft.plan.sites;
  std::vector<std::size_t> moved(sites.size(), kNowhere);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const auto* to = sites[i].hold ? draft.plan.find_site(sites[i].hold->to) : nullptr;
    if (to != nullptr && to != &sites[i]) {
      moved[i] = static_cast<std::size_t>(to - sites.data());
    }
  }
  for (const auto& circle : circles(moved)) {
    std::vector<std::string> ids;
    ids.reserve(circle.size());
    for (const auto place : circle) {
      ids.push_back(sites[place].id);
    }
    TableReader reader(draft.problems, draft.find(Kind::site, ids.front())->layer);
    auto table = reader.table("hold");
    reader.error(find_in(reader, table, "to", draft.problems),
                 fmt::format("sites moved in a circle: {}; the last one is where it stands now and "
                             "has no hold",
                             circle_text(ids)));
  }
}

/// What a site's acceptance test could be measured on: as rollout::trial_links() takes them.
struct Lines {
  bool any_primary = false;
  bool primary_probed = false;
  bool any_probed = false;

  [[nodiscard]] bool measured() const { return any_primary ? primary_probed : any_probed; }
};

void check_tests_have_lines(Draft& draft) {
  std::map<std::string_view, Lines> lines;
  for (const auto& link : draft.plan.links) {
    auto& of_site = lines[link.site];
    const bool primary = link.role == Role::primary;
    const bool probed = !link.address.empty();
    of_site.any_primary |= primary;
    of_site.primary_probed |= primary && probed;
    of_site.any_probed |= probed;
  }
  for (const auto& site : draft.plan.sites) {
    if (!site.acceptance_start || site.actual.contains(Stage::accepted) || is_history(site) ||
        lines[site.id].measured() || !draft.complete()) {
      continue;
    }
    TableReader reader(draft.problems, draft.find(Kind::site, site.id)->layer);
    auto table = reader.table("actual");
    reader.warning(find_in(reader, table, "acceptance_test", draft.problems),
                   "no primary link of this site has an address, so that the test has nothing to "
                   "measure and stays undecided: write the link's address");
  }
}

}  // namespace

void check_site(Draft& draft, TableReader& reader, const Site& site) {
  check_hold(draft, reader, site);
  check_phase_dates(draft, reader, site);
  check_plan_without_phase(draft, reader, site);
  check_district_lives(draft, reader, site);
  check_accepted_after_test(draft, reader, site);
}

void check_sites(Draft& draft) {
  check_names(draft);
  check_relocations(draft);
  check_tests_have_lines(draft);
}

}  // namespace pantau::config
