// SPDX-License-Identifier: Apache-2.0
#include "config/inventory_fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <string_view>
#include <vector>

#include "config/probe_profile.hpp"
#include "config/quantity.hpp"
#include "config/toml_text.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

/// "a or site:b" to its parts; ids hold no spaces.
std::vector<std::string> split_group(std::string_view written) {
  constexpr std::string_view kOr = " or ";
  std::vector<std::string> parts;
  for (auto at = written.find(kOr); at != std::string_view::npos; at = written.find(kOr)) {
    parts.emplace_back(written.substr(0, at));
    written.remove_prefix(at + kOr.size());
  }
  parts.emplace_back(written);
  return parts;
}

}  // namespace

void write_profile(FieldSink& out, const ProbeProfile& profile) {
  for (const auto key : kProfileKeys) {
    if (const auto value = profile_value(profile, key); is_bare(key)) {
      out.line(key, value);
    } else {
      out.text(key, value);
    }
  }
}

void write_fields(FieldSink& out, const Technology& technology) {
  out.text("id", technology.id);
  write_profile(out, technology.profile);
}

void write_fields(FieldSink& out, const Phase& phase) {
  out.text("id", phase.id);
  out.text("name", phase.name);
  out.date("start", phase.start);
  out.date("end", phase.end);
}

void write_fields(FieldSink& out, const District& district) {
  out.text("id", district.id);
  out.text("name", district.name);
  out.text("code", district.code);
  out.texts("aliases", district.aliases);
  out.text("class", district.district_class);
  out.whole("population", district.population);
  out.whole("population_year", district.population_year);
  out.number("latitude", district.latitude);
  out.number("longitude", district.longitude);
  out.date("since", district.since);
  out.date("until", district.until);
  out.text("split_from", district.split_from);
}

void write_fields(FieldSink& out, const Provider& provider) {
  out.text("id", provider.id);
  out.text("name", provider.name);
}

void write_fields(FieldSink& out, const Contract& contract) {
  out.text("id", contract.id);
  out.text("provider", contract.provider);
  out.text("number", contract.number);
  out.date("start", contract.start);
  out.date("end", contract.has_end ? std::optional{contract.end} : std::nullopt);
  out.date("free_until", contract.free_until);
  out.number("target", contract.target);
  out.text("minimum_outage", format_duration(contract.minimum_outage));
  out.number("loss_threshold", contract.loss_threshold);
  out.text("formula", word_of(kFormulaWords, contract.formula));
  out.texts("exclude", contract.exclude);
  out.text("planned_notice",
           contract.planned_notice ? format_duration(*contract.planned_notice) : "");
  out.number("planned_hours_per_month", contract.planned_hours_per_month);
  out.whole("fee_per_month", contract.fee_per_month);
  out.text("restitution",
           contract.restitution ? word_of(kRestitutionWords, *contract.restitution) : "");
}

void write_fields(FieldSink& out, const Site& site) {
  out.text("id", site.id);
  out.text("name", site.name);
  out.text("district", site.district);
  out.text("phase", site.phase);
  out.number("latitude", site.latitude);
  out.number("longitude", site.longitude);
  out.whole("serves_population", site.serves_population);
  out.texts("services", site.services);
  out.number("weight", site.weight);
}

void write_fields(FieldSink& out, const Link& link) {
  out.text("id", link.id);
  out.text("site", link.site);
  out.text("technology", link.technology);
  out.text("role", word_of(kRoleWords, link.role));
  out.text("provider", link.provider);
  out.texts("contract", link.contracts);
  out.text("address", link.address);
  std::vector<std::string> groups;
  for (const auto& group : link.parents) {
    groups.push_back(toml_list(split_group(group.written)));
  }
  if (!groups.empty()) {
    out.line("parents", fmt::format("[{}]", fmt::join(groups, ", ")));
  }
  out.text("capacity_down", link.capacity_down_bytes ? format_rate(*link.capacity_down_bytes) : "");
  out.text("capacity_up", link.capacity_up_bytes ? format_rate(*link.capacity_up_bytes) : "");
  out.text("quota_per_month", link.quota_bytes ? format_size(*link.quota_bytes) : "");
}

}  // namespace pantau::config
