// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/draft.hpp"
#include "config/inventory_rules.hpp"
#include "config/time_zone.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

constexpr std::array<std::string_view, 13> kSiteKeys{"id",
                                                     "name",
                                                     "district",
                                                     "phase",
                                                     "latitude",
                                                     "longitude",
                                                     "serves_population",
                                                     "services",
                                                     "contacts",
                                                     "weight",
                                                     "planned",
                                                     "actual",
                                                     "hold"};

/// The acceptance test may say the hour it began (semantics.md 8).
std::optional<Date> acceptance_date(Draft& draft, TableReader& reader, UtcTime& instant) {
  const auto& zone = draft.plan.daemon.timezone;
  if (reader.find("acceptance_test").value().as<DateTime>() != nullptr) {
    instant = to_utc(*reader.date_time("acceptance_test"), zone);
    return local_date(instant, zone);
  }
  const auto date = reader.date("acceptance_test");
  if (date) {
    instant = midnight(*date, zone);
  }
  return date;
}

struct Stages {
  std::map<Stage, Date> dates;
  std::optional<UtcTime> acceptance_start;
};

void check_stage_order(TableReader& reader, const Stages& stages) {
  const std::pair<const Stage, Date>* latest = nullptr;
  for (const auto& stage : stages.dates) {
    if (latest != nullptr && stage.second < latest->second) {
      reader.error(reader.find(word_of(kStageWords, stage.first)),
                   fmt::format("{} is before {} ({}), an earlier stage: dates do not run backwards",
                               format_date(stage.second),
                               word_of(kStageWords, latest->first),
                               format_date(latest->second)));
    } else {
      latest = &stage;
    }
  }
}

Stages read_stages(Draft& draft, TableReader& site, std::string_view key) {
  Stages stages;
  const auto layer = site.table(key);
  if (!layer) {
    return stages;
  }
  std::vector<std::string_view> known;
  TableReader reader(draft.problems, *layer);
  for (const auto& [word, stage] : kStageWords) {
    known.push_back(word);
    if (!reader.has(word)) {
      continue;
    }
    std::optional<Date> date;
    if (stage == Stage::acceptance_test) {
      UtcTime instant{};
      date = acceptance_date(draft, reader, instant);
      stages.acceptance_start = date ? std::optional{instant} : std::nullopt;
    } else {
      date = reader.date(word);
    }
    if (date) {
      stages.dates.emplace(stage, *date);
    }
  }
  reader.refuse_unknown(known);
  check_stage_order(reader, stages);
  return stages;
}

void warn_of_future(Draft& draft, TableReader& site, const Stages& actual) {
  const auto layer = site.table("actual");
  if (!layer || !draft.options.today.ok()) {
    return;
  }
  TableReader reader(draft.problems, *layer);
  for (const auto& [stage, date] : actual.dates) {
    if (date > draft.options.today) {
      reader.warning(reader.find(word_of(kStageWords, stage)),
                     fmt::format("{} is in the future: what is planned belongs into `planned`",
                                 format_date(date)));
    }
  }
}

std::optional<Hold> read_hold(Draft& draft, TableReader& site) {
  constexpr std::array<std::string_view, 5> kKeys{"kind", "since", "until", "reason", "to"};
  const auto layer = site.table("hold");
  if (!layer) {
    return std::nullopt;
  }
  TableReader reader(draft.problems, *layer);
  reader.refuse_unknown(kKeys);
  reader.require({"kind"});
  Hold hold;
  assign(hold.kind, reader.choice<HoldKind>("kind", kHoldWords));
  hold.since = reader.date("since");
  hold.until = reader.date("until");
  assign(hold.reason, reader.one_of("reason", kHoldReasons));
  assign(hold.to, draft.reference(reader, "to", Kind::site));
  if (hold.since && hold.until && *hold.until < *hold.since) {
    reader.error(reader.find("until"),
                 fmt::format("{} is before since ({}): correct one of the two",
                             format_date(*hold.until),
                             format_date(*hold.since)));
  }
  return hold;
}

void read_people(Draft& draft, TableReader& reader, Site& site) {
  site.serves_population = reader.integer("serves_population", {0, 1'000'000'000});
  const auto* district = draft.plan.find_district(site.district);
  if (site.serves_population && district != nullptr && district->population &&
      *site.serves_population > *district->population) {
    reader.error(
        reader.find("serves_population"),
        fmt::format("is {}, but the whole district {} has {} people: correct one of the two",
                    *site.serves_population,
                    district->id,
                    *district->population));
  }
}

std::optional<std::string> read_phase_of(Draft& draft, TableReader& reader) {
  const auto found = reader.find("phase");
  if (found && found.value().as<Array>() != nullptr) {
    reader.error(found, "is a list: a site is in one phase; write phase = \"…\"");
    return std::nullopt;
  }
  return draft.reference(reader, "phase", Kind::phase);
}

void read_site(Draft& draft, const Definition& definition) {
  TableReader reader(draft.problems, definition.layer);
  reader.refuse_unknown(kSiteKeys);
  reader.require({"name", "district"});
  Site site;
  site.id = definition.id;
  assign(site.name, reader.text("name"));
  assign(site.district, draft.reference(reader, "district", Kind::district));
  assign(site.phase, read_phase_of(draft, reader));
  read_coordinates(reader, site.latitude, site.longitude);
  read_people(draft, reader, site);
  site.services = reader.texts("services");
  site.contacts = reader.texts("contacts");
  assign(site.weight, reader.number("weight", {0, 1e6}));
  site.planned = read_stages(draft, reader, "planned").dates;
  auto actual = read_stages(draft, reader, "actual");
  warn_of_future(draft, reader, actual);
  site.actual = std::move(actual.dates);
  site.acceptance_start = actual.acceptance_start;
  site.hold = read_hold(draft, reader);
  site.place = definition.layer.place(definition.layer.at);
  check_site(draft, reader, site);
  if (!definition.id.empty()) {
    draft.plan.sites.push_back(std::move(site));
  }
}

}  // namespace

void read_site_tables(Draft& draft) {
  for (const auto& definition : draft.all(Kind::site)) {
    read_site(draft, definition);
  }
  std::sort(draft.plan.sites.begin(), draft.plan.sites.end(), [](const Site& a, const Site& b) {
    return a.id < b.id;
  });
}

}  // namespace pantau::config
