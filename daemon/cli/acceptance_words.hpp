// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the record of an acceptance test is made of, in the language of `[daemon] language`.
#pragma once

#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "daemon/rollout/acceptance.hpp"

namespace pantau::cli {

/// "PASSED": the word that the reader looks for.
[[nodiscard]] std::string_view verdict_word(rollout::AcceptanceState state,
                                            config::Language language);
/// What follows from it, a sentence; empty for a test that was passed.
[[nodiscard]] std::string_view verdict_meaning(rollout::AcceptanceState state,
                                               config::Language language);
/// "98.123 %", three digits, cut; Indonesian with a decimal comma.
[[nodiscard]] std::string percent_text(double ratio, config::Language language);
/// As percent_text, without zeros that say nothing: "95 %".
[[nodiscard]] std::string short_percent_text(double ratio, config::Language language);
/// A number in its shortest form with the language's decimal mark.
[[nodiscard]] std::string decimal_text(double number, config::Language language);
/// How the figures come about, for the reader of the minutes.
[[nodiscard]] std::string method_text(config::Language language, std::string_view gateway);

}  // namespace pantau::cli
