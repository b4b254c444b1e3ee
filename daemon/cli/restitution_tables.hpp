// SPDX-License-Identifier: Apache-2.0
/// \file
/// The tables of `pantau restitution`, in the language of `[daemon] language`.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "daemon/availability/contract_account.hpp"

namespace pantau::cli {

[[nodiscard]] std::string_view month_word(std::chrono::month month, config::Language language);
/// Three digits, cut; nothing: "-".
[[nodiscard]] std::string percent_of(const std::optional<availability::Share>& share,
                                     config::Language language);
/// Paid seconds of each link by class.
[[nodiscard]] std::string restitution_link_table(const availability::ContractAccount& account,
                                                 config::Language language);
/// Outages of the paid time: what of each counts and why the rest does not. Those that are too
/// short for the contract stand in one line below.
[[nodiscard]] std::string restitution_outage_table(const availability::ContractAccount& account,
                                                   const config::DaemonSettings& daemon);

}  // namespace pantau::cli
