// SPDX-License-Identifier: Apache-2.0
#include "daemon/verdicts/topology.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <string_view>
#include <unordered_map>

namespace pantau::verdicts {
namespace {

using Places = std::unordered_map<std::string_view, std::uint32_t>;

Places places_of(const config::Plan& plan) {
  Places places;
  places.reserve(plan.links.size());
  for (std::uint32_t link = 0; link < plan.links.size(); ++link) {
    places.emplace(plan.links[link].id, link);
  }
  return places;
}

Group group_of(const config::ParentGroup& written, const Places& places) {
  Group group;
  group.reserve(written.links.size());
  for (const auto& id : written.links) {
    group.push_back(places.at(id));
  }
  return group;
}

/// A parent may stand in several groups.
std::vector<std::uint32_t> parents_of(const std::vector<Group>& groups) {
  std::vector<std::uint32_t> parents;
  for (const auto& group : groups) {
    parents.insert(parents.end(), group.begin(), group.end());
  }
  std::sort(parents.begin(), parents.end());
  parents.erase(std::unique(parents.begin(), parents.end()), parents.end());
  return parents;
}

}  // namespace

Topology::Topology(const config::Plan& plan)
    : groups_(plan.links.size()), children_(plan.links.size()), ranks_(plan.links.size()) {
  const auto places = places_of(plan);
  std::vector<std::size_t> missing(plan.links.size());
  for (std::uint32_t link = 0; link < plan.links.size(); ++link) {
    for (const auto& written : plan.links[link].parents) {
      groups_[link].push_back(group_of(written, places));
    }
    const auto parents = parents_of(groups_[link]);
    missing[link] = parents.size();
    for (const auto parent : parents) {
      children_[parent].push_back(link);
    }
    if (parents.empty()) {
      order_.push_back(link);
    }
  }
  order_.reserve(plan.links.size());
  for (std::uint32_t at = 0; at < order_.size(); ++at) {
    ranks_[order_[at]] = at;
    for (const auto child : children_[order_[at]]) {
      if (--missing[child] == 0) {
        order_.push_back(child);
      }
    }
  }
  assert(order_.size() == plan.links.size());
}

}  // namespace pantau::verdicts
