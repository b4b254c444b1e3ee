// SPDX-License-Identifier: Apache-2.0
/// \file
/// A plan as it was frozen: re-planning makes a new one and does not rewrite history.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "daemon/book/link_state.hpp"

namespace pantau::rollout {

struct BaselineSite {
  std::string site;
  std::string phase;
  double weight = 0;  ///< as site_weights() had it then
  std::map<config::Stage, config::Date> planned;

  friend bool operator==(const BaselineSite&, const BaselineSite&) = default;
};

struct Baseline {
  std::string name;  ///< as an id: [a-z0-9][a-z0-9._-]{0,63}
  book::Second frozen{};
  std::string user;
  config::RolloutSettings settings;  ///< weights and stage weights of then
  std::vector<BaselineSite> sites;  ///< of those that stood in the sums, by id

  friend bool operator==(const Baseline&, const Baseline&) = default;
};

[[nodiscard]] Baseline freeze(const config::Plan& plan,
                              std::string name,
                              std::string user,
                              book::Second now);

}  // namespace pantau::rollout
