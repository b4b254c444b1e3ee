// SPDX-License-Identifier: Apache-2.0
/// \file
/// Values of the rollout with everything that the book keeps of them.
#pragma once

#include <memory>
#include <string>

#include "daemon/availability/judged_month.hpp"
#include "daemon/rollout/acceptance.hpp"
#include "daemon/rollout/baseline.hpp"
#include "tests/daemon/journal/journal_fixture.hpp"

namespace pantau::journal {

/// Every field of a contract says something.
[[nodiscard]] std::shared_ptr<const config::Contract> full_terms();
/// Only what a contract must have.
[[nodiscard]] std::shared_ptr<const config::Contract> bare_terms();

[[nodiscard]] availability::JudgedMonth judged_month(std::string link,
                                                     std::string month,
                                                     std::shared_ptr<const config::Contract> terms);

/// Two links, every criterion with another figure.
[[nodiscard]] rollout::Acceptance verdict(std::string site,
                                          rollout::AcceptanceState state,
                                          book::Second start);

[[nodiscard]] rollout::Baseline frozen(std::string name, book::Second time);

}  // namespace pantau::journal
