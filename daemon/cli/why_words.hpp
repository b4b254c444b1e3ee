// SPDX-License-Identifier: Apache-2.0
/// \file
/// The documents' words for rules, evidence and verdicts in the language of `[daemon] language`. A
/// word that is none of ours stays as it is.
#pragma once

#include <string>

#include "config/settings.hpp"

namespace pantau::cli {

/// Which rule decided a state (StateChange::rule).
[[nodiscard]] std::string rule_text(const std::string& word, config::Language language);
/// book::Evidence::kind
[[nodiscard]] std::string evidence_text(const std::string& word, config::Language language);
/// What became of an echo (semantics.md 1).
[[nodiscard]] std::string verdict_text(const std::string& word, config::Language language);

}  // namespace pantau::cli
