// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/inventory_families.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "config/words.hpp"
#include "daemon/book/contract_day.hpp"
#include "daemon/metrics/labels.hpp"
#include "daemon/metrics/local_date.hpp"
#include "daemon/metrics/put_value.hpp"
#include "daemon/rollout/district_days.hpp"

namespace pantau::metrics {
namespace {

constexpr std::uint64_t kOne = 1;

/// Degrees as the operator would write them; empty when not configured.
std::string degrees(const std::optional<double>& value) {
  if (!value) {
    return {};
  }
  char digits[kNumberBytes];
  return {digits, write_number(digits, *value)};
}

void write_gateway(PageWriter& page, const config::Plan& plan) {
  page.family("pantau_gateway_info", Type::gauge, "The vantage point that measured all this.");
  page.sample(
      Labels().with("gateway", plan.daemon.gateway).with("timezone", plan.daemon.timezone).text(),
      "",
      kOne);
}

void write_districts(PageWriter& page, const config::Plan& plan) {
  page.family("pantau_district_info", Type::gauge, "Districts as configured.");
  for (const config::District& district : plan.districts) {
    page.sample(Labels()
                    .with("district", district.id)
                    .with("name", district.name)
                    .with("class", district.district_class)
                    .with("code", district.code)
                    .with("latitude", degrees(district.latitude))
                    .with("longitude", degrees(district.longitude))
                    .text(),
                "",
                kOne);
  }
}

void write_phases(PageWriter& page, const config::Plan& plan) {
  page.family("pantau_phase_info", Type::gauge, "Phases of the rollout as configured.");
  for (const config::Phase& phase : plan.phases) {
    page.sample(Labels().with("phase", phase.id).with("name", phase.name).text(), "", kOne);
  }
}

void write_partners(PageWriter& page, const config::Plan& plan) {
  page.family("pantau_provider_info", Type::gauge, "Providers as configured.");
  for (const config::Provider& provider : plan.providers) {
    page.sample(
        Labels().with("provider", provider.id).with("name", provider.name).text(), "", kOne);
  }
  page.family("pantau_contract_info", Type::gauge, "Contracts as configured.");
  for (const config::Contract& contract : plan.contracts) {
    page.sample(Labels()
                    .with("contract", contract.id)
                    .with("provider", contract.provider)
                    .with("number", contract.number)
                    .with("formula", config::word_of(config::kFormulaWords, contract.formula))
                    .text(),
                "",
                kOne);
  }
}

void write_sites(PageWriter& page, const config::Plan& plan) {
  std::map<std::string_view, const config::District*> districts;
  for (const config::District& district : plan.districts) {
    districts.emplace(district.id, &district);
  }
  page.family("pantau_site_info", Type::gauge, "Sites as configured; class is the district's.");
  for (const config::Site& site : plan.sites) {
    const auto found = districts.find(site.district);
    const config::District* district = found == districts.end() ? nullptr : found->second;
    page.sample(Labels()
                    .with("site", site.id)
                    .with("name", site.name)
                    .with("district", site.district)
                    .with("district_name", district != nullptr ? district->name : "")
                    .with("phase", site.phase)
                    .with("class", district != nullptr ? district->district_class : "")
                    .with("latitude", degrees(site.latitude))
                    .with("longitude", degrees(site.longitude))
                    .text(),
                "",
                kOne);
  }
}

void write_services(PageWriter& page, const config::Plan& plan) {
  page.family("pantau_site_service_info", Type::gauge, "Public services that a site carries.");
  for (const config::Site& site : plan.sites) {
    std::set<std::string> written;  // two services may be the same once they are cleaned
    for (const std::string& service : site.services) {
      const auto [labels, is_new] =
          written.insert(Labels().with("site", site.id).with("service", service).text());
      if (is_new) {
        page.sample(*labels, "", kOne);
      }
    }
  }
}

void write_people(PageWriter& page, const config::Plan& plan) {
  page.family("pantau_site_population", Type::gauge, "People that a site serves.");
  for (const config::Site& site : plan.sites) {
    if (site.serves_population) {
      page.sample(Labels().with("site", site.id).text(), "", *site.serves_population);
    }
  }
  page.family("pantau_district_population", Type::gauge, "People who live in a district.");
  for (const config::District& district : plan.districts) {
    if (district.population) {
      page.sample(Labels().with("district", district.id).text(), "", *district.population);
    }
  }
}

void write_everybody(PageWriter& page, const config::Plan& plan, config::Date today) {
  std::optional<std::int64_t> people;
  for (const config::District& district : plan.districts) {
    if (district.population && rollout::exists(district, today)) {
      people = people.value_or(0) + *district.population;
    }
  }
  page.family("pantau_population",
              Type::gauge,
              "People who live in all districts that exist today: one that is over or has not "
              "begun is left out.");
  put(page, "", "", people);
}

void write_links(PageWriter& page, const LinkHeads& heads, config::Date today) {
  const config::Plan& plan = *heads.plan();
  page.family(
      "pantau_link_info", Type::gauge, "Links as configured; contract is the one in force.");
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const config::Link& link = plan.links[i];
    const config::Site* site = heads.site(i);
    const config::Contract* contract = book::shown_contract(plan, link, today);
    page.sample(heads.labels(i),
                "," + Labels()
                          .with("district", site != nullptr ? site->district : "")
                          .with("phase", site != nullptr ? site->phase : "")
                          .with("technology", link.technology)
                          .with("role", link.role == config::Role::primary ? "primary" : "backup")
                          .with("provider", link.provider)
                          .with("contract", contract != nullptr ? contract->id : "")
                          .with("address", link.address)
                          .text(),
                kOne);
  }
}

}  // namespace

void write_inventory(PageWriter& page, const LinkHeads& heads, net::WallTime now) {
  const config::Plan& plan = *heads.plan();
  write_gateway(page, plan);
  write_districts(page, plan);
  write_phases(page, plan);
  write_partners(page, plan);
  write_sites(page, plan);
  write_services(page, plan);
  write_people(page, plan);
  const config::Date today = local_date(now, plan.daemon.timezone);
  write_everybody(page, plan, today);
  write_links(page, heads, today);
}

}  // namespace pantau::metrics
