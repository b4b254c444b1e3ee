// SPDX-License-Identifier: Apache-2.0
#include "daemon/journal/name_ids.hpp"

#include <fmt/format.h>

namespace pantau::journal {

NameIds::NameIds(Database& database, const std::string& table)
    : find_(database.prepare(fmt::format("SELECT id FROM {} WHERE name = ?", table))),
      insert_(database.prepare(fmt::format("INSERT INTO {}(name) VALUES(?) RETURNING id", table))) {
}

std::int64_t NameIds::of(const std::string& name) {
  if (const auto found = known_.find(name); found != known_.end()) {
    return found->second;
  }
  std::int64_t id = 0;
  if (Rows rows = find_.query(name); rows.next()) {
    id = rows.integer(0);
  }
  if (id == 0) {
    Rows rows = insert_.query(name);
    while (rows.next()) {
      id = rows.integer(0);
    }
  }
  known_.emplace(name, id);
  return id;
}

void PlaceIds::use(const std::shared_ptr<const config::Plan>& plan) {
  if (plan == plan_ && plan) {
    return;
  }
  plan_ = plan;
  link_ids_.assign(plan ? plan->links.size() : 0, 0);
  site_ids_.assign(plan ? plan->sites.size() : 0, 0);
}

std::int64_t PlaceIds::link(std::uint32_t place) {
  std::int64_t& id = link_ids_.at(place);
  if (id == 0) {
    id = links_.of(plan_->links[place].id);
  }
  return id;
}

std::int64_t PlaceIds::site(std::uint32_t place) {
  std::int64_t& id = site_ids_.at(place);
  if (id == 0) {
    id = sites_.of(plan_->sites[place].id);
  }
  return id;
}

void PlaceIds::forget() {
  links_.forget();
  sites_.forget();
  plan_.reset();
}

}  // namespace pantau::journal
