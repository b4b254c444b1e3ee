// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "config/inventory_rules.hpp"

namespace pantau::config {

namespace {

using Ids = std::vector<std::string_view>;

bool stands_in_sums(const Site& site) {
  return !site.phase.empty() && !site.actual.contains(Stage::decommissioned) &&
         !(site.hold && site.hold->kind == HoldKind::cancelled);
}

Ids without_people(const Plan& plan) {
  Ids ids;
  for (const auto& site : plan.sites) {
    if (stands_in_sums(site) && site.serves_population.value_or(0) == 0) {
      ids.push_back(site.id);
    }
  }
  return ids;
}

Ids without_fee(const Plan& plan) {
  std::unordered_set<std::string_view> paid;
  for (const auto& link : plan.links) {
    const bool fee =
        std::any_of(link.contracts.begin(), link.contracts.end(), [&](const std::string& id) {
          const auto* contract = plan.find_contract(id);
          return contract != nullptr && contract->fee_per_month.value_or(0) > 0;
        });
    if (fee) {
      paid.insert(link.site);
    }
  }
  Ids ids;
  for (const auto& site : plan.sites) {
    if (stands_in_sums(site) && !paid.contains(site.id)) {
      ids.push_back(site.id);
    }
  }
  return ids;
}

/// "a, b, c and 14 more"
std::string some_of(const Ids& ids) {
  constexpr std::size_t kMostNamed = 5;
  const auto named = std::min(ids.size(), kMostNamed);
  const auto text = fmt::format(
      "{}", fmt::join(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(named), ", "));
  return ids.size() == named ? text : fmt::format("{} and {} more", text, ids.size() - named);
}

}  // namespace

void check_weights(Draft& draft) {
  const auto weights = draft.plan.rollout.weights;
  const auto* layer = draft.singleton("rollout");
  if (layer == nullptr || weights == SiteWeights::site || !draft.complete()) {
    return;
  }
  const bool people = weights == SiteWeights::population;
  const auto ids = people ? without_people(draft.plan) : without_fee(draft.plan);
  if (ids.empty()) {
    return;
  }
  TableReader reader(draft.problems, *layer);
  reader.warning(reader.find("weights"),
                 fmt::format("sites that weigh nothing, having no {}: {}",
                             people ? "serves_population" : "link under a contract with a fee",
                             some_of(ids)));
}

void check_inventory(Draft& draft) {
  check_districts(draft);
  check_sites(draft);
  check_contracts(draft);
  check_weights(draft);
}

}  // namespace pantau::config
