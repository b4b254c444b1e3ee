// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "config/draft.hpp"
#include "config/inventory_rules.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

constexpr std::int64_t kMostPeople = 1'000'000'000;

/// Reports `later` when it is before `earlier`.
void check_order(TableReader& reader,
                 std::string_view earlier_key,
                 std::optional<Date> earlier,
                 std::string_view later_key,
                 std::optional<Date> later) {
  if (earlier && later && *later < *earlier) {
    reader.error(reader.find(later_key),
                 fmt::format("{} is before {} ({}): correct one of the two",
                             format_date(*later),
                             earlier_key,
                             format_date(*earlier)));
  }
}

void read_phase(Draft& draft, const Definition& definition) {
  constexpr std::array<std::string_view, 4> kKeys{"id", "name", "start", "end"};
  TableReader reader(draft.problems, definition.layer);
  reader.refuse_unknown(kKeys);
  Phase phase;
  phase.id = definition.id;
  phase.name = reader.text("name").value_or(phase.id);
  phase.start = reader.date("start");
  phase.end = reader.date("end");
  check_order(reader, "start", phase.start, "end", phase.end);
  phase.place = definition.layer.place(definition.layer.at);
  if (!definition.id.empty()) {
    draft.plan.phases.push_back(std::move(phase));
  }
}

void read_district(Draft& draft, const Definition& definition) {
  constexpr std::array<std::string_view, 12> kKeys{"id",
                                                   "name",
                                                   "code",
                                                   "aliases",
                                                   "class",
                                                   "population",
                                                   "population_year",
                                                   "latitude",
                                                   "longitude",
                                                   "since",
                                                   "until",
                                                   "split_from"};
  TableReader reader(draft.problems, definition.layer);
  reader.refuse_unknown(kKeys);
  reader.require({"name"});
  District district;
  district.id = definition.id;
  assign(district.name, reader.text("name"));
  assign(district.code, reader.text("code"));
  district.aliases = reader.texts("aliases");
  assign(district.district_class, reader.one_of("class", kDistrictClasses));
  district.population = reader.integer("population", {0, kMostPeople});
  if (const auto year = reader.integer("population_year", {1900, 2200})) {
    district.population_year = static_cast<int>(*year);
  }
  read_coordinates(reader, district.latitude, district.longitude);
  district.since = reader.date("since");
  district.until = reader.date("until");
  check_order(reader, "since", district.since, "until", district.until);
  assign(district.split_from, draft.reference(reader, "split_from", Kind::district));
  district.place = definition.layer.place(definition.layer.at);
  if (!definition.id.empty()) {
    draft.plan.districts.push_back(std::move(district));
  }
}

void read_provider(Draft& draft, const Definition& definition) {
  constexpr std::array<std::string_view, 3> kKeys{"id", "name", "contact"};
  TableReader reader(draft.problems, definition.layer);
  reader.refuse_unknown(kKeys);
  Provider provider;
  provider.id = definition.id;
  provider.name = reader.text("name").value_or(provider.id);
  assign(provider.contact, reader.text("contact"));
  provider.place = definition.layer.place(definition.layer.at);
  if (!definition.id.empty()) {
    draft.plan.providers.push_back(std::move(provider));
  }
}

void read_contract_dates(TableReader& reader, Contract& contract) {
  const auto start = reader.date("start");
  const auto end = reader.date("end");
  contract.free_until = reader.date("free_until");
  check_order(reader, "start", start, "end", end);
  check_order(reader, "start", start, "free_until", contract.free_until);
  if (end && contract.free_until && *contract.free_until > *end) {
    reader.error(reader.find("free_until"),
                 fmt::format("{} is after end ({}): correct one of the two",
                             format_date(*contract.free_until),
                             format_date(*end)));
  }
  contract.start = start.value_or(Date{});
  contract.end = end.value_or(Date{});
  contract.has_end = end.has_value();
}

