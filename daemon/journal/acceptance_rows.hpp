// SPDX-License-Identifier: Apache-2.0
/// \file
/// Acceptance tests: that one was begun, and its verdict with its evidence, which is final.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/book/link_state.hpp"
#include "daemon/journal/database.hpp"
#include "daemon/rollout/acceptance.hpp"

namespace pantau::journal {

/// Inside a transaction of the caller. One that runs: that it was noticed at `judged_until`. A
/// verdict is written over that; over a verdict nothing is written.
void add_acceptance(Database& database, const rollout::Acceptance& acceptance);

/// Verdicts, by site, then start.
[[nodiscard]] std::vector<rollout::Acceptance> load_acceptances(Database& database);
[[nodiscard]] std::optional<rollout::Acceptance> load_acceptance(Database& database,
                                                                 const std::string& site,
                                                                 book::Second start);

/// Site and start of every test that was ever noticed.
[[nodiscard]] std::vector<std::pair<std::string, book::Second>> load_begun_tests(
    Database& database);

}  // namespace pantau::journal
