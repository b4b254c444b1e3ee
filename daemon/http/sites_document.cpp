// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "daemon/book/site_stage.hpp"
#include "daemon/http/documents.hpp"
#include "daemon/http/json_parts.hpp"
#include "daemon/http/json_text.hpp"

namespace pantau::http {

namespace {

namespace json = boost::json;

using LinksOfSites = std::map<std::string_view, json::array>;

LinksOfSites links_of_sites(const config::Plan& plan) {
  LinksOfSites found;
  for (const config::Link& link : plan.links) {
    found[link.site].emplace_back(link.id);
  }
  return found;
}

json::value stage(const config::Site& site, config::Date today) {
  const auto present = book::present_stage(site, today);
  return present ? or_null(book::stage_name(*present)) : json::value(nullptr);
}

/// A site without links has no state.
json::object site_object(const config::Site& site,
                         const links::SiteNumbers& numbers,
                         json::array links,
                         config::Date today) {
  return json::object{
      {"site", site.id},
      {"name", site.name},
      {"district", site.district},
      {"phase", or_null(site.phase)},
      {"stage", stage(site, today)},
      {"state", numbers.measured ? or_null(book::name(numbers.state)) : json::value(nullptr)},
      {"since", numbers.measured ? since_or_null(numbers.since) : json::value(nullptr)},
      {"contacts", texts(site.contacts)},
      {"links", std::move(links)},
  };
}

}  // namespace

std::string sites_document(const links::Snapshot& snapshot) {
  json::array list;
  if (snapshot.plan != nullptr) {
    const auto today = today_of(snapshot);
    auto links = links_of_sites(*snapshot.plan);
    const auto& sites = snapshot.plan->sites;
    for (std::size_t i = 0; i < std::min(sites.size(), snapshot.sites.size()); ++i) {
      list.push_back(
          site_object(sites[i], snapshot.sites[i], std::move(links[sites[i].id]), today));
    }
  }
  return to_text(json::object{
      {"now", rfc3339_milliseconds(snapshot.now.wall)},
      {"sites", std::move(list)},
  });
}

}  // namespace pantau::http
