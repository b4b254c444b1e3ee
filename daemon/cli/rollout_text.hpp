// SPDX-License-Identifier: Apache-2.0
/// \file
/// `pantau rollout` for people: one page of 80 columns.
#pragma once

#include <string>

#include "daemon/cli/rollout_numbers.hpp"
#include "daemon/cli/rollout_report.hpp"

namespace pantau::cli {

/// In the language and zone of `plan`. `now`: to say when the book ends before the present.
[[nodiscard]] std::string rollout_text(const config::Plan& plan,
                                       const RolloutBook& book,
                                       const RolloutReport& report,
                                       book::Second now,
                                       BarStyle style);

}  // namespace pantau::cli
