// SPDX-License-Identifier: Apache-2.0
#include "config/csv_known.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "config/csv_names.hpp"
#include "config/csv_words.hpp"
#include "config/quantity.hpp"
#include "config/suggest.hpp"
#include "config/table_reader.hpp"
#include "config/technologies.hpp"
#include "config/toml_text.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

/// Fills a record with the values that the configuration has; what says nothing is left out.
class RecordFiller {
 public:
  RecordFiller(Record& record, const Place& place) : record_(record) {
    record_.known_at = fmt::format("{}:{}", place.file, place.line);
  }

  void line(std::string key, std::string toml) {
    record_.values.push_back({std::move(key), std::move(toml), {}});
  }

  void text(std::string key, std::string_view value) {
    if (!value.empty()) {
      line(std::move(key), toml_string(value));
    }
  }

  void texts(std::string key, const std::vector<std::string>& values) {
    if (!values.empty()) {
      line(std::move(key), toml_list(values));
    }
  }

  void whole(std::string key, std::optional<std::int64_t> value) {
    if (value) {
      line(std::move(key), fmt::to_string(*value));
    }
  }

  void number(std::string key, std::optional<double> value) {
    if (value) {
      line(std::move(key), toml_number(*value));
    }
  }

  void date(std::string key, std::optional<Date> value) {
    if (value) {
      line(std::move(key), format_date(*value));
    }
  }

  void stages(std::string_view key, const std::map<Stage, Date>& dates) {
    for (const auto& [stage, when] : dates) {
      date(fmt::format("{}.{}", key, word_of(kStageWords, stage)), when);
    }
  }

 private:
  Record& record_;
};

template <typename T>
const T* find_in(const std::vector<T>& list, std::string_view id) {
  const auto at =
      std::find_if(list.begin(), list.end(), [&](const T& known) { return known.id == id; });
  return at == list.end() ? nullptr : &*at;
}

void fill_hold(RecordFiller& fill, const std::optional<Hold>& hold) {
  if (hold) {
    fill.text("hold.kind", word_of(kHoldWords, hold->kind));
    fill.date("hold.since", hold->since);
    fill.date("hold.until", hold->until);
    fill.text("hold.reason", hold->reason);
    fill.text("hold.to", hold->to);
  }
}

std::string rate_text(std::optional<double> bytes) {
  return bytes ? format_rate(*bytes) : "";
}

}  // namespace

void NameIndex::add(std::string key, std::string_view shown_as, std::string_view id) {
  if (key.empty()) {
    return;
  }
  if (by_key_.emplace(std::move(key), id).second) {
    names_.emplace_back(shown_as);
  }
}

std::string NameIndex::find(const std::string& key) const {
  const auto at = by_key_.find(key);
  return at == by_key_.end() ? "" : at->second;
}

std::string NameIndex::advice(std::string_view wanted, std::string_view table) const {
  const auto small = lower(wanted);
  Nearest nearest(small);
  std::map<std::string, std::string> by_small;
  for (const auto& name : names_) {
    nearest.offer(lower(name));
    by_small.emplace(lower(name), name);
  }
  auto question = nearest.question();
  for (const auto& [small_name, name] : by_small) {
    if (question == fmt::format("; did you mean \"{}\"?", small_name)) {
      return fmt::format("; did you mean \"{}\"?", name);
    }
  }
  constexpr std::size_t kFew = 8;
  return names_.size() <= kFew
             ? fmt::format(": write one of {}, or define it there as [[{}]]",
                           fmt::join(names_, ", "),
                           table)
             : fmt::format(": correct the name, or define it there as [[{}]]", table);
}

std::string site_key(std::string_view district, std::string_view name) {
  return fmt::format("{}/{}", district, folded(name));
}

KnownInventory::KnownInventory(const Plan* plan) : plan_(plan) {
  for (const auto& technology : plan == nullptr ? built_in_technologies() : plan->technologies) {
    technologies.push_back(technology.id);
  }
  if (plan == nullptr) {
    return;
  }
  for (const auto& district : plan->districts) {
    districts.add(id_of(district.name), district.name, district.id);
    districts.add(id_of(district.id), district.id, district.id);
    districts.add(id_of(district.code), district.code, district.id);
    for (const auto& alias : district.aliases) {
      districts.add(id_of(alias), alias, district.id);
    }
  }
  for (const auto& phase : plan->phases) {
    phases.add(phase_key(phase.name), phase.name, phase.id);
    phases.add(phase_key(phase.id), phase.id, phase.id);
  }
  for (const auto& provider : plan->providers) {
    providers.add(id_of(provider.name), provider.name, provider.id);
    providers.add(id_of(provider.id), provider.id, provider.id);
  }
  for (const auto& contract : plan->contracts) {
    contracts.add(id_of(contract.id), contract.id, contract.id);
    contracts.add(
        contract.number.empty() ? "" : id_of(contract.number), contract.number, contract.id);
  }
  index_sites_and_links();
}

