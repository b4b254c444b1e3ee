// SPDX-License-Identifier: Apache-2.0
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "daemon/book/site_stage.hpp"
#include "daemon/http/documents.hpp"
#include "daemon/http/json_parts.hpp"
#include "daemon/http/json_text.hpp"

namespace pantau::http {

namespace {

namespace json = boost::json;

json::object discovery_group(const config::Plan& plan,
                             const config::Link& link,
                             config::Date today) {
  const auto* site = plan.find_site(link.site);
  const bool live = site != nullptr && book::is_live(*site, today);
  return json::object{
      {"targets", json::array{link.id}},
      {"labels",
       json::object{
           {"__meta_pantau_link", link.id},
           {"__meta_pantau_site", link.site},
           {"__meta_pantau_district", site != nullptr ? site->district : std::string()},
           {"__meta_pantau_technology", link.technology},
           {"__meta_pantau_role", json::string_view(role_name(link.role))},
           {"__meta_pantau_address", link.address},
           {"__meta_pantau_live", live ? "1" : "0"},
       }},
  };
}

}  // namespace

std::string discovery_document(const links::Snapshot& snapshot) {
  const auto today = today_of(snapshot);
  json::array list;
  for (std::size_t i = 0; i < link_count(snapshot); ++i) {
    list.push_back(discovery_group(*snapshot.plan, snapshot.plan->links[i], today));
  }
  return to_text(list);
}

}  // namespace pantau::http
