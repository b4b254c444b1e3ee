// SPDX-License-Identifier: Apache-2.0
/// \file
/// States, causes and judgements in the language of `[daemon] language`.
#pragma once

#include <string_view>

#include "config/settings.hpp"
#include "daemon/availability/account.hpp"
#include "daemon/book/cause.hpp"
#include "daemon/book/link_state.hpp"

namespace pantau::cli {

/// As shown in tables: upper case, because it is what the eye looks for.
[[nodiscard]] std::string_view state_word(book::LinkState state, config::Language language);
/// The same within a sentence.
[[nodiscard]] std::string_view lower_state_word(book::LinkState state, config::Language language);
[[nodiscard]] std::string_view cause_word(book::Cause cause, config::Language language);
[[nodiscard]] std::string_view judgement_word(availability::Judgement judgement,
                                              config::Language language);
/// `english` or `indonesian`.
[[nodiscard]] std::string_view choose(config::Language language,
                                      std::string_view english,
                                      std::string_view indonesian);

}  // namespace pantau::cli