void KnownInventory::index_sites_and_links() {
  for (const auto& site : plan_->sites) {
    sites.add(site_key(site.district, site.name), site.name, site.id);
  }
  std::map<std::string, std::vector<std::string>> by_technology;
  for (const auto& link : plan_->links) {
    by_technology[site_key(link.site, link.technology)].push_back(link.id);
  }
  for (const auto& [key, ids] : by_technology) {
    if (ids.size() == 1) {
      links.add(key, ids.front(), ids.front());
    }
  }
}

void KnownInventory::fill_district(Record& record) const {
  const auto* known = plan_ == nullptr ? nullptr : find_in(plan_->districts, record.id);
  if (known == nullptr) {
    return;
  }
  RecordFiller fill(record, known->place);
  fill.text("name", known->name);
  fill.text("code", known->code);
  fill.text("class", known->district_class);
  fill.whole("population", known->population);
  fill.whole("population_year", known->population_year);
}

void KnownInventory::fill_phase(Record& record) const {
  const auto* known = plan_ == nullptr ? nullptr : find_in(plan_->phases, record.id);
  if (known == nullptr) {
    return;
  }
  RecordFiller fill(record, known->place);
  fill.text("name", known->name);
  fill.date("start", known->start);
  fill.date("end", known->end);
}

void KnownInventory::fill_provider(Record& record) const {
  const auto* known = plan_ == nullptr ? nullptr : find_in(plan_->providers, record.id);
  if (known == nullptr) {
    return;
  }
  RecordFiller fill(record, known->place);
  fill.text("name", known->name);
  fill.text("contact", known->contact);
}

void KnownInventory::fill_contract(Record& record) const {
  const auto* known = plan_ == nullptr ? nullptr : find_in(plan_->contracts, record.id);
  if (known == nullptr) {
    return;
  }
  RecordFiller fill(record, known->place);
  fill.text("provider", known->provider);
  fill.text("number", known->number);
  fill.date("start", known->start);
  fill.date("end", known->has_end ? std::optional{known->end} : std::nullopt);
  fill.date("free_until", known->free_until);
  fill.number("target", known->target);
  fill.whole("fee_per_month", known->fee_per_month);
  fill.text("formula", word_of(kFormulaWords, known->formula));
  if (known->restitution) {
    fill.text("restitution", word_of(kRestitutionWords, *known->restitution));
  }
}

void KnownInventory::fill_site(Record& record) const {
  const auto* known = plan_ == nullptr ? nullptr : plan_->find_site(record.id);
  if (known == nullptr) {
    return;
  }
  RecordFiller fill(record, known->place);
  fill.text("name", known->name);
  fill.text("district", known->district);
  fill.text("phase", known->phase);
  fill.number("latitude", known->latitude);
  fill.number("longitude", known->longitude);
  fill.whole("serves_population", known->serves_population);
  fill.texts("services", known->services);
  fill.texts("contacts", known->contacts);
  fill.number("weight", known->weight);
  fill.stages("planned", known->planned);
  fill.stages("actual", known->actual);
  fill_hold(fill, known->hold);
}

void KnownInventory::fill_link(Record& record) const {
  const auto* known = plan_ == nullptr ? nullptr : plan_->find_link(record.id);
  if (known == nullptr) {
    return;
  }
  RecordFiller fill(record, known->place);
  fill.text("site", known->site);
  fill.text("technology", known->technology);
  fill.text("role", word_of(kRoleWords, known->role));
  fill.text("provider", known->provider);
  fill.texts("contract", known->contracts);
  fill.text("address", known->address);
  fill.text("capacity_down", rate_text(known->capacity_down_bytes));
  fill.text("capacity_up", rate_text(known->capacity_up_bytes));
  fill.text("quota_per_month", known->quota_bytes ? format_size(*known->quota_bytes) : "");
}

}  // namespace pantau::config
