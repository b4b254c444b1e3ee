// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/durable_findings.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace pantau::metrics {
namespace {

using Tests = std::vector<const rollout::Acceptance*>;

Tests in_order(const rollout::Findings& findings) {
  Tests tests;
  tests.reserve(findings.acceptance.size());
  for (const auto& acceptance : findings.acceptance) {
    tests.push_back(acceptance.get());
  }
  return tests;
}

Tests by_id(const std::vector<config::Site>& wanted, const rollout::Findings& findings) {
  std::unordered_map<std::string_view, const rollout::Acceptance*> known;
  const auto& sites = findings.plan->sites;
  for (std::size_t i = 0; i < std::min(sites.size(), findings.acceptance.size()); ++i) {
    known.emplace(sites[i].id, findings.acceptance[i].get());
  }
  Tests tests;
  tests.reserve(wanted.size());
  for (const config::Site& site : wanted) {
    const auto at = known.find(site.id);
    tests.push_back(at == known.end() ? nullptr : at->second);
  }
  return tests;
}

}  // namespace

DurableFindings::DurableFindings(const links::Snapshot& snapshot) {
  if (snapshot.rollout == nullptr || snapshot.plan == nullptr) {
    return;
  }
  known_ = true;
  const rollout::Findings& findings = *snapshot.rollout;
  if (findings.plan == snapshot.plan) {
    acceptance_ = in_order(findings);
  } else if (findings.plan != nullptr) {
    acceptance_ = by_id(snapshot.plan->sites, findings);
  }
}

std::optional<bool> judged(const rollout::Acceptance& acceptance, rollout::Criterion criterion) {
  const auto place = static_cast<std::size_t>(criterion);
  bool is_complete = !acceptance.links.empty();
  for (const rollout::LinkTrial& link : acceptance.links) {
    const rollout::CriterionResult& result = link.criteria[place];
    if (result.figure && !result.met) {
      return false;
    }
    is_complete = is_complete && result.figure.has_value();
  }
  return is_complete ? std::optional(true) : std::nullopt;
}

}  // namespace pantau::metrics
