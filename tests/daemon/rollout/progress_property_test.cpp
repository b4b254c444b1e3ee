// SPDX-License-Identifier: Apache-2.0
// Rollouts drawn at random: sums, bounds, and what must not depend on the order of sites.
// clang-format off
#include <gtest/gtest.h>  // before rapidcheck/gtest.h, which uses it without including it
#include <rapidcheck/gtest.h>
// clang-format on

#include <algorithm>
#include <cmath>
#include <numeric>

#include "daemon/rollout/counts.hpp"
#include "daemon/rollout/curve.hpp"
#include "daemon/rollout/progress.hpp"
#include "daemon/rollout/served.hpp"
#include "tests/daemon/rollout/phased_county.hpp"

namespace pantau::rollout::test {
namespace {

using availability::Judgement;
using book::LinkState;
using std::chrono::days;
using std::chrono::sys_days;

constexpr sys_days kBegin{day(2025, 6, 1)};
constexpr double kRounding = 1e-12;

bool coin() {
  return *rc::gen::arbitrary<bool>();
}

Date random_day() {
  return Date{kBegin + days{*rc::gen::inRange(0, 900)}};
}

Stages random_stages() {
  Stages stages;
  sys_days date = kBegin + days{*rc::gen::inRange(0, 500)};
  for (std::size_t i = 0; i + 1 < config::kStages; ++i) {
    if (coin()) {
      stages[static_cast<Stage>(i)] = Date{date};
      date += days{*rc::gen::inRange(0, 90)};
    }
  }
  if (*rc::gen::inRange(0, 8) == 0) {
    stages[Stage::decommissioned] = Date{date};
  }
  return stages;
}

/// Sites in two phases, four districts and none.
struct Rollout {
  PhasedCounty county;
  Date today = random_day();
  std::vector<Judgement> last_month;
  std::vector<std::optional<LinkState>> states;

  Rollout() {
    county.plan.rollout.weights = static_cast<config::SiteWeights>(*rc::gen::inRange(0, 3));
    county.add_district("amar", 500);
    county.add_district("hoya", std::nullopt);
    county.add_district("wania", 0);
    county.add_contract("k1", day(2025, 1, 1), day(2025, 12, 31), 7'000'000);
    county.add_contract("k2", day(2026, 1, 1), {}, 12'500'000);
    for (int count = *rc::gen::inRange(0, 25); count > 0; --count) {
      add_site("s" + std::to_string(1000 + count));
    }
  }

  [[nodiscard]] std::vector<Service> services() const {
    return services_of(county.plan, today, states);
  }

  /// The same sites in another order.
  [[nodiscard]] Rollout shuffled() const {
    std::vector<std::size_t> order(county.plan.sites.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
    }
    Rollout other = *this;
    for (std::size_t i = 0; i < order.size(); ++i) {
      other.county.plan.sites[i] = county.plan.sites[order[i]];
      other.last_month[i] = last_month[order[i]];
      other.states[i] = states[order[i]];
    }
    return other;
  }

