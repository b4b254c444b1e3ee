// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which of a link's contracts holds on a day: their own dates decide, both included, local days.
#pragma once

#include <optional>
#include <string>

#include "config/load.hpp"
#include "daemon/book/link_state.hpp"

namespace pantau::book {

/// Null: the link has no contract, or none of its contracts is in force then. Of several the one
/// that began last.
[[nodiscard]] const config::Contract* contract_in_force(const config::Plan& plan,
                                                        const config::Link& link,
                                                        Second time);

/// The one contract to name beside the link: the one in force that local day, else the one that
/// began or will begin last. Null: the link has none.
[[nodiscard]] const config::Contract* shown_contract(const config::Plan& plan,
                                                     const config::Link& link,
                                                     config::Date day);

/// The contract that ended last before `time`, when the link has contracts and none of them is in
/// force then; null otherwise.
[[nodiscard]] const config::Contract* contract_that_ended(const config::Plan& plan,
                                                          const config::Link& link,
                                                          Second time);

}  // namespace pantau::book