void read_contract_terms(TableReader& reader, Contract& contract) {
  using std::chrono::hours;
  constexpr std::chrono::nanoseconds kMonth = hours{24 * 31};
  const auto target = reader.ratio("target");
  if (target && *target == 0) {
    reader.error(reader.find("target"),
                 "is 0, which every line meets: write the availability that was agreed, as 0.95");
  }
  assign(contract.target, target);
  assign(contract.minimum_outage,
         reader.duration("minimum_outage", {std::chrono::nanoseconds{0}, kMonth}));
  assign(contract.loss_threshold, reader.ratio("loss_threshold"));
  assign(contract.formula, reader.choice<AvailabilityFormula>("formula", kFormulaWords));
  contract.planned_notice =
      reader.duration("planned_notice", {std::chrono::nanoseconds{0}, 12 * kMonth});
  contract.planned_hours_per_month = reader.number("planned_hours_per_month", {0, 744});
  contract.fee_per_month =
      reader.integer("fee_per_month", {0, std::numeric_limits<std::int64_t>::max() / 1000});
  contract.restitution = reader.choice<Restitution>("restitution", kRestitutionWords);
  for (auto& [cause, place] : reader.placed_texts("exclude")) {
    if (std::find(kCauses.begin(), kCauses.end(), cause) == kCauses.end()) {
      auto found = reader.find("exclude");
      reader.not_among(found, cause, kCauses);
    } else {
      contract.exclude.push_back(std::move(cause));
    }
  }
}

void read_contract(Draft& draft, const Definition& definition) {
  constexpr std::array<std::string_view, 15> kKeys{"id",
                                                   "provider",
                                                   "number",
                                                   "start",
                                                   "end",
                                                   "free_until",
                                                   "target",
                                                   "minimum_outage",
                                                   "loss_threshold",
                                                   "formula",
                                                   "exclude",
                                                   "planned_notice",
                                                   "planned_hours_per_month",
                                                   "fee_per_month",
                                                   "restitution"};
  TableReader reader(draft.problems, definition.layer);
  reader.refuse_unknown(kKeys);
  reader.require({"provider", "start", "target"});
  Contract contract;
  contract.id = definition.id;
  assign(contract.provider, draft.reference(reader, "provider", Kind::provider));
  assign(contract.number, reader.text("number"));
  read_contract_dates(reader, contract);
  read_contract_terms(reader, contract);
  check_contract(reader, contract);
  contract.place = definition.layer.place(definition.layer.at);
  if (!definition.id.empty()) {
    draft.plan.contracts.push_back(std::move(contract));
  }
}

template <typename T>
void sort_by_id(std::vector<T>& list) {
  std::sort(list.begin(), list.end(), [](const T& a, const T& b) { return a.id < b.id; });
}

}  // namespace

void read_coordinates(TableReader& reader,
                      std::optional<double>& latitude,
                      std::optional<double>& longitude) {
  latitude = reader.number("latitude", {-90, 90});
  longitude = reader.number("longitude", {-180, 180});
  if (reader.has("latitude") != reader.has("longitude")) {
    const auto* const alone = reader.has("latitude") ? "latitude" : "longitude";
    reader.error(reader.find(alone), "stands alone: write latitude and longitude, or neither");
  }
}

void read_rollout_tables(Draft& draft) {
  using Read = void (*)(Draft&, const Definition&);
  constexpr std::array<std::pair<Kind, Read>, 4> kReaders{{{Kind::phase, read_phase},
                                                           {Kind::district, read_district},
                                                           {Kind::provider, read_provider},
                                                           {Kind::contract, read_contract}}};
  for (const auto& [kind, read] : kReaders) {
    for (const auto& definition : draft.all(kind)) {
      read(draft, definition);
    }
  }
  sort_by_id(draft.plan.phases);
  sort_by_id(draft.plan.districts);
  sort_by_id(draft.plan.providers);
  sort_by_id(draft.plan.contracts);
}

}  // namespace pantau::config