 private:
  void add_site(const std::string& id) {
    config::Site& site = county.add_site(id, "", random_stages(), random_stages());
    site.phase = *rc::gen::element<std::string>("tahap-1", "tahap-2", "tahap-2", "");
    site.district = *rc::gen::element<std::string>("jila", "amar", "hoya", "wania");
    site.weight = *rc::gen::element(0.0, 0.3, 1.0, 1.0, 2.5);
    if (coin()) {
      site.serves_population = *rc::gen::inRange(0, 4'000);
    }
    if (*rc::gen::inRange(0, 4) == 0) {
      site.hold.emplace();
      site.hold->kind = static_cast<HoldKind>(*rc::gen::inRange(0, 4));
      if (coin()) {
        site.hold->since = random_day();
      }
    }
    for (const std::string& service : {std::string("puskesmas"), std::string("disdukcapil")}) {
      if (coin()) {
        site.services.push_back(service);
      }
    }
    if (coin()) {
      county.add_link(
          id + "-vsat",
          id,
          coin() ? std::vector<std::string>{"k1", "k2"} : std::vector<std::string>{"k2"});
    }
    last_month.push_back(static_cast<Judgement>(*rc::gen::inRange(0, 4)));
    states.push_back(coin() ? std::optional(static_cast<LinkState>(*rc::gen::inRange(0, 5)))
                            : std::nullopt);
  }
};

std::int64_t sum_of(const People& people) {
  return std::accumulate(people.begin(), people.end(), std::int64_t{0});
}

RC_GTEST_PROP(RolloutProperty, CountsAreNestedAndOnAirIsPartitioned, ()) {
  const Rollout rollout;
  std::uint32_t planned = 0;
  for (const PhaseCounts& phase :
       counts_by_phase(rollout.county.plan, rollout.today, rollout.last_month)) {
    const Counts& counts = phase.counts;
    RC_ASSERT(counts.built <= counts.planned);
    RC_ASSERT(counts.accepted <= counts.built);
    RC_ASSERT(counts.on_air <= counts.accepted);
    RC_ASSERT(counts.meeting_sla + counts.not_measured <= counts.on_air);
    RC_ASSERT(counts.due <= counts.planned);
    RC_ASSERT(counts.on_hold <= counts.planned);
    planned += counts.planned;
  }
  const auto& sites = rollout.county.plan.sites;
  RC_ASSERT(planned == std::count_if(sites.begin(), sites.end(), [&rollout](const auto& site) {
              return counts(site, rollout.today);
            }));
}

RC_GTEST_PROP(RolloutProperty, ProgressIsWithin0And1AndPlannedNeverFalls, ()) {
  const Rollout rollout;
  for (const char* phase : {"", "tahap-1", "tahap-2"}) {
    const Date early = random_day();
    const Date late{sys_days{early} + days{*rc::gen::inRange(0, 400)}};
    const auto before = progress_at(rollout.county.plan, phase, early, rollout.today);
    const auto after = progress_at(rollout.county.plan, phase, late, rollout.today);
    RC_ASSERT(before.has_value() == after.has_value());
    if (before) {
      RC_ASSERT(before->planned >= 0);
      RC_ASSERT(after->planned <= 1);
      RC_ASSERT(after->actual <= 1);
      RC_ASSERT(before->planned <= after->planned + kRounding);
      RC_ASSERT(before->actual <= after->actual + kRounding);
    }
  }
}

RC_GTEST_PROP(RolloutProperty, TheTotalIsTheMeanOfSitesOfAllPhases, ()) {
  const Rollout rollout;
  const auto& plan = rollout.county.plan;
  const auto weights = site_weights(plan, rollout.today);
  double reached = 0;
  double whole = 0;
  for (std::size_t i = 0; i < plan.sites.size(); ++i) {
    if (counts(plan.sites[i], rollout.today)) {
      whole += weights[i];
      reached +=
          weights[i] * stage_weight(planned_stage(plan.sites[i], rollout.today), plan.rollout);
    }
  }
  const auto total = progress_at(plan, "", rollout.today, rollout.today);
  RC_ASSERT(total.has_value() == (whole > 0));
  RC_ASSERT(!total || std::abs(total->planned - reached / whole) < kRounding);
}

RC_GTEST_PROP(RolloutProperty, ContractValuesAddUpToTheFees, ()) {
  Rollout rollout;
  auto& plan = rollout.county.plan;
  plan.rollout.weights = config::SiteWeights::contract_value;
  const auto weights = site_weights(plan, rollout.today);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const bool both = std::any_of(plan.links.begin(), plan.links.end(), [](const auto& link) {
    return link.contracts.size() == 2;
  });
  const bool second = std::any_of(plan.links.begin(), plan.links.end(), [](const auto& link) {
    return link.contracts.size() == 1;
  });
  const bool first_year = rollout.today <= day(2025, 12, 31);
  const double expected =
      (both && first_year ? 7e6 : 0) + ((both && !first_year) || second ? 12.5e6 : 0);
  RC_ASSERT(std::abs(sum - expected) < 1e-3);
}

RC_GTEST_PROP(RolloutProperty, EveryPointOfACurveIsWhatItsDayGives, ()) {
  Rollout rollout;
  config::Plan& plan = rollout.county.plan;
  const Baseline baseline = freeze(plan, "b", "engineer", sys_days{random_day()});
  for (config::Site& site : plan.sites) {
    if (coin()) {
      site.planned = random_stages();
    }
  }
  plan.rollout.stage_weights[static_cast<std::size_t>(Stage::installed)] = 0.60;
  const auto list = curves(plan, &baseline, rollout.today);
  RC_ASSERT(list.size() == 3U);
  for (const Curve& curve : list) {
    for (const CurvePoint& point : curve.points) {
      const auto then = progress_at(plan, curve.phase, point.date, rollout.today);
      RC_ASSERT(then.has_value());
      RC_ASSERT(point.planned == then->planned);
      RC_ASSERT(point.baseline == baseline_at(baseline, curve.phase, point.date));
      const bool known = Date{point.date.year() / point.date.month() / 1} <= rollout.today;
      RC_ASSERT(point.actual.has_value() == known);
      RC_ASSERT(!known || *point.actual == then->actual);
    }
  }
}

RC_GTEST_PROP(RolloutProperty, ABaselineIsThePlanWhenItIsFrozen, ()) {
  const Rollout rollout;
  const config::Plan& plan = rollout.county.plan;
  const Baseline baseline = freeze(plan, "b", "engineer", sys_days{rollout.today});
  for (const char* phase : {"", "tahap-1", "tahap-2"}) {
    const Date date = random_day();
    const auto progress = progress_at(plan, phase, date, rollout.today);
    const auto frozen = baseline_at(baseline, phase, date);
    RC_ASSERT(frozen.has_value() == progress.has_value());
    RC_ASSERT(!frozen || *frozen == progress->planned);
  }
}

bool alike(std::optional<double> one, std::optional<double> other) {
  return one.has_value() == other.has_value() && (!one || std::abs(*one - *other) < kRounding);
}

void compare(const std::vector<Curve>& one, const std::vector<Curve>& other) {
  RC_ASSERT(one.size() == other.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    RC_ASSERT(one[i].points.size() == other[i].points.size());
    for (std::size_t k = 0; k < one[i].points.size(); ++k) {
      RC_ASSERT(one[i].points[k].date == other[i].points[k].date);
      RC_ASSERT(alike(one[i].points[k].planned, other[i].points[k].planned));
      RC_ASSERT(alike(one[i].points[k].actual, other[i].points[k].actual));
    }
  }
}

RC_GTEST_PROP(RolloutProperty, TheOrderOfSitesChangesNothing, ()) {
  const Rollout one;
  const Rollout other = one.shuffled();
  const config::Plan& plan = one.county.plan;
  const config::Plan& same = other.county.plan;
  compare(curves(plan, nullptr, one.today), curves(same, nullptr, one.today));
  const auto counted = counts_by_phase(plan, one.today, one.last_month);
  const auto again = counts_by_phase(same, one.today, other.last_month);
  RC_ASSERT(std::equal(counted.begin(), counted.end(), again.begin(), [](auto& a, auto& b) {
    return a.phase == b.phase && a.counts == b.counts;
  }));
  RC_ASSERT(served_by_phase(plan, one.today, one.services()) ==
            served_by_phase(same, one.today, other.services()));
  const auto districts = served_by_district(plan, one.services());
  const auto others = served_by_district(same, other.services());
  RC_ASSERT(std::equal(districts.begin(), districts.end(), others.begin(), [](auto& a, auto& b) {
    return a.best == b.best && a.people == b.people;
  }));
  const auto when = sys_days{one.today};
  RC_ASSERT(freeze(plan, "b", "u", when).sites.size() == freeze(same, "b", "u", when).sites.size());
}

RC_GTEST_PROP(RolloutProperty, PeopleOfADistrictAddUpToItsPopulation, ()) {
  const Rollout rollout;
  const auto& plan = rollout.county.plan;
  const auto list = served_by_district(plan, rollout.services());
  RC_ASSERT(list.size() == plan.districts.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    RC_ASSERT(list[i].people.has_value() == plan.districts[i].population.has_value());
    if (list[i].people) {
      RC_ASSERT(sum_of(*list[i].people) == *plan.districts[i].population);
      RC_ASSERT(*std::min_element(list[i].people->begin(), list[i].people->end()) >= 0);
    }
  }
}

RC_GTEST_PROP(RolloutProperty, PeopleOfAPhaseAddUpWhateverTheStates, ()) {
  const Rollout rollout;
  const auto& plan = rollout.county.plan;
  const auto people = served_by_phase(plan, rollout.today, rollout.services());
  const std::vector<Service> dark(plan.sites.size(), Service::not_in_service);
  const auto all_dark = served_by_phase(plan, rollout.today, dark);
  for (std::size_t i = 0; i < people.size(); ++i) {
    RC_ASSERT(sum_of(people[i]) == sum_of(all_dark[i]));
  }
}

RC_GTEST_PROP(RolloutProperty, WhileBlindNobodyIsUnservedWhoWasServed, ()) {
  Rollout rollout;
  const auto& plan = rollout.county.plan;
  const auto seen = served_by_district(plan, rollout.services());
  std::fill(rollout.states.begin(), rollout.states.end(), LinkState::unknown);
  const auto blind = served_by_district(plan, rollout.services());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (seen[i].people) {
      const People& people = *blind[i].people;
      RC_ASSERT(people.back() == seen[i].people->back());
      RC_ASSERT(people[2] == sum_of(people) - people.back());
    }
  }
}

}  // namespace
}  // namespace pantau::rollout::test
